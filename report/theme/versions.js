// The version menu, and the note on pages of old versions. A published page never changes, so
// what versions there are is read from the tree's versions.json when the page opens. Without this
// script the plain link in the footer leads to the list of versions.
(() => {
  const { version, page, tree } = document.currentScript.dataset
  const RELEASES = "report/reference/releases.html"

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    element.append(...children)
    return element
  }

  // The same page in another version, at the same place; its front page where it has no such page.
  const has = (index, wanted) => (index.pages[page] ?? []).includes(wanted)
  const address = (index, entry) => {
    const folder = tree + (entry.version === index.latest ? "" : entry.path)
    return has(index, entry.version) ? folder + page + location.hash : folder || "./"
  }

  const links = []
  const link = (index, entry, ...children) => {
    const made = make("a", {}, ...children)
    links.push(() => made.setAttribute("href", address(index, entry)))
    return made
  }

  const menu = (index) => {
    const items = index.versions.map((entry) => {
      const told = [make("b", {}, entry.version), make("small", {}, entry.date)]
      if (entry.version === index.latest) told.push(make("small", {}, "latest"))
      if (entry.corrects) told.push(make("small", {}, `corrects ${entry.corrects}`))
      if (!has(index, entry.version)) told.push(make("small", {}, "front page"))
      const made = link(index, entry, ...told.flatMap((part) => [part, " "]))
      if (entry.version === version) made.setAttribute("aria-current", "true")
      return make("li", {}, made)
    })
    const name = make("summary", { class: "bp-tool", "aria-label": `Version ${version}: choose another` }, version)
    const box = make("details", { class: "bp-version-menu" }, name, make("ul", {}, ...items))
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && box.open) { box.open = false; name.focus() }
    })
    document.addEventListener("click", (event) => { if (!box.contains(event.target)) box.open = false })
    const tools = document.querySelector(".quarto-navbar-tools")
    if (tools) tools.prepend(box)
    else document.querySelector(".bp-versions")?.after(box)
  }

  const banner = (index) => {
    if (version === index.latest) return
    const mine = index.versions.find((entry) => entry.version === version)
    const latest = index.versions.find((entry) => entry.version === index.latest)
    const fix = index.versions.find((entry) => entry.corrects === version)
    const text = make("p", {}, `This is version ${version}`, mine ? ` of ${mine.date}. ` : ". ")
    if (fix) text.append(`It was corrected in ${fix.version}: ${fix.note} `)
    const words = has(index, latest.version) ? "See this page in" : "This page is gone; see"
    text.append(link(index, latest, `${words} the latest version, ${latest.version}`))
    if (index.pages[RELEASES]?.includes(latest.version))
      text.append(". ", make("a", { href: tree + RELEASES }, "What changed"))
    text.append(".")
    const box = make("aside", { class: "bp-old-version", "aria-label": "An old version" }, text)
    document.querySelector("main")?.prepend(box)
  }

  fetch(`${tree}versions.json`, { cache: "no-cache" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((index) => {
      menu(index)
      banner(index)
      const aim = () => links.forEach((set) => set())
      addEventListener("hashchange", aim)
      aim()
    })
    .catch(() => {}) // a copy without its tree; the plain link stays
})()

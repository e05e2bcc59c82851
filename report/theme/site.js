// What the pages do beyond showing themselves; without it every word is still there to read.
const body = document.body
const wide = matchMedia("(min-width: 62rem)")

// Light and dark. The choice is kept under Quarto's key; the first look is set in the page itself.
const toggle = document.querySelector("button.quarto-color-scheme-toggle")
function showScheme() {
  const dark = body.classList.contains("quarto-dark")
  toggle.textContent = dark ? "Light" : "Dark"
  toggle.setAttribute("aria-label", dark ? "Switch to the light theme" : "Switch to the dark theme")
}
if (toggle) {
  toggle.hidden = false
  showScheme()
  toggle.addEventListener("click", () => {
    const dark = body.classList.toggle("quarto-dark")
    body.classList.toggle("quarto-light", !dark)
    try { localStorage.setItem("quarto-color-scheme", dark ? "alternate" : "default") } catch {}
    showScheme()
    document.dispatchEvent(new CustomEvent("bp-theme", { detail: { dark } }))
  })
}

// Menus close when the reader goes elsewhere.
const menus = document.querySelectorAll("#quarto-header .dropdown > details")
for (const menu of menus) {
  menu.addEventListener("toggle", () => {
    if (menu.open) for (const other of menus) if (other !== menu) other.open = false
  })
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus() }
  })
}
document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false
})

// A block of code has a button that copies it, as in Quarto's own frame; in the margin above, over no code.
for (const code of navigator.clipboard ? document.querySelectorAll("div.sourceCode > pre > code") : []) {
  const button = document.createElement("button")
  Object.assign(button, { type: "button", className: "bp-copy", textContent: "Copy code" })
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent)
    button.textContent = "Copied"
  })
  code.closest("div").append(button)
}

// Tabs: the list of links becomes a list of tabs, moved through with the arrow keys.
for (const set of document.querySelectorAll(".panel-tabset")) {
  const tabs = [...set.querySelectorAll(":scope > .nav-tabs .nav-link")]
  const panes = tabs.map((tab) => document.getElementById(tab.hash.slice(1)))
  const show = (index, focus) => {
    tabs.forEach((tab, i) => {
      tab.classList.toggle("active", i === index)
      tab.setAttribute("aria-selected", i === index)
      tab.tabIndex = i === index ? 0 : -1
      panes[i].classList.toggle("active", i === index)
    })
    if (focus) tabs[index].focus()
    window.dispatchEvent(new Event("resize")) // charts in a panel take its width
  }
  set.querySelector(".nav-tabs").setAttribute("role", "tablist")
  tabs.forEach((tab, i) => {
    tab.parentElement.setAttribute("role", "presentation")
    tab.setAttribute("role", "tab")
    tab.setAttribute("aria-controls", panes[i].id)
    panes[i].setAttribute("role", "tabpanel")
    panes[i].setAttribute("aria-labelledby", tab.id)
    tab.addEventListener("click", (event) => { event.preventDefault(); show(i) })
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1, " ": i }[event.key]
      if (to === undefined) return
      event.preventDefault()
      show((to + tabs.length) % tabs.length, true)
    })
  })
  const asked = panes.findIndex((pane) => location.hash && pane.querySelector(CSS.escape(location.hash).replace("\\#", "#")))
  set.classList.add("bp-tabs-ready")
  show(Math.max(asked, 0))
}

// Tables that scroll can be reached by keyboard, and say what they are.
function markScrollers() {
  for (const box of document.querySelectorAll(".table-responsive, .bp-scroll, .equation, main pre, main math, #TOC")) {
    const scrolls = box.scrollWidth > box.clientWidth + 1 || (box.id === "TOC" && box.scrollHeight > box.clientHeight + 1)
    if (!scrolls) { box.removeAttribute("tabindex"); continue }
    box.tabIndex = 0
    if (!box.matches(".table-responsive, .bp-scroll")) continue
    box.setAttribute("role", "region")
    const caption = box.closest("figure")?.querySelector("figcaption")
    box.setAttribute("aria-label", caption ? caption.textContent.trim().slice(0, 80) : "Table")
  }
}
markScrollers()
addEventListener("resize", markScrollers)

// The contents list shows where the reader is, and gives way to what stands in the margin.
const contents = document.getElementById("TOC")
if (contents) {
  const links = new Map([...contents.querySelectorAll("a")].map((a) => [decodeURIComponent(a.hash.slice(1)), a]))
  const heads = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean)
  const wideBlocks = [...document.querySelectorAll(".column-margin, .column-page, .column-screen-inset")]
  let asked = false
  const look = () => {
    asked = false
    const passed = heads.filter((head) => head.getBoundingClientRect().top < 130)
    const here = passed.at(-1) ?? heads[0]
    for (const [id, link] of links) {
      link.classList.toggle("active", id === here?.id)
      if (id === here?.id) link.setAttribute("aria-current", "true")
      else link.removeAttribute("aria-current")
    }
    const box = contents.getBoundingClientRect()
    const covered = wide.matches && wideBlocks.some((block) => {
      const other = block.getBoundingClientRect()
      return other.right > box.left + 1 && other.top < box.bottom && other.bottom > box.top
    })
    contents.classList.toggle("bp-covered", covered)
  }
  const soon = () => { if (!asked) { asked = true; requestAnimationFrame(look) } }
  addEventListener("scroll", soon, { passive: true })
  addEventListener("resize", soon)
  look()
}

// Search: pagefind and its index load when the box opens.
const opener = document.getElementById("bp-search-open")
if (opener) {
  const root = new URL(document.querySelector('meta[name="quarto:offset"]').content, location.href)
  const base = new URL("pagefind/pagefind.js", root)
  let dialog, engine, latest = 0
  const build = () => {
    dialog = document.createElement("dialog")
    dialog.id = "bp-search"
    dialog.setAttribute("aria-label", "Search the site")
    dialog.innerHTML = '<form method="dialog"><input type="search" aria-label="Search for" placeholder="A model, a benchmark, a word" autocomplete="off">' +
      '<button class="bp-tool">Close</button></form><p role="status"></p><ol></ol>'
    body.append(dialog)
    dialog.querySelector("input").addEventListener("input", (event) => find(event.target.value))
    dialog.querySelector("form").addEventListener("submit", (event) => {
      const first = dialog.querySelector("li a")
      if (event.submitter?.matches(":focus") || !first) return
      event.preventDefault()
      first.click()
    })
    dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("li a")) dialog.close() })
  }
  const open = async () => {
    if (!dialog) build()
    dialog.showModal()
    const input = dialog.querySelector("input")
    input.select()
    engine ??= import(base.href).then(async (module) => {
      await module.options({ excerptLength: 24 })
      await module.init()
      // pages made from data have an index of their own, which seldom changes
      if ("made" in opener.dataset) await module.mergeIndex(new URL("pagefind-made/", root).href)
      return module
    })
    engine.catch(() => { dialog.querySelector('[role="status"]').textContent = "Search needs the site to be served over http." })
  }
  const find = async (words) => {
    const turn = ++latest
    const found = words.trim() ? await (await engine).debouncedSearch(words, {}, 120) : { results: [] }
    if (turn !== latest || found === null) return
    const pages = await Promise.all(found.results.slice(0, 30).map((result) => result.data()))
    if (turn !== latest) return
    const asked = called(words)
    const named = pages.map((page) => partsCalled(page, asked))
    const shown = [...named.flat(), ...pages.filter((_, i) => !named[i].length).flatMap(parts)]
    const status = words.trim() ? `${found.results.length} ${found.results.length === 1 ? "page" : "pages"}` : ""
    dialog.querySelector('[role="status"]').textContent = status
    dialog.querySelector("ol").replaceChildren(...shown.slice(0, 24).map(entry))
  }
  // What is called as the reader asked stands first: a page, a heading, a term of the glossary.
  const called = (text) => text.toLowerCase().replace(/^the /, "").replaceAll(/s\b/g, "").trim()
  const partsCalled = (page, asked) => called(page.meta.title) === asked ? parts(page) :
    page.anchors.filter((anchor) => called(anchor.text ?? "") === asked).map((anchor) => {
      const from = anchor.location, text = document.createElement("p")
      const next = page.anchors.map((other) => other.location).filter((place) => place > from)
      text.textContent = page.content.split(/\s+/).slice(from, Math.min(from + 30, ...next)).join(" ")
      return { page, title: anchor.text, url: `${page.url}#${anchor.id}`, excerpt: text.innerHTML }
    })
  const parts = (page) => (page.sub_results.length ? page.sub_results.slice(0, 3) : [page])
    .map((part) => ({ ...part, page, title: part.title ?? page.meta.title }))
  // An excerpt from the beginning opens with the heading, which is shown already.
  const beyond = (title, excerpt) => {
    const words = excerpt.split(" "), count = title.split(" ").length
    const opens = words.slice(0, count).join(" ").replaceAll(/<\/?mark>/g, "")
    return opens === title || opens === `${title}.` ? words.slice(count).join(" ") : excerpt
  }
  const entry = ({ page, title, url, excerpt }) => {
    const item = document.createElement("li"), link = document.createElement("a")
    const head = document.createElement("b"), text = document.createElement("span")
    link.href = url
    head.textContent = title === page.meta.title ? title : `${page.meta.title} › ${title}`
    text.innerHTML = beyond(title, excerpt) // pagefind escapes the page's text and adds <mark>
    link.append(head, text)
    item.append(link)
    return item
  }
  opener.hidden = false
  opener.addEventListener("click", open)
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]")
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open() }
  })
}

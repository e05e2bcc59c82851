// What a reader takes from a chart: its state in the address (#fig-reach?benchmark=HLE), a picture,
// its data with where they come from, a line that embeds it, a citation. And the page's own citation.
(() => {
  "use strict"
  const asked = new URLSearchParams(location.search).get("embed")
  const [askedPlace, askedState] = decodeURIComponent(location.hash.slice(1)).split("?")
  const footer = document.querySelector("[data-cite]")
  const [authors, year, site, version] = ["authors", "year", "title", "version"].map((name) => footer?.dataset[name] ?? "")
  const page = document.querySelector("h1")?.textContent.trim() ?? ""
  const home = location.href.split(/[?#]/)[0]

  const make = (tag, properties = {}, ...inner) => {
    const node = Object.assign(document.createElement(tag), properties)
    node.append(...inner)
    return node
  }
  const place = (chart) => chart.closest('[id^="fig-"]')?.id ?? chart.id.replace(/-[0-9a-f]{10}$/, "")
  const find = (name) => [...document.querySelectorAll(".bp-chart")].find((chart) => place(chart) === name)
  const caption = (chart) => {
    const told = chart.closest("figure, .quarto-figure, [id^='fig-']")?.querySelector("figcaption")
    const words = told?.querySelector("strong")?.textContent ?? told?.textContent.split(/(?<=[.!?])\s/)[0] ?? ""
    return words.replace(/^Figure\s*\d*:?\s*/, "").trim() || page
  }

  // ---- state

  const controls = (chart) => [...chart.querySelectorAll("[data-signal]")]
  function state(chart) {
    const told = new URLSearchParams()
    for (const control of controls(chart)) {
      if (control.type === "radio" && !control.checked) continue
      const first = control.type === "radio" ? control.defaultChecked : control.tagName === "SELECT"
        ? [...control.options].findIndex((o) => o.defaultSelected) === control.selectedIndex : control.value === control.defaultValue
      if (!first) told.set(control.dataset.signal, control.value)
    }
    const words = `${told}`
    return place(chart) + (words && `?${words}`)
  }
  function restore(chart, words) {
    for (const [signal, value] of new URLSearchParams(words)) {
      for (const control of controls(chart).filter((each) => each.dataset.signal === signal)) {
        if (control.type === "radio") control.checked = control.value === value
        else if (control.tagName !== "SELECT" || [...control.options].some((o) => o.value === value)) control.value = value
        if (control.type !== "radio" || control.checked) control.dispatchEvent(new Event(control.type === "range" ? "input" : "change", { bubbles: true }))
      }
    }
  }

  // ---- pictures: the drawing with its colours written out, on a ground, with its source under it

  function picture(chart) {
    const live = chart.querySelector(".bp-live svg")
    const drawn = live ?? [...chart.querySelectorAll(".bp-static")].find((svg) => svg.getBoundingClientRect().width)
    const { width, height } = live ? live.getBoundingClientRect() : drawn.viewBox.baseVal
    const copy = drawn.cloneNode(true)
    const look = getComputedStyle(document.body)
    const colour = (text) => text.replace(/var\((--[\w-]+)\)/g, (_, name) => asRgb(look.getPropertyValue(name)))
    for (const node of [copy, ...copy.querySelectorAll("*")]) {
      for (const { name, value } of [...node.attributes]) if (value.includes("var(")) node.setAttribute(name, colour(value))
    }
    const own = "http://www.w3.org/2000/svg"
    const [edge, under] = [16, 40]
    const outer = document.createElementNS(own, "svg")
    for (const [name, value] of Object.entries({
      xmlns: own, width: width + 2 * edge, height: height + under + 2 * edge,
      viewBox: `${-edge} ${-edge} ${width + 2 * edge} ${height + under + 2 * edge}`, "font-family": "sans-serif",
    })) outer.setAttribute(name, value)
    const part = (tag, attributes, text = "") => {
      const node = document.createElementNS(own, tag)
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
      node.textContent = text
      outer.append(node)
    }
    part("title", {}, `${caption(chart)} ${cite(chart)}`)
    part("rect", { x: -edge, y: -edge, width: width + 2 * edge, height: height + under + 2 * edge, fill: asRgb(look.getPropertyValue("--bp-bg")) })
    copy.setAttribute("width", width)
    copy.setAttribute("height", height)
    copy.removeAttribute("class")
    outer.append(copy)
    const muted = asRgb(look.getPropertyValue("--bp-muted"))
    part("text", { x: 0, y: height + 18, "font-size": 12, fill: asRgb(look.getPropertyValue("--bp-fg")) }, caption(chart))
    part("text", { x: 0, y: height + 36, "font-size": 11, fill: muted }, `${site.split(":")[0]}, version ${version}, CC BY 4.0. Data by Epoch AI and Artificial Analysis.`)
    return { text: new XMLSerializer().serializeToString(outer), width: width + 2 * edge, height: height + under + 2 * edge }
  }
  function asRgb(value) {
    const probe = make("span")
    probe.style.color = value.trim()
    document.body.append(probe)
    const told = getComputedStyle(probe).color
    probe.remove()
    return told
  }
  function save(content, name) {
    const link = make("a", { download: name, href: URL.createObjectURL(content) })
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 2000)
  }
  async function png(chart) {
    const { text, width, height } = picture(chart)
    const image = new Image()
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
    await image.decode()
    const canvas = make("canvas", { width: 2 * width, height: 2 * height })
    canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height)
    canvas.toBlob((blob) => save(blob, `${place(chart)}.png`))
  }

  // ---- words

  const address = (chart) => `${home}#${state(chart)}`
  const cite = (chart) => `${authors} (${year}). ${caption(chart)} In: ${page}. ${site}. Version ${version}. ${address(chart)}`
  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  const embed = (chart) => `<iframe src="${escaped(`${home}?embed=${place(chart)}#${state(chart)}`)}" title="${escaped(caption(chart))}" width="100%" height="640" loading="lazy" style="border:0"></iframe>`

  function table(chart, link) {
    const text = decodeURIComponent(link.href.slice(link.href.indexOf(",") + 1)).trimEnd()
    const cell = (words) => `"${words.replaceAll('"', '""')}"`
    const source = `${cell(`${site.split(":")[0]}: ${address(chart)}`)},${cell("CC BY 4.0; data by Epoch AI (CC BY 4.0) and Artificial Analysis")},${cell(version)}`
    const quoted = /"(?:[^"]|"")*"|\n/g // a line ends outside quotes only
    let first = true
    const whole = `${text}\n`.replace(quoted, (found) => {
      if (found !== "\n") return found
      const tail = first ? ",source,licence,version" : `,${source}`
      first = false
      return `${tail}\n`
    })
    save(new Blob([whole], { type: "text/csv" }), link.download)
  }

  function button(words, act) {
    const node = make("button", { type: "button", className: "bp-tool", textContent: words })
    node.addEventListener("click", async () => {
      const told = await act()
      if (typeof told !== "string" || !navigator.clipboard) return
      await navigator.clipboard.writeText(told)
      node.textContent = "Copied"
      setTimeout(() => { node.textContent = words }, 1500)
    })
    return node
  }

  // ---- ready forms: what is doubted is filled in, with the row that was clicked or the model that is pinned

  const root = new URL(document.querySelector('meta[name="quarto:offset"]')?.content ?? ".", location.href)
  const FIELDS = { Model: "model", Benchmark: "benchmark", Seller: "seller", Score: "score", Since: "from", From: "from", Evaluator: "evaluator", Number: "number" }
  let pinned = ""
  document.addEventListener("bp:pin", (event) => { pinned = event.detail })
  function ofRow(row) { // what a row of a table says of the fields, by the heads of its columns
    if (!row) return {}
    const heads = [...row.closest("table").querySelectorAll("thead th")].map((head) => head.textContent.trim())
    const cells = [...row.cells].map((cell) => cell.textContent.trim())
    return Object.fromEntries(heads.map((head, i) => [FIELDS[head], cells[i]]).filter(([field, text]) => field && text && text !== "–"))
  }
  function ofChart(chart) {
    const benchmark = controls(chart).find((one) => one.dataset.signal === "benchmark" && (one.type !== "radio" || one.checked))
    return { ...(pinned && { model: pinned }), ...(benchmark && { benchmark: benchmark.value }) }
  }
  document.addEventListener("click", (event) => {
    const row = event.target.closest("main .bp-table tbody tr")
    if (!row || event.target.closest("a, button, input")) return
    const was = row.classList.contains("bp-meant")
    document.querySelectorAll("tr.bp-meant").forEach((one) => one.classList.remove("bp-meant"))
    row.classList.toggle("bp-meant", !was)
  })
  function forms(told, known, asks = "Something wrong or missing? ") {
    const links = [["Question this", "sec-claim"], ["Add a run", "sec-run"], ["Correct a price", "sec-price"]].map(([textContent, form]) => {
      const link = make("a", { textContent })
      const point = () => {
        const fields = { ...known(), page: told() }
        link.href = new URL(`report/guide/contribute.html?${new URLSearchParams({ number: told(), ...fields })}#${form}`, root)
      }
      point()
      link.addEventListener("click", point) // with the state that the chart has by then
      return link
    })
    return make("p", { className: "bp-quiet bp-forms" }, asks, ...links.flatMap((link, i) => (i ? [" · ", link] : [link])))
  }
  // pages made from data have links of their own, filled in with what the page is about
  for (const link of document.querySelectorAll(".bp-made .bp-forms a")) {
    const about = link.search
    link.addEventListener("click", () => {
      const asked = new URLSearchParams(about)
      for (const [field, text] of Object.entries(ofRow(document.querySelector("tr.bp-meant")))) asked.set(field, text)
      link.search = asked
    })
  }
  if (!document.body.classList.contains("bp-made")) {
    for (const table of document.querySelectorAll("main .bp-table")) {
      const name = table.querySelector("caption")?.textContent ?? ""
      const row = () => ofRow(table.querySelector("tr.bp-meant"))
      if (name && !table.closest(".bp-chart, .bp-index")) table.after(forms(() => `${name} (${home})`, row, "Something wrong or missing? A click on its row fills it in: "))
    }
  }

  for (const chart of document.querySelectorAll(".bp-chart")) {
    const fold = chart.querySelector(".bp-data")
    if (!fold) continue
    fold.querySelector("summary").textContent = "Data, picture, embed, cite"
    const link = fold.querySelector("a[download]")
    link?.addEventListener("click", (event) => { event.preventDefault(); table(chart, link) })
    fold.querySelector("summary").after(make("p", { className: "bp-share" },
      button("SVG", () => save(new Blob([picture(chart).text], { type: "image/svg+xml" }), `${place(chart)}.svg`)),
      button("PNG", () => png(chart)),
      button("Copy the address", () => address(chart)),
      button("Copy a line to embed it", () => embed(chart)),
      button("Copy a citation", () => cite(chart))), forms(() => `${caption(chart)} (${address(chart)})`, () => ofChart(chart)))
    for (const control of controls(chart)) {
      control.addEventListener("change", () => history.replaceState(null, "", `${location.search}#${state(chart)}`))
    }
  }
  const wanted = askedState && find(askedPlace)
  if (wanted) {
    restore(wanted, askedState)
    wanted.scrollIntoView({ block: "center" })
  }

  // ---- a chart on another site: the page with nothing but it

  const shown = asked && find(asked)
  if (shown) {
    const figure = shown.closest("[id^='fig-'], figure") ?? shown
    document.body.classList.add("bp-embedded")
    const back = make("a", { href: `${home}#${state(shown)}`, target: "_top", textContent: `${site.split(":")[0]}: ${page}` })
    document.querySelector("main").replaceChildren(figure, make("p", { className: "bp-quiet" }, back))
  }

  // ---- the page's citation, where it has no box of its own

  if (footer && !document.querySelector(".bp-cite")) {
    const line = () => `${authors} (${year}). ${page}. In: ${site}. Version ${version}. ${home}`
    const key = `benchmark-prices-${version}-${home.replace(/^.*\//, "").replace(/\.html$/, "")}`.replace(/[^\w-]+/g, "-")
    const entry = () => `@misc{${key},\n  author = {{${authors}}},\n  title = {${page}},\n  year = {${year}},\n  version = {${version}},\n  note = {In: ${site}},\n  url = {${home}}\n}\n`
    footer.append(" ", button("Copy a citation of this page", line), " ", button("Copy BibTeX", entry))
  }
})()

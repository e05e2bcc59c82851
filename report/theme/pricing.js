// Prices a log that is dropped, chosen or pasted: pricing-worker.mjs runs the command itself beside the
// page. Nothing is loaded before a log comes, and nothing of a log leaves the page.
(() => {
  "use strict"
  const box = document.querySelector(".bp-guide-price")
  if (!box) return
  const root = new URL(document.querySelector('meta[name="quarto:offset"]')?.content || "./", location.href)
  const address = (path) => new URL(path.replace(/^\//, ""), root).href
  const [form, answer, status, bar, stop] = ["form", "output", "[role=status]", "progress", ".bp-guide-stop"].map((what) => box.querySelector(what))
  const size = Number(box.dataset.size)
  let worker = null
  let logs = []
  let loaded = 0

  const element = (name, text, attributes = {}) => {
    const made = Object.assign(document.createElement(name), attributes)
    made.textContent = text
    return made
  }

  // ---- logs ----
  const alone = (file) => ({ name: file.name, files: [{ path: file.name, file }] })

  // The files of one folder, as a folder chooser gives them, under the folder's name.
  const folder = (files) => ({
    name: files[0].webkitRelativePath.split("/")[0],
    files: files.map((file) => ({ path: file.webkitRelativePath, file })),
  })

  async function dropped(items) {
    // before any await: the browser forgets them then; a file made by a script has no entry
    const files = [...items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile())
    return Promise.all(files.map(async (one) => (one instanceof File ? alone(one) : { name: one.name, files: await within(one, one.name) })))
  }

  async function within(entry, path) {
    if (entry.isFile) return [{ path, file: await new Promise((done, failed) => entry.file(done, failed)) }]
    const reader = entry.createReader()
    const found = []
    for (;;) { // a hundred at a time
      const some = await new Promise((done, failed) => reader.readEntries(done, failed))
      if (!some.length) break
      found.push(...some)
    }
    return (await Promise.all(found.map((one) => within(one, `${path}/${one.name}`)))).flat()
  }

  // ---- options ----
  const quoted = (text) => `'${text.replaceAll("'", `'"'"'`)}'` // as a shell takes it whole

  function options() {
    const fields = [...form.querySelectorAll("[data-option]")].filter((field) => field.value.trim())
    return [...fields.map((field) => `${field.dataset.option} ${quoted(field.value.trim())}`), form.elements.more.value].join(" ")
  }

  // ---- pricing ----
  function price(given) {
    if (given) logs = given
    if (!logs.length) return say("Drop a log, choose one or paste one first.")
    answer.replaceChildren()
    busy(true)
    say(`Reading ${logs.map((log) => log.name).join(", ")}`)
    if (!worker) start()
    worker?.postMessage({ folder: address(`${box.dataset.folder}/`), wheel: address(box.dataset.wheel), logs, options: options() })
  }

  function start() {
    loaded = 0
    try {
      worker = new Worker(address(box.dataset.worker), { type: "module" })
    } catch (error) {
      return broken(error.message)
    }
    worker.addEventListener("error", (event) => broken(event.message || "its script cannot be loaded"))
    worker.addEventListener("message", ({ data: { kind, value } }) => told[kind](value))
  }

  const told = {
    loaded(bytes) {
      bar.value = (loaded += bytes) / size
      if (loaded >= size) wait("Starting Python")
    },
    step(step) { if (loaded < size) say(`${step} (${(size / 1e6).toFixed(0)} MB, once a visit)`) },
    ready() { wait(`Pricing ${logs.map((log) => log.name).join(", ")}`) },
    said(line) { if (/ \d+ MB$/.test(line)) say(line) },
    done(found) { busy(false); say(""); show(found) },
    broken,
  }

  function broken(why) {
    end()
    const deep = /call stack|recursion|memory/i.test(why)
    say("")
    show({ forms: {}, printed: "", said: [deep ? "benchprice: the file is too deep or too large to be read" : `This browser could not run the command (${why}). Install it instead: the line above.`] })
  }

  function end() {
    worker?.terminate()
    worker = null
    busy(false)
  }

  function busy(is) {
    bar.hidden = stop.hidden = !is
    box.setAttribute("aria-busy", String(is))
    if (is && !worker) bar.value = 0
  }

  // Nothing more is known of how far it is: the bar only moves.
  function wait(text) {
    bar.removeAttribute("value")
    say(text)
  }

  const say = (text) => { status.textContent = text }

  // ---- the answer ----
  function show({ forms, said, printed }) {
    const made = []
    if (forms.html) {
      // the command's own card; parsed as a document of its own, in which nothing runs
      made.push(new DOMParser().parseFromString(forms.html, "text/html").querySelector("article"), downloads(forms))
    } else {
      made.push(element("pre", [...said, printed].join("\n").trim(), { className: "bp-guide-said" }))
    }
    answer.replaceChildren(...made)
    answer.tabIndex = -1
    answer.focus({ preventScroll: true })
    answer.scrollIntoView({ block: "nearest" })
  }

  const FORMS = { json: ["JSON", "json"], markdown: ["Markdown", "md"], html: ["HTML", "html"], latex: ["LaTeX", "tex"], bibtex: ["BibTeX", "bib"] }

  function downloads(forms) {
    const row = element("p", "Take the statement as ", { className: "bp-guide-take" })
    Object.entries(FORMS).forEach(([form, [name, suffix]], i) => {
      const href = URL.createObjectURL(new Blob([forms[form]], { type: "text/plain" }))
      row.append(i ? " · " : "", element("a", name, { href, download: `statement.${suffix}` }))
    })
    return row
  }

  // ---- what a reader does ----
  form.elements.logs.addEventListener("change", ({ target }) => target.files.length && price([...target.files].map(alone)))
  form.elements.folder.addEventListener("change", ({ target }) => target.files.length && price([folder([...target.files])]))
  form.elements.text.addEventListener("input", ({ target, inputType }) => {
    logs = target.value.trim() ? [alone(new File([target.value], "pasted"))] : []
    if (logs.length && inputType === "insertFromPaste") price()
  })
  form.addEventListener("submit", (event) => { event.preventDefault(); price() })
  stop.addEventListener("click", () => { end(); say("Stopped.") })
  box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("bp-guide-over") })
  box.addEventListener("dragleave", () => box.classList.remove("bp-guide-over"))
  box.addEventListener("drop", async (event) => {
    event.preventDefault()
    box.classList.remove("bp-guide-over")
    const given = await dropped(event.dataTransfer.items)
    if (given.length) price(given)
  })
  form.hidden = false
})()

// Runs benchprice in a WebAssembly Python, beside the page: the same code and record as the command.
// A log stays in the browser: it is mounted, not sent, and read where it is.

// Loads Python, its packages and the wheel. `read` brings one file's bytes, `folder` has Pyodide.
export async function open(folder, wheel, read, tell) {
  tell("Loading Python")
  const { loadPyodide } = await import(`${folder}pyodide.mjs`)
  const [python, packages, own] = await Promise.all([
    loadPyodide({ indexURL: folder }), read(`${folder}packages.zip`), read(wheel),
  ])
  tell("Starting benchprice")
  python.unpackArchive(packages, "zip", { extractDir: "/lib/python3.14/site-packages" })
  python.unpackArchive(own, "wheel")
  return { python, run: python.runPython("import jinja2, jsonschema\nfrom benchprice import inpage\ninpage.run") }
}

// Prices logs by their paths in Python's own tree; answers with what inpage.run documents.
export function price({ run }, paths, options, tell) {
  return JSON.parse(run(paths, options, tell))
}

if (typeof WorkerGlobalScope !== "undefined") serve()

function serve() {
  let opened, mounted = []
  const send = (kind, value) => postMessage({ kind, value })
  const counted = counting((bytes) => send("loaded", bytes))
  self.addEventListener("message", async ({ data: { folder, wheel, logs, options } }) => {
    try {
      opened ??= await open(folder, wheel, async (url) => (await counted(url)).arrayBuffer(), (step) => send("step", step))
      send("ready")
      mounted.splice(0).forEach((place) => opened.python.FS.unmount(place))
      const paths = logs.map((log, i) => mount(opened.python, log, `/logs/${i}`, mounted))
      send("done", price(opened, paths, options, (line) => send("said", line)))
    } catch (error) {
      send("broken", String(error?.message ?? error))
    }
  })
}

// One log, a file or a folder's files, at a place of its own: two may have one name.
function mount({ FS }, { name, files }, place, mounted) {
  FS.mkdirTree(place)
  FS.mount(FS.filesystems.WORKERFS, { blobs: files.map(({ path, file }) => ({ name: path, data: file })) }, place)
  mounted.push(place)
  return `${place}/${name}`
}

// Lets every download, Pyodide's own too, be counted as its bytes come. What is counted is a copy: the
// browser keeps the compiled Python for the next visit only with the answer that it brought itself.
function counting(tell) {
  const plain = self.fetch.bind(self)
  const count = async (body) => { for (const reader = body.getReader(); ;) { const { done, value } = await reader.read(); if (done) return; tell(value.byteLength) } }
  self.fetch = async (...asked) => {
    const answer = await plain(...asked)
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`)
    count(answer.clone().body).catch(() => {}) // whoever asked hears of a broken download
    return answer
  }
  return self.fetch
}

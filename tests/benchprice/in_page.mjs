// Prices cases as the page does, in Node: node in_page.mjs WORKER PYTHON/ WHEEL LOGS/ < cases, as JSON
import { readFileSync } from "node:fs"
import { pathToFileURL } from "node:url"

const [worker, python, wheel, logs] = process.argv.slice(2)
const { open, price } = await import(pathToFileURL(worker).href)
const opened = await open(python, wheel, async (path) => new Uint8Array(readFileSync(path)), () => {})
opened.python.mountNodeFS("/logs", logs)
const cases = JSON.parse(readFileSync(0, "utf8"))
const found = cases.map(({ logs, options }) => price(opened, logs.map((log) => `/logs/${log}`), options, () => {}))
process.stdout.write(JSON.stringify(found))

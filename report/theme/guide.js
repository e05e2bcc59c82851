// The guide's calculator and statement checker. Everything happens in the page: nothing is sent.
// The formula and the rules are those of analysis/guide, and a test holds the two together.
"use strict"

const KINDS = ["input", "cache_read", "cache_write", "cache_write_long", "output"]
const TIERS = { standard: 1, batch: 0.5, flex: 0.5 }
const LEVELS = ["minimal", "standard", "full"]
const NORMAL_95 = 1.6448536269514722 // 0.95 quantile: a 90 % interval
const FEWEST = 5 // other models' runs below which no interval is given

// Price, as pricing.run_price: disjoint counts at USD per million tokens; null is not known.
function price(tokens, rate) {
  let total = 0
  for (const kind of KINDS) {
    const count = tokens[kind] || 0
    if (!count) continue
    if (rate[kind] === null || rate[kind] === undefined) return null
    total += count * rate[kind]
  }
  return total * 1e-6
}

function atTier(rate, tier) {
  const scaled = { ...rate }
  for (const kind of KINDS) if (typeof rate[kind] === "number") scaled[kind] = rate[kind] * TIERS[tier]
  return scaled
}

// Plan, as planning.plan: the model's own runs, or those of its other configurations, or else
// other models' runs, at one rate.
function plan(rows, model, base, rate, sd, options) {
  const [basis, chosen] = basisFor(rows, model, base)
  if (!chosen.length) return null
  const used = chosen.map((tokens) => withShare(tokens, options.cacheShare))
  const full = { ...rate }
  for (const kind of ["cache_read", "cache_write"]) full[kind] = rate[kind] ?? rate.input
  const scaled = atTier(full, options.tier)
  const prices = used.map((tokens) => price(tokens, scaled) * options.passes).sort((a, b) => a - b)
  const middle = quantile(prices, 0.5)
  const [low, high] = intervalOf(prices, middle, basis, sd)
  return { price: middle, low, high, n: used.length, basis, tokens: used, rate: scaled }
}

function basisFor(rows, model, base) {
  const own = rows.filter((r) => r.model === model)
  if (own.length) return ["the model’s own runs", own]
  const alike = rows.filter((r) => r.base === (base || model))
  if (alike.length) return ["the model’s runs in other configurations", alike]
  return ["other models’ runs", rows]
}

function intervalOf(prices, middle, basis, sd) {
  if (basis.startsWith("other")) {
    return prices.length < FEWEST ? [null, null] : [quantile(prices, 0.05), quantile(prices, 0.95)]
  }
  const own = basis.includes("own")
  const half = NORMAL_95 * sd * Math.sqrt(1 + 1 / (own ? prices.length : 1))
  const [low, high] = own ? [middle, middle] : [prices[0], prices.at(-1)]
  return [low * Math.exp(-half), high * Math.exp(half)]
}

function withShare(tokens, share) {
  if (share === null) return tokens
  const sent = tokens.input + tokens.cache_read + tokens.cache_write
  const read = Math.round(sent * share)
  return { input: Math.round(sent) - read, cache_read: read, cache_write: 0, output: tokens.output }
}

function quantile(sorted, q) {
  const at = (sorted.length - 1) * q
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below)
}

// The part of JSON Schema that the statement's schema uses.
function schemaErrors(schema, value, root = schema, path = "") {
  if (schema.$ref) return schemaErrors(resolve(root, schema.$ref), value, root, path)
  const where = path || "the statement"
  const errors = []
  if ("const" in schema && value !== schema.const) errors.push(`${where}: must be ${JSON.stringify(schema.const)}`)
  if (schema.enum && !schema.enum.includes(value)) errors.push(`${where}: must be one of ${schema.enum.join(", ")}`)
  if (schema.type && !isOf(schema.type, value)) return [`${where}: must be of type ${schema.type}`]
  if (typeof value === "number") {
    if (value < schema.minimum) errors.push(`${where}: less than ${schema.minimum}`)
    if (value <= schema.exclusiveMinimum) errors.push(`${where}: must be above ${schema.exclusiveMinimum}`)
    if (value > schema.maximum) errors.push(`${where}: more than ${schema.maximum}`)
  }
  if (typeof value === "string") {
    const length = [...value].length
    if (length < schema.minLength) errors.push(`${where}: empty`)
    if (length > schema.maxLength) errors.push(`${where}: over ${schema.maxLength} characters`)
    if (schema.pattern && !new RegExp(schema.pattern, "u").test(value)) errors.push(`${where}: not of the form ${schema.pattern}`)
  }
  if (Array.isArray(value)) {
    if (value.length < schema.minItems) errors.push(`${where}: fewer than ${schema.minItems}`)
    if (value.length > schema.maxItems) errors.push(`${where}: more than ${schema.maxItems}`)
    if (schema.items) value.forEach((one, i) => errors.push(...schemaErrors(schema.items, one, root, `${path && path + "."}${i}`)))
  } else if (value !== null && typeof value === "object") {
    errors.push(...memberErrors(schema, value, root, path))
  }
  return errors
}

function memberErrors(schema, value, root, path) {
  const errors = []
  const known = schema.properties || {}
  for (const name of schema.required || []) {
    if (!Object.hasOwn(value, name)) errors.push(`${path || "the statement"}: ${name} is missing`)
  }
  if (Object.keys(value).length > schema.maxProperties) errors.push(`${path}: too many members`)
  for (const [name, one] of Object.entries(value)) {
    const inner = path ? `${path}.${name}` : name
    if (Object.hasOwn(known, name)) errors.push(...schemaErrors(known[name], one, root, inner))
    else if (schema.additionalProperties === false) errors.push(`${inner}: not a member of the statement`)
    else if (typeof schema.additionalProperties === "object") errors.push(...schemaErrors(schema.additionalProperties, one, root, inner))
  }
  return errors
}

function resolve(root, ref) {
  return ref.slice(2).split("/").reduce((place, step) => place[step], root)
}

function isOf(type, value) {
  if (type === "integer") return Number.isInteger(value)
  if (type === "number") return typeof value === "number" && Number.isFinite(value)
  if (type === "array") return Array.isArray(value)
  if (type === "object") return value !== null && typeof value === "object" && !Array.isArray(value)
  return typeof value === type
}

// A statement's own sums, as validity._broken_sums.
function sumErrors(statement) {
  const errors = []
  const total = statement.price.total
  const same = (a) => Math.abs(a - total) <= Math.max(1e-9 * Math.max(Math.abs(a), Math.abs(total)), 1e-12)
  for (const parts of ["by_role", "by_kind"]) {
    if (!(parts in statement.price)) continue
    const sum = Object.values(statement.price[parts]).reduce((a, b) => a + b, 0)
    if (!same(sum)) errors.push(`price.${parts}: adds up to ${sum}, price.total is ${total}`)
  }
  const again = recomputed(statement)
  if (again === null) errors.push("rates: no rate for some model and tier in usage, so nothing can be checked")
  else if (!same(again)) errors.push(`price.total: ${total}; the counts at the rates give ${again}`)
  return [...errors, ...spreadErrors(statement)]
}

// Counts that nothing used, a table that is not square; as validity._broken_spread.
function spreadErrors(statement) {
  const spread = statement.spread
  if (spread === undefined) return []
  const used = new Set(statement.usage.map((u) => `${u.model}\n${u.role}`))
  const errors = spread.counts.flatMap((one, i) =>
    used.has(`${one.model}\n${one.role}`) ? [] : [`spread.counts.${i}: no usage of ${one.model} as ${one.role}`])
  const size = spread.counts.length
  if (spread.covariance.length !== size || spread.covariance.some((row) => row.length !== size)) {
    errors.push(`spread.covariance: not ${size} rows of ${size}, one a count`)
  }
  return errors
}

function recomputed(statement) {
  const rates = new Map(statement.rates.map((r) => [`${r.model}\n${r.tier || "standard"}`, r]))
  let total = 0
  for (const usage of statement.usage) {
    const rate = "rate" in usage ? statement.rates[usage.rate] : rates.get(`${usage.model}\n${usage.tier}`)
    const part = "billed" in usage ? usage.billed : rate ? charge(usage, rate) : null
    if (part === null) return null
    total += part
  }
  return total
}

// What a usage's counts cost at a rate, as rates.charge.
function charge(usage, rate) {
  const tokens = price(usage.tokens, rate)
  if (tokens === null) return null
  const unit = rate.extras || {}
  return Object.entries(usage.extras || {}).reduce((sum, [kind, n]) => sum + n * (Object.hasOwn(unit, kind) ? unit[kind] : 0), tokens)
}

// Levels, as levels.missing and levels.reached.
function missing(items, statement) {
  return items.filter((item) => !item.paths.every((path) => path.split("|").some((p) => has(statement, p.split(".")))))
}

function has(value, steps) {
  if (!steps.length) return value !== null && value !== undefined
  const [step, ...rest] = steps
  if (step === "*") return Array.isArray(value) && value.length > 0 && value.every((one) => has(one, rest))
  return value !== null && typeof value === "object" && Object.hasOwn(value, step) && has(value[step], rest)
}

function reached(lacking) {
  let best = ""
  for (const level of LEVELS) {
    if (lacking.some((item) => item.level === level)) break
    best = level
  }
  return best
}

function check(text, schema, items) {
  let statement
  try { statement = JSON.parse(text.replace(/^\uFEFF/, "")) } catch { return { errors: ["not JSON: paste a whole statement"], level: "", lacking: [] } }
  const errors = schemaErrors(schema, statement)
  if (!errors.length) errors.push(...sumErrors(statement))
  if (errors.length) return { errors, level: "", lacking: [] }
  const lacking = missing(items, statement)
  return { errors, level: reached(lacking), lacking }
}

function dollars(value) {
  if (value === null) return "unknown"
  if (value >= 1 || value === 0) return "$" + value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return "$" + Number(value.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 12 })
}

if (typeof module !== "undefined") {
  module.exports = { price, plan, quantile, schemaErrors, sumErrors, missing, reached, check, dollars }
} else {
  document.querySelectorAll(".bp-guide-plan").forEach(startPlanner)
  document.querySelectorAll(".bp-guide-check").forEach(startChecker)
}

function element(name, text, parent) {
  const made = document.createElement(name)
  made.textContent = text
  if (parent) parent.append(made)
  return made
}

function startPlanner(box) {
  const facts = unpacked(JSON.parse(box.querySelector("script[type='application/json']").textContent))
  const form = box.querySelector("form")
  const answer = box.querySelector("output")
  const fields = form.elements
  restore(fields)
  const show = () => {
    const found = answerFor(facts, fields)
    answer.replaceChildren(...told(found))
    remember(fields)
  }
  form.addEventListener("input", show)
  form.addEventListener("submit", (event) => event.preventDefault())
  box.querySelector("button.bp-guide-copy").addEventListener("click", (event) => copyAddress(event.target))
  form.hidden = false
  show()
}

// Runs come by position: benchmark, model, input, cache reads, cache writes, output.
function unpacked(facts) {
  const runs = facts.runs.map(([benchmark, model, input, cache_read, cache_write, output]) => ({
    benchmark: facts.benchmarks[benchmark].id, model: facts.models[model][0], base: facts.models[model][1],
    input, cache_read, cache_write, output,
  }))
  return { ...facts, runs }
}

function restore(fields) {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = fields.namedItem(name)
    if (field && "value" in field) field.value = value
  }
}

// The address says what is shown, so that it can be shared; opened from a disk too.
function remember(fields) {
  const query = new URLSearchParams()
  for (const field of fields) {
    if (field.name && field.value && field.value !== field.dataset.default) query.set(field.name, field.value)
  }
  const address = `${location.pathname}${query.size ? "?" + query : ""}${location.hash}`
  try { history.replaceState(null, "", address) } catch {}
}

function copyAddress(button) {
  const done = () => { button.textContent = "Copied" }
  if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(done, () => prompt("Address", location.href))
  else prompt("Address", location.href)
}

function answerFor(facts, fields) {
  const value = (name) => fields.namedItem(name).value.trim()
  const number = (name) => (value(name) === "" ? null : Number(value(name)))
  const benchmark = facts.benchmarks.find((b) => b.id === value("benchmark"))
  if (!benchmark) return { problem: "The address names a benchmark that is not on record here: choose one." }
  const rows = facts.runs.filter((r) => r.benchmark === benchmark.id)
  const model = value("model")
  const listed = Object.hasOwn(facts.rates, model) ? facts.rates[model] : undefined
  const given = { input: number("input"), output: number("output"), cache_read: number("cache_read") }
  const rate = given.input !== null && given.output !== null ? given : listed
  if (!rate) return { problem: model ? `No price is known for ${model}. It is not free: enter its rates.` : "Choose a model, or enter rates." }
  const share = number("cache")
  const passes = number("passes") ?? 1
  const sound = Object.values(given).every((r) => r === null || (r >= 0 && r <= 10000))
  if (!sound || !(passes >= 1 && passes <= 10000) || !(share === null || (share >= 0 && share <= 100))) {
    return { problem: "Rates are from 0 to 10,000, passes from 1 to 10,000, the cache share from 0 to 100." }
  }
  if (rate.input === 0 && rate.output === 0) return { problem: "A rate of zero is not a price." }
  const options = { passes, tier: value("tier"), cacheShare: share === null ? null : share / 100 }
  const found = plan(rows, model, (facts.models.find(([name]) => name === model) || [])[1], rate, facts.sd, options)
  return found ? { ...found, benchmark, passes, listed: rate === listed ? listed : null, model } : { problem: "No token counts are recorded for this benchmark." }
}

function told(found) {
  if (found.problem) return [element("p", found.problem)]
  const spread = found.low === null ? "too few runs for an interval" : `90 % between ${dollars(found.low)} and ${dollars(found.high)}`
  const head = element("p", "")
  element("strong", dollars(found.price), head)
  head.append(` expected for ${found.passes === 1 ? "one pass" : `${found.passes} passes`} over ${found.benchmark.name} (${spread}).`)
  const middle = [...found.tokens].sort((a, b) => price(a, found.rate) - price(b, found.rate))[Math.floor((found.tokens.length - 1) / 2)]
  const terms = KINDS.filter((k) => middle[k]).map((k) => `${Math.round(middle[k]).toLocaleString("en-US")} × ${+found.rate[k].toPrecision(6)}`)
  const formula = element("p", `(${terms.join(" + ")}) / 1,000,000 USD a pass`)
  formula.className = "bp-guide-formula"
  const source = found.listed ? ` Rates of ${found.listed.provider}, since ${found.listed.date} (${found.listed.source}).` : " Your own rates."
  return [head, formula, element("p", `Tokens from ${found.n} of ${found.basis}; the formula shows the middle one.${source}`)]
}

function startChecker(box) {
  const { schema, items } = JSON.parse(box.querySelector("script[type='application/json']").textContent)
  const area = box.querySelector("textarea")
  const answer = box.querySelector("output")
  const show = () => answer.replaceChildren(...(area.value.trim() ? verdict(check(area.value, schema, items)) : []))
  area.addEventListener("input", show)
  const load = async (file) => {
    if (!file) return
    if (file.size > 2 ** 22) { answer.replaceChildren(element("p", "Over 4 MB: not a statement.")); return }
    area.value = await file.text()
    show()
  }
  box.querySelector("input[type=file]").addEventListener("change", (event) => load(event.target.files[0]))
  area.addEventListener("dragover", (event) => event.preventDefault())
  area.addEventListener("drop", (event) => { event.preventDefault(); load(event.dataTransfer.files[0]) })
  box.querySelector("button").addEventListener("click", () => {
    area.value = box.querySelector("template").content.textContent.trim()
    show()
  })
  box.querySelector(".bp-guide-form").hidden = false
}

function verdict({ errors, level, lacking }) {
  if (errors.length) return [element("p", "Not a valid statement:"), list(errors.slice(0, 20))]
  const made = [element("p", level ? `Valid. Level reached: ${level}.` : "Valid, but below the minimal level.")]
  if (lacking.length) made.push(list(lacking.map((item) => `${item.level}: ${item.label} is missing. ${item.reason} To add it: ${item.remedy}.`)))
  return made
}

function list(texts) {
  const made = document.createElement("ul")
  for (const text of texts) element("li", text, made)
  return made
}

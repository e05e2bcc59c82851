// What a score costs: asks a benchmark's file for the ways to a score, lists those of today, draws
// what the score has cost. The state stands in the address: #benchmark=hle&score=20.
(() => {
  "use strict"
  if (typeof module === "object") {
    module.exports = { ways, course } // for the tests, which have no page
    return
  }
  const box = document.querySelector(".bp-ways")
  if (!box) return
  const SHOWN = 10
  const root = new URL(document.querySelector('meta[name="quarto:offset"]').content, location.href)
  const form = box.querySelector("form")
  const output = box.querySelector("output")
  const loaded = new Map()
  const FIELDS = ["benchmark", "score", "weights", "doubts"]

  const make = (tag, attributes = {}, ...inner) => {
    const node = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
    node.append(...inner)
    return node
  }
  const svg = (tag, attributes, text = "") => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag)
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
    node.textContent = text
    return node
  }
  const usd = (value) => (value >= 0.1 && value < 99.995 ? `$${value.toFixed(2)}` : `$${value.toLocaleString("en", { maximumSignificantDigits: 3 })}`)
  const percent = (share) => `${Number((100 * share).toPrecision(3))}\u00a0%`
  const times = (factor) => `${Number(factor.toPrecision(2)).toLocaleString("en")} times`

  function read() {
    const told = new URLSearchParams(location.hash.slice(1))
    for (const name of FIELDS) {
      const field = form.elements[name]
      const asked = told.get(name)
      if (asked === null) continue
      if (field.tagName === "SELECT" ? [...field.options].some((o) => o.value === asked) : Number.isFinite(Number(asked))) field.value = asked
    }
  }
  function keep() {
    const told = new URLSearchParams()
    for (const name of FIELDS) if (form.elements[name].value) told.set(name, form.elements[name].value)
    history.replaceState(null, "", `#${told}`)
  }

  async function load(benchmark) {
    if (!loaded.has(benchmark)) {
      const answer = await fetch(new URL(`${box.dataset.folder.replace(/^\//, "")}/${benchmark}.json`, root))
      if (!answer.ok) throw new Error(`${benchmark}.json: ${answer.status}`)
      loaded.set(benchmark, await answer.json())
    }
    return loaded.get(benchmark)
  }

  // the ways that count for the choice, as objects; those without doubts only where that is asked
  function ways(data, least, open, sure) {
    return data.ways.map(([model, seller, score, price, from, until, seen, said]) => ({
      model: data.models[model], seller: data.sellers[seller] ?? "", score, price, from, until, seen, said,
    })).filter((way) => way.score >= least - 1e-9 && (!open || way.model[2]) && (!sure || !way.said))
  }

  // a row at each day on which the cheapest price moved; null where nobody sold the score
  function course(found) {
    const days = [...new Set(found.flatMap(({ from, until }) => (until ? [from, until] : [from])))].sort()
    const moves = []
    for (const day of days) {
      const held = found.filter(({ from, until }) => from <= day && (!until || until > day))
      const best = held.reduce((low, way) => (!low || way.price < low.price ? way : low), null)
      const last = moves.at(-1)
      if (!last || (best?.price ?? null) !== last.price) moves.push({ day, price: best?.price ?? null, way: best })
    }
    return moves
  }

  const model = ([name, page]) => (page ? make("a", { href: new URL(page, root).href }, name) : name)

  function table(heads, rows, caption) {
    const right = heads.map(([, number]) => (number ? { class: "bp-right" } : {}))
    return make("div", { class: "bp-table", tabindex: "0", role: "region", "aria-label": caption },
      make("table", {}, make("caption", {}, caption),
        make("thead", {}, make("tr", {}, ...heads.map(([words], i) => make("th", { scope: "col", ...right[i] }, words)))),
        make("tbody", {}, ...rows.map((cells) => make("tr", {}, ...cells.map((cell, i) =>
          make(i ? "td" : "th", { ...(i ? {} : { scope: "row" }), ...right[i] }, cell || "–")))))))
  }

  function picture(moves, day, words) {
    const [width, height, left, end, top, bottom] = [460, 220, 56, 88, 14, 28] // as analysis/page/made/steps.py, whose texts a phone has at 16 pixels
    const time = (text) => Date.parse(text)
    const prices = moves.filter((move) => move.price !== null).map((move) => move.price)
    const [low, high] = [Math.min(...prices) / 1.15, Math.max(...prices) * 1.15]
    const first = time(moves[0].day)
    const x = (when) => left + ((time(when) - first) / Math.max(1, time(day) - first)) * (width - left - end)
    const y = (price) => height - bottom - (Math.log(price / low) / Math.log(high / low)) * (height - top - bottom)
    const drawn = svg("svg", { class: "bp-steps", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words })
    const decades = Array.from({ length: 20 }, (_, i) => 10 ** (i - 8))
    const leads = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]]
    let ticks = []
    for (const lead of leads) {
      ticks = decades.flatMap((decade) => lead.map((one) => one * decade)).filter((price) => price >= low && price <= high)
      if (ticks.length >= 3) break
    }
    for (const price of ticks) {
      drawn.append(svg("path", { class: "bp-grid", d: `M${left} ${y(price).toFixed(1)}H${width - end}` }),
        svg("text", { x: left - 7, y: y(price) + 4, "text-anchor": "end" }, usd(Number(price.toPrecision(2))).replace(/\.00$/, "")))
    }
    const span = time(day) - first
    for (let at = 0; at <= 3; at += 1) {
      const when = new Date(first + (span * at) / 3).toISOString().slice(0, 10)
      const month = new Date(when).toLocaleDateString("en", { month: "short", year: "numeric", timeZone: "UTC" })
      if (span > 4e9 || at % 3 === 0) drawn.append(svg("text", { x: x(when), y: height - 6, "text-anchor": "middle" }, month))
    }
    let path = ""
    moves.forEach((move, i) => {
      if (move.price === null) return
      const until = moves[i + 1]?.day ?? day
      path += `${i && moves[i - 1].price !== null ? "V" : `M${x(move.day).toFixed(1)} `}${y(move.price).toFixed(1)}H${x(until).toFixed(1)}`
    })
    drawn.append(svg("path", { class: "bp-maker", d: path }))
    const last = moves.at(-1)
    if (last.price !== null) drawn.append(svg("text", { class: "bp-maker", x: width - end + 6, y: y(last.price) + 4 }, usd(last.price)))
    return drawn
  }

  function answer(data, least, found) {
    const open = found.filter((way) => !way.until && way.from <= data.day).sort((a, b) => a.price - b.price)
    const said = make("p")
    if (open.length) {
      const [best] = open
      said.append(make("strong", {}, usd(best.price)), ` a pass: ${percent(least)} or more on ${data.name} with `, model(best.model),
        best.seller ? ` at ${best.seller}` : ", as its evaluator states", ` on ${data.day}`, best.said ? ` (${best.said}).` : ".")
    } else {
      said.append(found.length ? `Nobody offers ${percent(least)} on ${data.name} today under this choice.` : `No run in the record reaches ${percent(least)} on ${data.name} under this choice.`)
    }
    return [open, said]
  }

  function told(data, least, found) {
    const [open, said] = answer(data, least, found)
    const moves = found.length ? course(found) : []
    const parts = [said]
    if (moves.length) {
      const begun = moves[0]
      const now = open[0]
      const change = !now || now.price === begun.price ? "" : now.price < begun.price
        ? `, ${times(begun.price / now.price)} today's price` : ", less than today"
      parts.push(make("p", {}, `First for sale on ${begun.day} with `, model(begun.way.model), ` for ${usd(begun.price)}${change}.`))
    }
    if (open.length) {
      parts.push(table([["Model"], ["Score", true], ["Price of a pass", true], ["Seller"], ["Since"], ["Seen"], ["Doubts"]],
        open.slice(0, SHOWN).map((way) => [model(way.model), percent(way.score), usd(way.price), way.seller, way.from, way.seen, way.said]),
        open.length > SHOWN ? `The ${SHOWN} cheapest of ${open.length} ways today` : `All ${open.length} ways today`))
    }
    if (moves.length > 1) {
      const words = `Price of ${percent(least)} on ${data.name}: from ${usd(moves[0].price)} on ${moves[0].day} to ${open[0] ? usd(open[0].price) : "no offer"} on ${data.day}`
      parts.push(make("figure", {}, picture(moves, data.day, words), make("figcaption", {}, "US$ a pass by the cheapest way on offer. The line breaks where nobody sold the score.")))
      parts.push(make("details", {}, make("summary", {}, `${moves.length} moves of the price`),
        table([["From"], ["Price of a pass", true], ["Model"], ["Seller"]],
          moves.map((move) => [move.day, move.price === null ? "no offer" : usd(move.price), move.way ? model(move.way.model) : "", move.way?.seller]), "Moves of the price")))
    }
    const page = new URL(`${box.dataset.folder.replace(/^\//, "")}/${data.benchmark}.html`, root).href
    parts.push(make("p", {}, make("a", { href: page }, `All about ${data.name}`)))
    return parts
  }

  let turn = 0
  async function show() {
    const mine = ++turn
    const { benchmark, score, weights, doubts } = form.elements
    const least = Number(score.value) / 100
    if (score.value === "" || !Number.isFinite(least)) {
      output.replaceChildren(make("p", {}, "Give the score as a percentage, such as 80."))
      return
    }
    try {
      const data = await load(benchmark.value)
      if (mine === turn) output.replaceChildren(...told(data, least, ways(data, least, weights.value === "open", doubts.value === "none")))
    } catch (error) {
      if (mine === turn) output.replaceChildren(make("p", {}, `The ways did not load (${error.message}); the tables below have them.`))
    }
  }
  form.addEventListener("submit", (event) => event.preventDefault())
  form.addEventListener("input", () => { keep(); show() })
  addEventListener("hashchange", () => { read(); show() })
  read()
  box.hidden = false
  show()
})()

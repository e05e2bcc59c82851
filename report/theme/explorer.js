// Browses the record: three views, loaded when opened, searched, sorted and paged in the page.
// The state stands in the address (#explorer?view=prices&q=gpt-4o&sort=-date&page=2).
(() => {
  "use strict";
  const PAGE = 50;
  const NAMES = { models: "Models", prices: "Prices", runs: "Priced runs" };
  const START = { models: "-runs", prices: "-date", runs: "price" };
  const box = document.querySelector(".bp-explorer");
  if (!box) return;
  const loaded = new Map();
  const make = (tag, attributes = {}, ...inner) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...inner);
    return node;
  };
  const state = { view: "models", q: "", sort: "", page: 1 };

  function read() {
    const [place, asked] = location.hash.split("?");
    if (place !== "#explorer" || !asked) return false;
    const told = new URLSearchParams(asked);
    state.view = told.get("view") in NAMES ? told.get("view") : "models";
    state.q = told.get("q") ?? "";
    state.sort = told.get("sort") ?? "";
    state.page = Math.max(1, Number.parseInt(told.get("page"), 10) || 1);
    return true;
  }

  function keep() {
    const told = new URLSearchParams({ view: state.view });
    if (state.q) told.set("q", state.q);
    if (state.sort) told.set("sort", state.sort);
    if (state.page > 1) told.set("page", state.page);
    history.replaceState(null, "", `#explorer?${told}`);
  }

  async function load(view) {
    if (!loaded.has(view)) {
      const answer = await fetch(`${box.dataset.folder}${view}.json`);
      if (!answer.ok) throw new Error(`${view}.json: ${answer.status}`);
      const data = await answer.json();
      for (const column of data.columns) {
        column.at = column.numbers
          ? (row) => column.numbers[row]
          : (row) => (column.codes[row] < 0 ? null : column.values[column.codes[row]]);
        column.key = column.numbers ? column.at : (row) => (column.codes[row] < 0 ? null : column.codes[row]);
      }
      loaded.set(view, data);
    }
    return loaded.get(view);
  }

  function found(data) {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const texts = data.columns.filter((column) => column.values);
    // the distinct values that hold each word, once a column; a row is in when each word hits one
    const hits = words.map((word) =>
      texts.map((column) => column.values.map((value, i) =>
        `${column.names?.[i] ?? ""} ${value}`.toLowerCase().includes(word))));
    const rows = [];
    for (let row = 0; row < data.rows; row += 1) {
      if (hits.every((columns) => columns.some((hit, i) => hit[texts[i].codes[row]]))) rows.push(row);
    }
    const sort = state.sort || START[state.view];
    const column = data.columns.find((c) => c.name === sort.replace(/^-/, ""));
    if (column) {
      const way = sort.startsWith("-") ? -1 : 1;
      rows.sort((a, b) => {
        const [one, other] = [column.key(a), column.key(b)];
        if (one === other) return a - b;
        if (one === null) return 1; // the unknown last, either way
        return other === null ? -1 : way * (one < other ? -1 : 1);
      });
    }
    return rows;
  }

  const shown = (value) => {
    if (value === null) return "–";
    if (typeof value !== "number") return value;
    return value.toLocaleString("en", { maximumSignificantDigits: 4 });
  };

  function table(data, rows) {
    const sort = state.sort || START[state.view];
    const head = data.columns.map((column) => {
      const button = make("button", { type: "button", "data-sort": column.name }, column.title);
      const cell = make("th", { scope: "col" }, button);
      if (column.numbers) cell.className = "bp-right";
      if (sort.replace(/^-/, "") === column.name) {
        cell.setAttribute("aria-sort", sort.startsWith("-") ? "descending" : "ascending");
      }
      return cell;
    });
    const body = rows.map((row) => make("tr", {}, ...data.columns.map((column, i) => {
      const kind = column.numbers ? { class: "bp-right" } : {};
      // what has a name is shown by it; its id, which the download has, stands behind
      if (!column.numbers && /^\d{4}-\d\d-\d\d$/.test(column.at(row))) kind.class = "bp-day";
      if (column.names) Object.assign(kind, { class: "bp-named", title: column.at(row) ?? "" });
      return make(i ? "td" : "th", { ...(i ? {} : { scope: "row" }), ...kind },
        shown(column.names?.[column.codes[row]] ?? column.at(row)));
    })));
    return make("div", { class: "bp-table", tabindex: "0", role: "region", "aria-label": NAMES[state.view] },
      make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)));
  }

  function download(data, rows) {
    // a text that begins as a formula gets an apostrophe, so that no spreadsheet runs it
    const plain = (value) => (typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
    const quoted = (value) => (/[",\r\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : value);
    const cell = (value) => (value === null ? "" : quoted(plain(value)));
    const lines = rows.map((row) => data.columns.map((column) => cell(column.at(row))).join(","));
    const text = [data.columns.map((column) => column.name).join(","), ...lines, ""].join("\n");
    const link = make("a", { download: `${state.view}.csv`, href: URL.createObjectURL(new Blob([text], { type: "text/csv" })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  const search = make("input", { type: "search", id: "bp-explorer-q", autocomplete: "off" });
  const tabs = make("div", { role: "group", "aria-label": "What to show", class: "bp-explorer-views" },
    ...Object.entries(NAMES).map(([view, name]) => make("button", { type: "button", "data-view": view }, name)));
  const save = make("button", { type: "button" }, "Download as CSV");
  const said = make("p", { role: "status" });
  const place = make("div");
  const turn = make("nav", { "aria-label": "Pages of the table", class: "bp-explorer-pages" });
  let last = null;

  async function show() {
    for (const button of tabs.children) button.setAttribute("aria-pressed", button.dataset.view === state.view);
    let data;
    try {
      data = await load(state.view);
    } catch (error) {
      said.textContent = `This view did not load (${error.message}).`;
      return;
    }
    const rows = found(data);
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    state.page = Math.min(state.page, pages);
    const first = (state.page - 1) * PAGE;
    said.textContent = `${rows.length.toLocaleString("en")} of ${data.rows.toLocaleString("en")} rows, page ${state.page} of ${pages}`;
    place.replaceChildren(table(data, rows.slice(first, first + PAGE)));
    turn.replaceChildren(
      make("button", { type: "button", "data-page": state.page - 1, ...(state.page > 1 ? {} : { disabled: "" }) }, "Previous"),
      make("button", { type: "button", "data-page": state.page + 1, ...(state.page < pages ? {} : { disabled: "" }) }, "Next"));
    last = { data, rows };
  }

  function change(told) {
    Object.assign(state, { page: 1 }, told);
    keep();
    return show();
  }

  box.addEventListener("click", ({ target }) => {
    const { view, sort, page } = target.dataset ?? {};
    if (view) change({ view, sort: "" });
    else if (sort) change({ sort: (state.sort || START[state.view]) === sort ? `-${sort}` : sort });
    else if (page) change({ page: Number(page) });
    else if (target === save && last) download(last.data, last.rows);
  });
  search.addEventListener("input", () => change({ q: search.value }));
  addEventListener("hashchange", () => {
    if (read()) {
      search.value = state.q;
      show();
    }
  });

  function start() {
    box.replaceChildren(
      make("div", { class: "bp-explorer-bar" }, tabs,
        make("label", { for: "bp-explorer-q" }, "Search ", search), save), said, place, turn);
    search.value = state.q;
    show();
  }
  // a reader who asks for a place in the record gets it at once, others when it comes into sight
  if (read()) {
    start();
    box.scrollIntoView();
  } else {
    const watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        watch.disconnect();
        start();
      }
    }, { rootMargin: "200px" });
    watch.observe(box);
  }
})();

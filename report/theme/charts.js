// Brings a page's charts to life when the reader comes near: loads Vega once, from where data-vega
// says, and draws over the static picture, which stays in place if anything fails. The page is to be
// read first: that waits for the reader's first move, or a moment.
(() => {
  "use strict";
  const { vega } = document.currentScript.dataset;
  let vegaLoading = null;

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  function loadVega() {
    vegaLoading ??= new Promise((resolve, reject) => {
      const root = document.querySelector('meta[name="quarto:offset"]').content; // for /addresses
      const script = make("script", { src: vega.replace(/^\//, root) });
      script.onload = resolve;
      script.onerror = () => reject(new Error("vega.js did not load"));
      document.head.append(script);
    });
    return vegaLoading;
  }

  // ---- tooltip: one for the page, by pointer or by keyboard

  const tip = make("div", { className: "bp-tip", hidden: true });
  const heard = make("div", { className: "bp-heard" });
  heard.setAttribute("aria-live", "polite");

  function showTip(value, box) {
    const entries = Object.entries(value).filter(([, text]) => text !== "" && text != null && text !== "null");
    if (!entries.length) return hideTip();
    const [, title] = entries[0];
    const list = make("dl");
    for (const [name, text] of entries.slice(1)) {
      list.append(make("dt", { textContent: name }), make("dd", { textContent: text }));
    }
    tip.replaceChildren(make("strong", { textContent: title }), list);
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - 8;
    const left = Math.max(8, Math.min(box.right + 12, room));
    const covers = left < box.right && box.top - height - 12 > 0;
    const top = covers ? box.top - height - 12 : Math.max(8, Math.min(box.top, innerHeight - height - 8));
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${top + scrollY}px`;
    heard.textContent = entries.map(([name, text]) => `${name} ${text}`).join(", ");
  }

  function hideTip() {
    tip.hidden = true;
  }

  const spot = (event) => ({ left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY });

  // ---- controls: what is chosen before the chart is there waits for it

  const asMonth = (time) =>
    new Date(Number(time)).toLocaleDateString("en", { year: "numeric", month: "short" });

  function listen(figure) {
    const state = { wanted: {}, apply: () => {} };
    for (const control of figure.querySelectorAll("[data-signal]")) {
      const isRange = control.type === "range";
      control.addEventListener(isRange ? "input" : "change", () => {
        state.wanted[control.dataset.signal] = isRange ? Number(control.value) : control.value;
        if (isRange) {
          control.closest(".bp-slider").lastElementChild.textContent = asMonth(control.value);
          control.setAttribute("aria-valuetext", asMonth(control.value));
        }
        state.apply();
      });
    }
    return state;
  }

  // ---- the pinned model, the same in all figures of the page

  let pinned = "";

  function pin(model) {
    pinned = model === pinned ? "" : model;
    document.dispatchEvent(new CustomEvent("bp:pin", { detail: pinned }));
  }

  // ---- one chart

  const marks = (view) => {
    const found = [];
    const visit = (item) => {
      if (item.tooltip && item._svg && !item.items) found.push(item);
      for (const child of item.items ?? []) visit(child);
    };
    visit(view.scenegraph().root);
    const place = (item) => item._svg.getBoundingClientRect();
    return found.sort((a, b) => place(a).left - place(b).left || place(a).top - place(b).top);
  };

  const REACH = 24; // pixels around a tap within which a mark is meant

  function nearest(view, { clientX, clientY }) {
    let [best, least] = [null, REACH];
    for (const item of marks(view)) {
      const box = item._svg.getBoundingClientRect();
      const away = Math.hypot((box.left + box.right) / 2 - clientX, (box.top + box.bottom) / 2 - clientY);
      if (away < least) [best, least] = [item, away];
    }
    return best;
  }

  function addKeys(plot, view) {
    let at = -1;
    let current = null;
    const leave = () => {
      current?._svg?.classList.remove("bp-at");
      hideTip();
    };
    const moves = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
    plot.addEventListener("keydown", (event) => {
      const items = marks(view);
      if (event.key === "Escape") {
        leave();
        if (pinned) pin("");
      } else if (event.key in moves && items.length) {
        leave();
        at = at < 0 ? 0 : (at + moves[event.key] + items.length) % items.length;
        current = items[Math.min(at, items.length - 1)];
        current._svg.classList.add("bp-at");
        showTip(current.tooltip, current._svg.getBoundingClientRect());
        event.preventDefault();
      } else if ((event.key === "Enter" || event.key === " ") && current?.datum?.model) {
        pin(current.datum.model);
        event.preventDefault();
      }
    });
    plot.addEventListener("blur", leave);
  }

  // Pixels across for which labels were placed (analysis/charts/layout.py): in a narrower column the
  // drawing shrinks whole, as the static picture does, and no label comes to stand on another.
  const PLACED = { wide: 600, narrow: 344 };

  async function draw(figure, state) {
    await loadVega();
    const plot = figure.querySelector(".bp-plot");
    const live = make("div", { className: "bp-live", ariaHidden: "true" }); // the plot itself speaks
    plot.append(live);
    const spec = JSON.parse(figure.querySelector(".bp-spec").textContent);
    const narrow = () => plot.clientWidth < 480;
    const size = () => {
      const width = Math.max(plot.clientWidth, narrow() ? PLACED.narrow : PLACED.wide);
      return { width, height: (plot.clientHeight * width) / (plot.clientWidth || width) };
    };
    const now = spec.signals.map((signal) => (signal.name === "narrow" ? { ...signal, value: narrow() } : signal));
    let view;
    try {
      ({ view } = await vegaEmbed(live, { ...spec, ...size(), signals: now }, {
        mode: "vega",
        ast: true, // Vega's own interpreter of its expressions: the site allows no eval
        renderer: "svg",
        actions: false,
        hover: false,
        defaultStyle: false,
        logLevel: 1, // errors only
        tooltip: (_, event, item, value) => (value ? showTip(value, spot(event)) : hideTip()),
      }));
    } catch (error) {
      live.remove();
      throw error;
    }
    plot.classList.add("bp-drawn");
    plot.tabIndex = 0;
    plot.setAttribute("role", "application");
    plot.setAttribute("aria-roledescription", "interactive chart, arrow keys move between points");
    const said = plot.getAttribute("aria-label");
    const words = (value) => (typeof value === "number" ? asMonth(value) : value);
    state.apply = () => {
      const values = Object.values(state.wanted);
      if (!values.length) return;
      plot.setAttribute("aria-label", `${said} Now showing ${values.map(words).join(", ")}.`);
      hideTip();
      for (const [signal, value] of Object.entries(state.wanted)) view.signal(signal, value);
      view.runAsync();
    };
    state.apply();
    addKeys(plot, view);
    follow(view, plot);
    const fit = () => view.signal("narrow", narrow()).width(size().width).height(size().height).runAsync();
    new ResizeObserver(fit).observe(plot);
  }

  function follow(view, plot) {
    const unpin = make("button", { type: "button", hidden: true, className: "bp-unpin" });
    unpin.addEventListener("click", () => pin(""));
    plot.after(unpin);
    const show = (model) => {
      unpin.hidden = !model;
      unpin.textContent = `Pinned: ${model} ×`;
      unpin.setAttribute("aria-label", `Pinned: ${model}. Remove the pin`);
      view.signal("pinned", model).runAsync();
    };
    view.addEventListener("click", (event, item) => {
      const hit = item?.tooltip ? item : nearest(view, event); // a finger seldom hits a dot
      if (!hit) return;
      showTip(hit.tooltip, hit._svg.getBoundingClientRect());
      if (hit.datum?.model) pin(hit.datum.model);
    });
    document.addEventListener("bp:pin", (event) => show(event.detail));
    if (pinned) show(pinned);
  }

  // ---- begin

  const MOVES = ["scroll", "pointermove", "pointerdown", "touchstart", "keydown", "focusin", "change"];
  const MOMENT = 3000; // milliseconds after the page has loaded

  const moved = new Promise((resolve) => {
    for (const kind of MOVES) addEventListener(kind, resolve, { once: true, passive: true, capture: true });
    if (location.hash.includes("?") || location.search) resolve(); // an address of a chart's state
    addEventListener("load", () => setTimeout(resolve, MOMENT), { once: true });
    if (document.readyState === "complete") setTimeout(resolve, MOMENT);
  });

  function begin() {
    const figures = document.querySelectorAll(".bp-chart");
    if (!figures.length) return;
    document.body.append(tip, heard);
    document.addEventListener("scroll", hideTip, { passive: true });
    const states = new Map();
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          watch.unobserve(target);
          draw(target, states.get(target)).catch((error) => {
            target.querySelector(".bp-controls")?.remove();
            console.warn(`${target.id}: ${error.message}; the static picture stays`);
          });
        }
      },
      { rootMargin: "400px" },
    );
    for (const figure of figures) {
      states.set(figure, listen(figure));
      moved.then(() => watch.observe(figure));
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();

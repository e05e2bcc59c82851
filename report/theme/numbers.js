// Turns the links of cited numbers into cards, on hover, focus or tap; without script they are
// plain links to the number's row.
(() => {
  "use strict";
  const card = document.createElement("div");
  card.className = "bp-card";
  card.id = "bp-card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  let link = null;
  let closing = 0;

  const add = (list, name, text) => {
    if (!text) return;
    const term = document.createElement("dt");
    const told = document.createElement("dd");
    term.textContent = name;
    told.textContent = text;
    list.append(term, told);
  };

  function fill({ dataset }) {
    const head = document.createElement("strong");
    head.textContent = dataset.value;
    const said = document.createElement("p");
    said.textContent = dataset.meaning ?? "";
    const list = document.createElement("dl");
    add(list, "Unit", dataset.unit);
    for (const part of (dataset.summary ?? "").split("; ").filter(Boolean)) {
      const [, name, value] = part.match(/^(\d+ % interval|n) (.+)$/) ?? [];
      if (name) add(list, name === "n" ? "Rows" : name, value);
      else if (/ models?$/.test(part)) add(list, "Models", part.replace(/ models?$/, ""));
      else add(list, "Window", part);
    }
    add(list, "Method", dataset.method);
    add(list, "Note", dataset.note);
    add(list, "Data", dataset.source);
    add(list, "Key", dataset.key);
    const more = document.createElement("a");
    more.href = link.href;
    more.textContent = "All about this number, and how to cite it";
    card.replaceChildren(head, said, list, more);
  }

  function place() {
    const at = link.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8));
    const below = at.bottom + height + 8 < innerHeight || at.top < height + 8;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(below ? at.bottom + 6 : at.top - height - 6) + scrollY}px`;
  }

  function open(target) {
    clearTimeout(closing);
    if (target === link) return;
    close();
    link = target;
    fill(link);
    card.hidden = false;
    link.setAttribute("aria-describedby", card.id);
    place();
  }

  function close() {
    link?.removeAttribute("aria-describedby");
    link = null;
    card.hidden = true;
  }

  const later = () => {
    clearTimeout(closing);
    closing = setTimeout(close, 250); // time to move into the card
  };

  function begin() {
    const links = document.querySelectorAll("a.num[data-key]");
    if (!links.length) return;
    document.body.append(card);
    for (const number of links) {
      number.dataset.summary = number.title; // the card replaces the browser's own tooltip
      number.removeAttribute("title");
      number.addEventListener("pointerenter", () => open(number));
      number.addEventListener("pointerleave", later);
      number.addEventListener("focus", () => open(number));
      number.addEventListener("blur", later);
      number.addEventListener("click", (event) => {
        const touched = event.pointerType === "touch" && number.dataset.opened !== "true";
        number.dataset.opened = "true";
        if (touched) event.preventDefault(); // the first tap opens the card, the second follows
      });
    }
    card.addEventListener("pointerenter", () => clearTimeout(closing));
    card.addEventListener("pointerleave", later);
    document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  }

  // buttons that copy: what they name, or the page's own address
  function copying() {
    for (const button of document.querySelectorAll("[data-copy], [data-copy-address]")) {
      if (!navigator.clipboard) return;
      button.hidden = false;
      button.addEventListener("click", async () => {
        const { copy } = button.dataset;
        await navigator.clipboard.writeText(copy ? document.getElementById(copy).textContent : location.href.split("#")[0]);
        const before = button.textContent;
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = before; }, 1500);
      });
    }
  }
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", copying) : copying();

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();

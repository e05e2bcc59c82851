// Filters what stands under folds: rows that hold every word stay, folds with such rows open.
(() => {
  "use strict";
  for (const box of document.querySelectorAll(".bp-index")) {
    const [field, input, said] = [".bp-filter", "input", '[role="status"]'].map((s) => box.querySelector(s));
    const folds = [...box.querySelectorAll("details")].map((fold) => ({
      fold,
      rows: [...fold.querySelectorAll("tbody tr")].map((row) => ({
        row,
        text: `${fold.querySelector("summary").textContent} ${row.textContent}`.toLowerCase(),
      })),
    }));
    const show = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      for (const { fold, rows } of folds) {
        let here = 0;
        for (const { row, text } of rows) {
          row.hidden = !words.every((word) => text.includes(word));
          here += !row.hidden;
        }
        fold.hidden = here === 0;
        fold.open = words.length > 0 && here > 0;
        found += here;
      }
      said.textContent = words.length ? `${found.toLocaleString("en")} found` : "";
    };
    let soon = 0;
    input.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(show, 120); });
    field.hidden = false;
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) { input.value = asked; show(); }
    const open = () => {
      const row = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const fold = row && row.closest("details");
      if (fold) { fold.open = true; row.scrollIntoView({ block: "center" }); }
    };
    open();
    addEventListener("hashchange", open);
  }
})();

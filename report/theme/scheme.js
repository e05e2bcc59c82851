// Light or dark before anything is painted; stands first in the page, so that no wrong look flashes.
(() => {
  let chosen = null;
  try { chosen = localStorage.getItem("quarto-color-scheme"); } catch {} // Quarto's own key
  const dark = chosen ? chosen === "alternate" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.body.classList.add(dark ? "quarto-dark" : "quarto-light", "bp-js");
})();

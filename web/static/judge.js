// Warns before the page is left with unsaved grades. Without this script, the form works without a warning.
(() => {
  "use strict";
  const form = document.getElementById("judging-form");
  let unsaved = form.dataset.unsaved === "yes";
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();

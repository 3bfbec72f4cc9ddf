// Warns before grades that were not saved are left behind. Without this script the sheet works the same.
(() => {
  "use strict";
  const sheet = document.getElementById("sheet");
  let unsaved = sheet.dataset.unsaved === "yes";
  sheet.addEventListener("input", () => { unsaved = true; });
  sheet.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();

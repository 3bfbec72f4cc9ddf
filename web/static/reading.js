// Shows at hand what explains a name or term, and goes from one marked place to the next with n and p.
// Without this script names are links to their biographies, and the places are links above the text.
(() => {
  "use strict";
  const card = document.getElementById("at-hand");
  if (card) {
    let from = null;
    let leaving = 0;
    const hide = () => { card.hidden = true; if (from) from.removeAttribute("aria-describedby"); from = null; };
    const show = (word) => {
      clearTimeout(leaving);
      const source = document.getElementById(word.dataset.card);
      if (!source) return;
      hide();
      card.replaceChildren(source.content.cloneNode(true));
      card.hidden = false;
      from = word;
      word.setAttribute("aria-describedby", "at-hand");
      const place = word.getBoundingClientRect();
      const width = card.offsetWidth;
      const left = Math.min(Math.max(place.left, 8), document.documentElement.clientWidth - width - 8);
      const below = place.bottom + card.offsetHeight + 12 < window.innerHeight;
      card.style.left = left + window.scrollX + "px";
      card.style.top = (below ? place.bottom + 6 : place.top - card.offsetHeight - 6) + window.scrollY + "px";
    };
    const leave = () => { leaving = setTimeout(hide, 250); };
    for (const word of document.querySelectorAll("a.at-hand")) {
      word.addEventListener("mouseenter", () => show(word));
      word.addEventListener("focus", () => show(word));
      word.addEventListener("mouseleave", leave);
      word.addEventListener("blur", leave);
      word.addEventListener("click", (event) => {
        if (matchMedia("(hover: none)").matches && from !== word) { event.preventDefault(); show(word); }
      });
    }
    card.addEventListener("mouseenter", () => clearTimeout(leaving));
    card.addEventListener("mouseleave", leave);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  }

  const marks = [...document.querySelectorAll("mark[id^=hit-]")];
  if (!marks.length) return;
  let at = -1;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key !== "n" && event.key !== "p") return;
    marks[at]?.classList.remove("here");
    at = (at + (event.key === "n" ? 1 : -1) + marks.length) % marks.length;
    marks[at].classList.add("here");
    marks[at].scrollIntoView({ block: "center" });
  });
})();

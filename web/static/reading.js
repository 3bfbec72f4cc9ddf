// Shows the gloss of a name or term beside it, and jumps between matches with n and p. Without this script,
// names link to their biographies, and the links above the text lead to the matches.
(() => {
  "use strict";
  const card = document.getElementById("at-hand");
  if (card) {
    let currentWord = null;
    let hideTimer = 0;
    const hide = () => { card.hidden = true; if (currentWord) currentWord.removeAttribute("aria-describedby"); currentWord = null; };
    const show = (word) => {
      clearTimeout(hideTimer);
      const source = document.getElementById(word.dataset.card);
      if (!source) return;
      hide();
      card.replaceChildren(source.content.cloneNode(true));
      card.hidden = false;
      currentWord = word;
      word.setAttribute("aria-describedby", "at-hand");
      const box = word.getBoundingClientRect();
      const width = card.offsetWidth;
      const left = Math.min(Math.max(box.left, 8), document.documentElement.clientWidth - width - 8);
      const below = box.bottom + card.offsetHeight + 12 < window.innerHeight;
      card.style.left = left + window.scrollX + "px";
      card.style.top = (below ? box.bottom + 6 : box.top - card.offsetHeight - 6) + window.scrollY + "px";
    };
    const hideSoon = () => { hideTimer = setTimeout(hide, 250); };
    for (const word of document.querySelectorAll("a.at-hand")) {
      word.addEventListener("mouseenter", () => show(word));
      word.addEventListener("focus", () => show(word));
      word.addEventListener("mouseleave", hideSoon);
      word.addEventListener("blur", hideSoon);
      word.addEventListener("click", (event) => {
        if (matchMedia("(hover: none)").matches && currentWord !== word) { event.preventDefault(); show(word); }
      });
    }
    card.addEventListener("mouseenter", () => clearTimeout(hideTimer));
    card.addEventListener("mouseleave", hideSoon);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  }

  const marks = [...document.querySelectorAll("mark[id^=hit-]")];
  if (!marks.length) return;
  let current = -1;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key !== "n" && event.key !== "p") return;
    marks[current]?.classList.remove("here");
    current = (current + (event.key === "n" ? 1 : -1) + marks.length) % marks.length;
    marks[current].classList.add("here");
    marks[current].scrollIntoView({ block: "center" });
  });
})();

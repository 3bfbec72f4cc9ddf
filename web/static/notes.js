// Lets long notes run on beside the text, so that the letter keeps its flow. Without this script each group
// of notes keeps its paragraph company and the letter waits for it.
(() => {
  "use strict";
  const text = document.querySelector(".text");
  const wide = window.matchMedia("(min-width: 76rem)");
  if (!text || !text.querySelector(".notes")) return;

  const align = () => {
    text.classList.toggle("flowing", wide.matches);
    text.style.minHeight = "";
    if (!wide.matches) return;
    const start = text.getBoundingClientRect().top;
    let free = 0;
    for (const notes of text.querySelectorAll(".notes")) {
      const top = Math.max(free, notes.parentElement.getBoundingClientRect().top - start);
      notes.style.top = top + "px";
      free = top + notes.offsetHeight;
    }
    text.style.minHeight = free + "px";
  };

  const begin = () => {
    align();
    const target = window.location.hash && document.getElementById(window.location.hash.slice(1));
    if (target) target.scrollIntoView({ behavior: "instant" });
  };

  document.fonts.ready.then(begin);
  window.addEventListener("resize", align);
})();

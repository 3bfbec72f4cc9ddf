// Places long notes beside the text without interrupting it. Without this script, the paragraph after a group of
// notes begins below the notes.
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
    let nextTop = 0;
    for (const notes of text.querySelectorAll(".notes")) {
      const top = Math.max(nextTop, notes.parentElement.getBoundingClientRect().top - start);
      notes.style.top = top + "px";
      nextTop = top + notes.offsetHeight;
    }
    text.style.minHeight = nextTop + "px";
  };

  const alignAndScroll = () => {
    align();
    const target = window.location.hash && document.getElementById(window.location.hash.slice(1));
    if (target) target.scrollIntoView({ behavior: "instant" });
  };

  document.fonts.ready.then(alignAndScroll);
  window.addEventListener("resize", align);
})();

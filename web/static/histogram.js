// Lets one draw across the months to narrow the search to them. Without this script each month is a link, and
// the fields From and To do the same.
(() => {
  "use strict";
  const svg = document.querySelector(".histogram svg[data-first]");
  if (!svg) return;
  const { first, step, periods } = svg.dataset;
  const byYear = first.length === 4;
  const ground = svg.querySelector(".selection");
  let start = null;

  const place = (event) => {
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
    return Math.min(Math.max(Math.floor(x / Number(step)), 0), Number(periods) - 1);
  };
  const period = (number) => {
    const year = Number(first.slice(0, 4));
    if (byYear) return String(year + number).padStart(4, "0");
    return String(year + Math.floor(number / 12)).padStart(4, "0") + "-" + String(number % 12 + 1).padStart(2, "0");
  };
  const draw = (from, to) => {
    ground.setAttribute("x", from * Number(step));
    ground.setAttribute("width", (to - from + 1) * Number(step));
  };
  const end = () => { start = null; ground.setAttribute("width", 0); };

  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    start = place(event);
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const here = place(event);
    if (here !== start) svg.setPointerCapture(event.pointerId);
    draw(Math.min(start, here), Math.max(start, here));
  });
  svg.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const here = place(event);
    const [from, to] = [Math.min(start, here), Math.max(start, here)];
    end();
    if (from === to) return;
    const asked = new URLSearchParams(location.search);
    asked.delete("cursor");
    asked.set("from", period(from));
    asked.set("to", period(to));
    location.assign("/search?" + asked);
  });
  svg.addEventListener("pointercancel", end);
})();

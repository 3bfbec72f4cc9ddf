// Selects a range of months by dragging across the histogram. Without this script, each month is a link and the
// fields From and To select a range.
(() => {
  "use strict";
  const svg = document.querySelector(".histogram svg[data-first]");
  if (!svg) return;
  const { first, step, periods } = svg.dataset;
  const byYear = first.length === 4;
  const selection = svg.querySelector(".selection");
  let start = null;

  const periodAt = (event) => {
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
    return Math.min(Math.max(Math.floor(x / Number(step)), 0), Number(periods) - 1);
  };
  const formatPeriod = (index) => {
    const year = Number(first.slice(0, 4));
    if (byYear) return String(year + index).padStart(4, "0");
    return String(year + Math.floor(index / 12)).padStart(4, "0") + "-" + String(index % 12 + 1).padStart(2, "0");
  };
  const draw = (from, to) => {
    selection.setAttribute("x", from * Number(step));
    selection.setAttribute("width", (to - from + 1) * Number(step));
  };
  const end = () => { start = null; selection.setAttribute("width", 0); };

  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    start = periodAt(event);
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const current = periodAt(event);
    if (current !== start) svg.setPointerCapture(event.pointerId);
    draw(Math.min(start, current), Math.max(start, current));
  });
  svg.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const current = periodAt(event);
    const [from, to] = [Math.min(start, current), Math.max(start, current)];
    end();
    if (from === to) return;
    const query = new URLSearchParams(location.search);
    query.delete("cursor");
    query.set("from", formatPeriod(from));
    query.set("to", formatPeriod(to));
    location.assign("/search?" + query);
  });
  svg.addEventListener("pointercancel", end);
})();

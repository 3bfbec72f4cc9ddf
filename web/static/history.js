// Remembers the last searches, in this browser alone. Without this script nothing is remembered.
(() => {
  "use strict";
  const KEY = "perepiska-searches";
  const MOST = 12;

  const read = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; }
  };
  const write = (searches) => {
    try { localStorage.setItem(KEY, JSON.stringify(searches)); } catch { /* private windows may refuse */ }
  };

  const asked = document.querySelector("[data-remember]");
  if (asked && !new URLSearchParams(location.search).has("cursor")) {
    const search = { text: asked.dataset.remember, found: asked.textContent.trim(), address: location.pathname + location.search };
    write([search, ...read().filter((one) => one.address !== search.address)].slice(0, MOST));
  }

  const box = document.getElementById("history");
  if (!box) return;
  const show = () => {
    const searches = read().filter((one) => one.address !== location.pathname + location.search && /^\/search\?/.test(one.address));
    box.hidden = searches.length === 0;
    box.querySelector("ul").replaceChildren(...searches.map((one) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = one.address;
      link.textContent = one.text;
      const found = document.createElement("span");
      found.className = "count";
      found.textContent = " " + one.found;
      item.append(link, found);
      return item;
    }));
  };
  box.querySelector("button").addEventListener("click", () => { write([]); show(); });
  show();
})();

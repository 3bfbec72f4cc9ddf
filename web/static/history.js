// Stores the last searches in this browser. Without this script, nothing is stored.
(() => {
  "use strict";
  const KEY = "perepiska-searches";
  const SEARCHES_MAX = 12;

  const read = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; }
  };
  const write = (searches) => {
    try { localStorage.setItem(KEY, JSON.stringify(searches)); } catch { /* private windows may refuse to store */ }
  };

  const headline = document.querySelector("[data-remember]");
  if (headline && !new URLSearchParams(location.search).has("cursor")) {
    const search = { text: headline.dataset.remember, found: headline.textContent.trim(), address: location.pathname + location.search };
    write([search, ...read().filter((other) => other.address !== search.address)].slice(0, SEARCHES_MAX));
  }

  const box = document.getElementById("history");
  if (!box) return;
  const show = () => {
    const searches = read().filter((search) => search.address !== location.pathname + location.search && /^\/search\?/.test(search.address));
    box.hidden = searches.length === 0;
    box.querySelector("ul").replaceChildren(...searches.map((search) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = search.address;
      link.textContent = search.text;
      const count = document.createElement("span");
      count.className = "count";
      count.textContent = " " + search.found;
      item.append(link, count);
      return item;
    }));
  };
  box.querySelector("button").addEventListener("click", () => { write([]); show(); });
  show();
})();

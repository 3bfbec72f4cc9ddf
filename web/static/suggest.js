// Completions as one types. Without this script the box is a plain search field.
(() => {
  "use strict";
  const WAIT = 120;

  function attach(field) {
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = field.id + "-suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    field.form.append(list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-autocomplete", "list");

    let timer = 0;
    let chosen = -1;
    let asked = "";

    const close = () => {
      list.hidden = true;
      chosen = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };

    const follow = (suggestion) => {
      if (suggestion.unit) {
        window.location.assign("/" + suggestion.unit);
        return;
      }
      field.value = suggestion.value;
      field.form.submit();
    };

    const show = (suggestions) => {
      list.replaceChildren(...suggestions.map((suggestion, place) => {
        const item = document.createElement("li");
        item.id = list.id + "-" + place;
        item.setAttribute("role", "option");
        const label = document.createElement("span");
        label.textContent = suggestion.label;
        const detail = document.createElement("span");
        detail.className = "small";
        detail.textContent = suggestion.detail || field.dataset[suggestion.kind];
        item.append(label, detail);
        item.addEventListener("mousedown", (event) => { event.preventDefault(); follow(suggestion); });
        return item;
      }));
      list.suggestions = suggestions;
      list.hidden = suggestions.length === 0;
      field.setAttribute("aria-expanded", String(!list.hidden));
      chosen = -1;
    };

    const ask = async () => {
      const text = field.value.trim();
      if (text.length < 2) { close(); return; }
      asked = text;
      const response = await fetch("/api/v1/suggest?" + new URLSearchParams({ q: text }));
      if (response.ok && asked === text && document.activeElement === field) {
        show((await response.json()).suggestions);
      }
    };

    const choose = (place) => {
      const items = [...list.children];
      chosen = (place + items.length) % items.length;
      items.forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
      field.setAttribute("aria-activedescendant", items[chosen].id);
    };

    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? -1 : chosen - 1); }
      if (event.key === "Escape") { event.preventDefault(); close(); }
      if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); follow(list.suggestions[chosen]); }
    });
  }

  document.querySelectorAll("[data-suggest]").forEach(attach);
})();

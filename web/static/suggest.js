// Shows completions while typing. Without this script, the box is a plain search field.
(() => {
  "use strict";
  const DELAY_MS = 120;

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
    let selected = -1;
    let requested = "";

    const close = () => {
      list.hidden = true;
      selected = -1;
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
      list.replaceChildren(...suggestions.map((suggestion, index) => {
        const item = document.createElement("li");
        item.id = list.id + "-" + index;
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
      selected = -1;
    };

    const fetchSuggestions = async () => {
      const text = field.value.trim();
      if (text.length < 2) { close(); return; }
      requested = text;
      const response = await fetch("/api/v1/suggest?" + new URLSearchParams({ q: text }));
      if (response.ok && requested === text && document.activeElement === field) {
        show((await response.json()).suggestions);
      }
    };

    const select = (position) => {
      const items = [...list.children];
      selected = (position + items.length) % items.length;
      items.forEach((item, index) => item.setAttribute("aria-selected", String(index === selected)));
      field.setAttribute("aria-activedescendant", items[selected].id);
    };

    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(fetchSuggestions, DELAY_MS); });
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); select(selected + 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); select(selected < 0 ? -1 : selected - 1); }
      if (event.key === "Escape") { event.preventDefault(); close(); }
      if (event.key === "Enter" && selected >= 0) { event.preventDefault(); follow(list.suggestions[selected]); }
    });
  }

  document.querySelectorAll("[data-suggest]").forEach(attach);
})();

// On every page: "/" goes to the search box, menus close by themselves.

const box = document.querySelector("[data-search-input]");
export const usesSingleKeys = document.body.dataset.singleKeys !== "off";
const menus = () => document.querySelectorAll("details[data-menu][open]");

export function isTyping(target) {
  return target.isContentEditable || target.matches("input, select, textarea");
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "/" && usesSingleKeys && plain && box && !isTyping(event.target)) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "Escape") {
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});

const closeOthers = ({ target }) => {
  for (const menu of menus()) {
    if (!menu.contains(target)) menu.open = false;
  }
};
document.addEventListener("click", closeOthers);
document.addEventListener("focusin", closeOthers);

// A language is switched on the page as it is now, which htmx may have changed.
document.addEventListener("submit", ({ target }) => {
  const next = target.matches("[data-menu] form") && target.elements.next;
  if (next) next.value = location.pathname + location.search;
});

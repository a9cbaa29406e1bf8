// One short message at the foot of the window; its texts stand in the page.

const toast = document.querySelector("[data-toast]");
let hiding;

export function say(text, isWarning = false) {
  if (!toast) return;
  toast.textContent = "";
  toast.classList.toggle("toast--warning", isWarning);
  toast.classList.add("toast--shown");
  clearTimeout(hiding);
  // A moment later, so that a screen reader notices the change.
  setTimeout(() => (toast.textContent = text), 50);
  hiding = setTimeout(() => toast.classList.remove("toast--shown"), 4000);
}

/** Say one of the texts that the toast carries as `data-<name>`. */
export const tell = (name, isWarning = false) => say(toast?.dataset[name] ?? "", isWarning);

// Results while typing: htmx asks and swaps; this keeps it polite.

const box = document.querySelector("[data-search-input]");
const results = document.querySelector("#results");
const status = document.querySelector("[data-search-status]");

// An input method is composing: nobody has typed anything yet.
document.addEventListener(
  "input",
  (event) => {
    if (event.isComposing) event.stopImmediatePropagation();
  },
  true,
);
box.addEventListener("compositionend", () => {
  // After the browser's own input event, whatever their order.
  setTimeout(() => box.dispatchEvent(new Event("input", { bubbles: true })));
});

const links = () => [...results.querySelectorAll("[data-hit]")];

function move(step) {
  const all = links();
  const place = all.indexOf(document.activeElement) + step;
  const target = place < 0 ? box : all[Math.min(place, all.length - 1)];
  if (target) target.focus();
}

document.addEventListener("keydown", (event) => {
  const { activeElement } = document;
  const inBox = activeElement === box;
  const inResults = activeElement?.matches?.("[data-hit]") ?? false;
  const composes = event.isComposing || event.keyCode === 229;
  if (composes || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowDown" && (inBox || inResults)) move(1);
  else if (event.key === "ArrowUp" && inResults) move(-1);
  else if (event.key === "Escape" && inResults) box.focus();
  else return;
  event.preventDefault();
});

// Something else than results came, such as the sign-in page: go there.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.xhr.getResponseHeader("X-Results")) {
    detail.shouldSwap = false;
    if (detail.xhr.status < 400) location.reload();
  }
});

function say(text) {
  status.textContent = text;
}
const failed = () => say(status.dataset.failed);
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);

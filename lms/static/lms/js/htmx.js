// htmx is heavier than all the rest, and reading takes none of it: it comes with the
// first key or press.

const { htmx: address } = document.querySelector("[data-htmx]").dataset;
const status = document.querySelector("[data-search-status]");
let coming;
let isMissing = false;

/** Load it once; tell whether it is there. */
export function ready() {
  coming ??= new Promise((done) => {
    const onload = () => done(true);
    const onerror = () => done(!(isMissing = true));
    const script = Object.assign(document.createElement("script"), { src: address, onload, onerror });
    // Between the document and its last image htmx would wait for what is over already.
    if (document.readyState === "complete") document.head.append(script);
    else addEventListener("load", () => document.head.append(script), { once: true });
  });
  return coming;
}

for (const name of ["keydown", "pointerdown"]) document.addEventListener(name, ready, { once: true });

/** Hold back what was too quick for it; without it, all works as a plain page does. */
function hold(name, selector, again) {
  document.addEventListener(name, async (event) => {
    const element = event.target.closest(selector);
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (globalThis.htmx || isMissing || !element || !isPlain) return;
    event.preventDefault();
    await ready();
    again(element, event.submitter);
  });
}
hold("submit", "[hx-post]", (form, button) => form.requestSubmit(button));
hold("click", "[hx-boost=true] a:not([hx-boost=false] a)", (link) => link.click());

/** Say that nothing came, beside what was written or above the results. */
export function fail({ target }) {
  const message = target.closest?.("[data-feedback]")?.querySelector("[data-feedback-failed]");
  if (message) message.hidden = false;
  else if (status) status.textContent = status.dataset.failed;
}
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, fail);

// Something else came, such as the sign-in page: go there, but keep what was written.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.getResponseHeader("X-Results")) return;
  detail.shouldSwap = false;
  if (detail.xhr.status >= 400) return;
  if (detail.target.id === "results") location.reload();
  else fail({ target: detail.elt });
});

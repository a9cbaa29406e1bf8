// What readers say back: if htmx could not deliver it, say so beside it.

function fail(event) {
  const place = event.target.closest?.("[data-feedback]");
  if (place) place.querySelector("[data-feedback-failed]").hidden = false;
}
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, fail);
}

// Something else came, such as the sign-in page: keep what was written.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status < 400 && !detail.xhr.getResponseHeader("X-Results")) {
    detail.shouldSwap = false;
    fail({ target: detail.elt });
  }
});

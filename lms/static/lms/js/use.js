// Which items are used, for the server to count.

/** Tell the server that an item was used: never with which words. */
export function note(element, how) {
  document.dispatchEvent(new CustomEvent("use:noted", { detail: how }));
  const address = element.closest("[data-use]")?.dataset.use;
  if (!address) return;
  const { token } = document.querySelector("[data-token]").dataset;
  const channel = element.closest("[data-variant]")?.id ?? "";
  const body = new URLSearchParams({ how, channel });
  // Nobody waits for it, and a copy is a copy without it.
  fetch(address, { method: "POST", keepalive: true, headers: { "X-CSRFToken": token }, body }).catch(() => {});
}

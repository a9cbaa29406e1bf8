// How a search ended, told when it is over and never while somebody types.

const PAUSE = 30_000; // within it, whoever types on is still at the same search
const KEPT = "search"; // it goes on on the page of an item
const address = document.querySelector("[data-search-log]").dataset.searchLog;
const results = document.querySelector("#results");
const rank = ["nothing", "opened", "copied"];
let current = JSON.parse(sessionStorage.getItem(KEPT));
let isTold = true;

function tell() {
  if (isTold) return;
  isTold = true;
  const { began, touched, ...told } = current;
  const headers = { "X-CSRFToken": document.querySelector("[data-token]").dataset.token };
  fetch(address, { method: "POST", keepalive: true, headers, body: new URLSearchParams(told) }).catch(() => {});
}

function note(values) {
  Object.assign(current, values, { touched: Date.now() });
  sessionStorage.setItem(KEPT, JSON.stringify(current));
  isTold = false;
}

// randomUUID is missing where a site is served without TLS.
const newKey = () => [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => (byte % 16).toString(16)).join("");

function look() {
  const { asked, total, elapsed, logged } = results.querySelector("[data-asked]")?.dataset ?? {};
  if (!asked || (current?.query === asked && (!logged || current.key === logged))) return;
  const goesOn = current?.end === "nothing" && Date.now() - current.touched < PAUSE;
  if (logged ? current?.key !== logged : !goesOn) {
    tell();
    current = { key: logged || newKey(), end: "nothing", began: Date.now() };
  }
  note({ query: asked, total, elapsed });
}

function end(how, link) {
  if (!current || rank.indexOf(how) <= rank.indexOf(current.end)) return;
  const position = link && [...results.querySelectorAll("[data-hit]")].indexOf(link) + 1;
  if (link) note({ address: link.pathname, position });
  note(how === "copied" ? { end: how, seconds: Math.round((Date.now() - current.began) / 1000) } : { end: how });
}

// Beside the list an item shows itself: it is opened once somebody has turned to it.
document.addEventListener("use:noted", ({ detail }) => {
  const link = results?.querySelector("[data-hit][aria-current=true]");
  const isTyping = document.activeElement.matches("[data-search-input]");
  if (detail === "copied") {
    if (link || current?.address === location.pathname) end("copied", link);
    tell();
  } else if (link && !isTyping) end("opened", link);
});

if (results) {
  look();
  document.addEventListener("htmx:afterSwap", look);
  results.addEventListener("click", ({ target }) => {
    const link = target.closest("[data-hit]");
    if (link) end("opened", link);
  });
}
addEventListener("pagehide", tell);

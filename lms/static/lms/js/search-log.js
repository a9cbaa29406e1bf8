// How a search ended: what was opened or copied, and after how long. It is told when the
// search is over, never while somebody types.

const PAUSE = 30_000; // within it, whoever goes on typing is still at the same search
const HOUR = 3_600_000;
const KEPT = "search"; // the search goes on on the page of an item that it led to
const address = document.querySelector("[data-search-log]").dataset.searchLog;
const results = document.querySelector("#results");

let current = JSON.parse(sessionStorage.getItem(KEPT));
let isTold = true;

function tell() {
  if (!current || isTold) return;
  isTold = true;
  const { began, touched, ...told } = current;
  const { token } = document.querySelector("[data-token]").dataset;
  const headers = { "X-CSRFToken": token };
  fetch(address, { method: "POST", keepalive: true, headers, body: new URLSearchParams(told) }).catch(() => {});
}

function note(values) {
  Object.assign(current, values);
  sessionStorage.setItem(KEPT, JSON.stringify(current));
  isTold = false;
}

// Not randomUUID: a site inside an organization may be served without TLS.
const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Look at what is on the screen: a new search, or the same with more typed. */
function look() {
  const { asked, total, elapsed, logged } = results.querySelector("[data-asked]")?.dataset ?? {};
  if (!asked) return;
  const now = Date.now();
  if (current?.query === asked && (!logged || current.key === logged)) return;
  // What the server has noted is a search of its own.
  const goesOn = current?.end === "nothing" && now - current.touched < PAUSE;
  if (logged ? current?.key !== logged : !goesOn) {
    tell();
    current = { key: logged || newKey(), end: "nothing", began: now };
  }
  note({ query: asked, total, elapsed, touched: now });
}

const rank = ["nothing", "opened", "copied"];

function end(how, values) {
  if (rank.indexOf(how) <= rank.indexOf(current.end)) return;
  note({ end: how, touched: Date.now(), ...values });
}

const links = () => [...results.querySelectorAll("[data-hit]")];

function open(link, how, values) {
  const position = links().indexOf(link) + 1;
  if (current && position) end(how, { address: link.pathname, position, ...values });
}

const seconds = () => ({ seconds: Math.round((Date.now() - current.began) / 1000) });

// Beside the list an item shows itself: it is opened once somebody has turned to it.
const isTyping = () => document.activeElement?.matches("[data-search-input]");

document.addEventListener("use:noted", ({ detail }) => {
  if (!current) return;
  const copied = detail === "copied";
  const shown = results?.querySelector("[data-hit][aria-current=true]");
  if (shown && copied) open(shown, "copied", seconds());
  else if (shown && !isTyping()) open(shown, "opened");
  else if (!results && copied && current.address === location.pathname && Date.now() - current.touched < HOUR) {
    end("copied", seconds());
  }
  if (copied) tell();
});

if (results) {
  look();
  document.addEventListener("htmx:afterSwap", ({ detail }) => detail.target === results && look());
  for (const name of ["click", "auxclick"]) {
    results.addEventListener(name, ({ target }) => {
      const link = target.closest("[data-hit]");
      if (link) open(link, "opened");
    });
  }
}
addEventListener("pagehide", tell);

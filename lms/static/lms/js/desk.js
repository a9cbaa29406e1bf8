// The agent's screen: results while typing, an item beside them, hands on the keys.
// htmx asks and swaps the list; the rest is here.

import { isTyping, usesSingleKeys } from "./frame.js";
import { fail, ready } from "./htmx.js";
import { prepare } from "./item.js";
import { copy, start, switchChannel, wordsIn } from "./words.js";

const box = document.querySelector("[data-search-input]");
const form = box.form;
const results = document.querySelector("#results");
const pane = document.querySelector("[data-preview]");
const isWide = matchMedia("(min-width: 60rem)");
const isTouch = matchMedia("(pointer: coarse)");

// Typing

let isWaiting = false;

/** Ask for what the form says, once htmx is there. */
async function ask() {
  if (isWaiting) return;
  isWaiting = true;
  if (await ready()) htmx.trigger(form, "now");
  else fail({ target: form });
  isWaiting = false;
}
for (const name of ["input", "change"]) {
  document.addEventListener(name, ({ target }) => {
    if (target.form === form && !globalThis.htmx) ask();
  });
}

// An input method is composing: nobody has typed anything yet.
document.addEventListener(
  "input",
  (event) => {
    if (event.target === box && event.isComposing) event.stopImmediatePropagation();
  },
  true,
);
box.addEventListener("compositionend", () => {
  // After the browser's own input event, whatever their order.
  setTimeout(() => box.dispatchEvent(new Event("input", { bubbles: true })));
});

// An address tells what was asked, not what was left open.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt !== form) return;
  for (const [name, value] of [...detail.formData]) if (!value) detail.formData.delete(name);
});

let answered = box.value.trim(); // the query whose results are on the screen
let goesOn = false; // Enter was pressed before the answer came
let settling;
box.addEventListener("input", () => (goesOn = false));

// Enter was quicker than the pause in typing: the same list comes once more.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target !== results || !detail.shouldSwap) return;
  goesOn ||= document.activeElement.matches("[data-hit]");
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target !== results) return;
  const address = new URL(detail.pathInfo.responsePath ?? detail.pathInfo.finalRequestPath, location);
  answered = (address.searchParams.get("q") ?? "").trim();
  showChosenKind();
  clearTimeout(settling);
  if (goesOn) enterList();
  else if (isWide.matches) settling = setTimeout(showFirst, 300);
});

// The list

/** On a phone the kinds are a row that scrolls sideways. */
function showChosenKind() {
  const chosen = results.querySelector(".kinds__item[aria-current]");
  const row = chosen?.parentElement;
  if (row) row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
}
showChosenKind();

const links = () => [...results.querySelectorAll("[data-hit]")];
const shortcut = () => results.querySelector("[data-shortcut]")?.dataset.shortcut;
const pathOf = (link) => link.getAttribute("href");

function first() {
  const straight = shortcut();
  return links().find((link) => pathOf(link) === straight) ?? links()[0];
}

function showFirst() {
  const link = first();
  if (link && results.querySelector("[data-list]")) show(link);
  else hide();
}

function enterList() {
  goesOn = false;
  const straight = shortcut();
  const link = first();
  if (straight && pathOf(link ?? box) !== straight) location.assign(straight);
  else if (isTouch.matches) box.blur(); // the list is there to be tapped, and what is tapped opens
  else if (link) pick(link);
}

function pick(link) {
  link.focus();
  link.closest("li").scrollIntoView({ block: "nearest" });
  show(link);
}

function move(step) {
  const all = links();
  const place = all.indexOf(document.activeElement) + step;
  if (place < 0) box.focus();
  else if (all.length) pick(all[Math.min(place, all.length - 1)]);
}

// The item beside it

let current; // the link whose item is shown
let asking;
let shown = Promise.resolve();

function show(link) {
  if (link === current && !pane.hidden) return shown;
  current?.removeAttribute("aria-current");
  current = link;
  link.setAttribute("aria-current", "true");
  shown = load(link.href);
  return shown;
}

async function load(address) {
  asking?.abort();
  asking = new AbortController();
  pane.setAttribute("aria-busy", "true");
  try {
    const headers = { "HX-Request": "true", "HX-Target": pane.id };
    const answer = await fetch(address, { headers, signal: asking.signal });
    if (answer.redirected) return location.reload(); // signed out in the meantime
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    await put(mainOf(await answer.text(), new URL(address).hash));
  } catch (error) {
    if (error.name === "AbortError") return;
    hide();
    fail({ target: pane });
  }
}

/** What an item says; of a page of many the one meant, of a whole page its main part. */
function mainOf(html, hash) {
  if (!hash && !html.includes("<html")) return html;
  const page = new DOMParser().parseFromString(html, "text/html");
  return ((hash && page.querySelector(hash)?.outerHTML) || page.querySelector("main")?.innerHTML) ?? html;
}

async function put(html) {
  pane.innerHTML = html;
  pane.hidden = false;
  pane.scrollTop = 0;
  pane.removeAttribute("aria-busy");
  globalThis.htmx?.process(pane);
  await prepare(pane);
  start(pane);
  mark();
}

function hide() {
  asking?.abort();
  pane.hidden = true;
  pane.replaceChildren();
  current?.removeAttribute("aria-current");
  current = undefined;
}

/** Mark in the item what was found, without touching its text. */
function mark() {
  if (!globalThis.Highlight) return;
  const found = new Set([...results.querySelectorAll("mark")].map((word) => word.textContent).filter(Boolean));
  const walker = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT);
  const marks = new Highlight();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const word of found) {
      for (let at = node.data.indexOf(word); at >= 0; at = node.data.indexOf(word, at + 1)) {
        marks.add(new StaticRange({ startContainer: node, startOffset: at, endContainer: node, endOffset: at + word.length }));
      }
    }
  }
  CSS.highlights.set("found", marks);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-hit]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || isTouch.matches || link === current) return;
  event.preventDefault(); // a second click opens the page
  pick(link);
});

async function copyItem(plain) {
  await shown;
  const words = wordsIn(pane);
  if (words) copy(words, { plain });
  else current?.click(); // nothing to say in it: read it
}

function enterItem() {
  const target = pane.querySelector("[data-gap]:not(.gap__input--filled), [data-copy]:not([hidden]), a[href]");
  target?.focus();
}

// Keys

// An item that is still on its way is waited for.
async function press(selector) {
  await shown;
  pane.querySelector(selector)?.click();
}
async function speak(channel) {
  await shown;
  switchChannel(pane, channel);
}
const CHANNELS = { p: "phone", c: "chat", e: "email", i: "in_person", s: "social" };
const SINGLE = {
  a: () => press("[data-variant]:not([hidden]) [data-add], .answer [data-add]"),
  f: () => press("[data-star] button"),
  o: () => press("[data-open]"),
};

function onSingleKey(key) {
  if (!usesSingleKeys) return false;
  if (key >= "1" && key <= "9") {
    const link = links()[Number(key) - 1];
    if (link) pick(link);
  } else if (key in CHANNELS) speak(CHANNELS[key]);
  else if (key in SINGLE) SINGLE[key]();
  else return false;
  return true;
}

function onKeyInList(event) {
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "ArrowRight") enterItem();
  else if (event.key === "Escape") box.focus();
  else if (event.key === "Enter") copyItem(event.shiftKey);
  else return !event.shiftKey && onSingleKey(event.key.toLowerCase());
  return true;
}

function onKeyInBox(event) {
  const isListed = results.querySelector("[data-list]");
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "Enter" && box.value.trim() === answered && isListed) enterList();
  else if (event.key === "Enter" && box.value.trim()) {
    goesOn = true;
    ask();
  } else if (event.key === "Escape" && !pane.hidden && !isWide.matches) hide();
  else return false;
  return true;
}

function onKeyInPane(event) {
  if (event.key !== "Escape") return false;
  if (current) current.focus();
  else box.focus();
  return true;
}

function onKeyWithModifier(event) {
  if (!event.altKey || event.key < "1" || event.key > "4") return false;
  speak(Number(event.key) - 1);
  return true;
}

function handle(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return onKeyWithModifier(event);
  if (event.target === box) return onKeyInBox(event);
  if (event.target.matches("[data-hit]")) return onKeyInList(event);
  if (pane.contains(event.target)) return onKeyInPane(event);
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (handle(event)) event.preventDefault();
});

// Help, the side window

const keys = document.querySelector("[data-keys]");
document.addEventListener("keydown", (event) => {
  if (event.key === "?" && usesSingleKeys && !isTyping(event.target) && !keys.open) keys.showModal();
});

const SIDE = "side-window";
if (window.name === SIDE) document.documentElement.dataset.window = "side";
for (const button of document.querySelectorAll("[data-help]")) {
  button.hidden = false;
  button.addEventListener("click", () => keys.showModal());
}
for (const button of document.querySelectorAll("[data-side-window]")) {
  button.hidden = isTouch.matches || window.name === SIDE;
  button.addEventListener("click", () => {
    window.open(form.action, SIDE, "popup,width=440,height=860");
  });
}

// What was typed before all this was there counts too.
if (box.value !== box.defaultValue) ask();
else if (answered && results.querySelector("[data-list]")) enterList(); // Enter led here

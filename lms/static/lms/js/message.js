// A message put together of scripts and own words. It stays in this window; only the
// wording, without what was typed into gaps, is sent to be checked for phrases.

import * as call from "./call.js";
import { put } from "./clipboard.js";
import { isTyping, usesSingleKeys } from "./frame.js";
import { say, tell } from "./toast.js";
import { partsOf, textOf } from "./words.js";

const KEY = "message";
const MOST = 100;
const panel = document.querySelector("[data-message]");
const find = (selector, root = panel) => root.querySelector(selector);
const texts = find("[data-texts]").dataset;
const list = find("[data-message-list]");
const gapsBox = find("[data-message-gaps]");
const undoButton = find("[data-message-undo]");
const ownForm = find("[data-message-own]");
const ownField = find("textarea", ownForm);

let items = read();
let before; // what undo brings back
let wasHeld = false;

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return Array.isArray(kept) ? kept.filter(({ isOwn }) => !isOwn || call.isOn()) : [];
  } catch {
    return [];
  }
}

/** Take a new list of parts; the one before can be brought back. */
function become(next) {
  before = items;
  items = next;
  sessionStorage.setItem(KEY, JSON.stringify(items));
  show();
  check();
}

function add(item) {
  if (items.length >= MOST) return say(texts.full, true);
  become([...items, item]);
  say(texts.added);
}

function addScript(button) {
  const words = document.getElementById(button.dataset.add);
  const channel = words.closest("[data-variant]")?.id ?? "";
  const { lang } = words.closest("[lang]");
  add({ title: button.dataset.title, channel, lang, parts: partsOf(words) });
}

/** Add own words, as said on the same channel and in the same language as the rest. */
function addOwn() {
  const { channel = "", lang } = items.at(-1) ?? document.documentElement;
  add({ title: texts.own, channel, lang, parts: [{ text: ownField.value.trim() }], isOwn: true });
  ownForm.reset();
  call.touch();
  list.scrollTop = list.scrollHeight;
}

/** Own words may name the customer: they go with the call, and no undo brings them back. */
function forgetOwn() {
  ownForm.reset();
  become(items.filter(({ isOwn }) => !isOwn));
  before = undefined;
  show();
}

// Showing

const copyOf = (selector) => find(selector).content.firstElementChild.cloneNode(true);

function row(item, place) {
  const line = copyOf("template[data-message-row]");
  line.dataset.place = place;
  line.lang = item.lang;
  find(".message__name", line).textContent = item.title;
  find('[data-act="up"]', line).disabled = place === 0;
  find('[data-act="down"]', line).disabled = place === items.length - 1;
  return line;
}

function show() {
  wasHeld = false;
  panel.hidden = !items.length && !before?.length;
  find("[data-message-count]").textContent = items.length;
  find("[data-message-copy]").disabled = find("[data-message-empty]").disabled = !items.length;
  undoButton.hidden = !before;
  list.replaceChildren(...items.map(row));
  fill();
  showGaps();
}

/** The words as they will be said, with what was typed. */
function fill() {
  const values = call.values();
  for (const line of list.children) {
    find(".message__text", line).textContent = textOf(items[line.dataset.place].parts, values);
  }
}

function openGaps() {
  const values = call.values();
  const open = items
    .flatMap(({ parts }) => parts)
    .filter((part) => part.name && part.required && !(values[part.name] ?? part.preset).trim());
  return [...new Map(open.map((part) => [part.name, part])).values()];
}

function field(part) {
  const label = copyOf(`template[data-message-${part.choices ? "choice" : "gap"}]`);
  const input = find(".gap__input", label);
  find("span", label).textContent = part.label;
  Object.assign(input.dataset, { gap: part.name, label: part.label });
  if (part.choices) input.append(...part.choices.map((choice) => new Option(choice)));
  else input.type = part.type;
  return label;
}

const showGaps = () => gapsBox.replaceChildren(...openGaps().map(field));
const fields = () => [...gapsBox.querySelectorAll(".gap__input")];

// Copying

async function copyAll(plain) {
  const open = openGaps();
  if (open.length && !wasHeld) {
    wasHeld = true;
    showGaps();
    fields()[0]?.focus();
    return tell("missing", true);
  }
  wasHeld = false;
  const values = call.values();
  const text = items.map(({ parts }) => textOf(parts, values)).join("\n\n");
  const done = await put(text, { plain });
  tell(done ? "copied" : "failed", !done);
}

// Phrases

const wordingOf = (part) => part.text ?? `{{${part.name}}}`;
const wording = () => items.map(({ parts }) => parts.map(wordingOf).join("")).join("\n\n");
let checking;

async function check() {
  checking?.abort();
  checking = new AbortController();
  const text = wording();
  if (!text || !panel.dataset.check) return showFindings([]);
  try {
    const answer = await fetch(panel.dataset.check, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": panel.dataset.token },
      body: JSON.stringify({ text, channel: items[0].channel, language: items[0].lang }),
      signal: checking.signal,
    });
    if (answer.status === 413) return showNote(texts.long);
    if (!answer.ok) throw new Error(answer.status);
    showFindings(await answer.json());
  } catch (error) {
    if (error.name !== "AbortError") showNote(texts.unchecked);
  }
}

function showNote(text) {
  showFindings([]);
  find("[data-message-findings]").textContent = text;
}

function showFindings(findings) {
  find("[data-message-alarm]").hidden = !findings.length;
  find("[data-message-findings]").replaceChildren(...findings.map(finding));
}

function finding({ start, end, severity, better, reason }) {
  const line = copyOf("template[data-message-finding]");
  line.classList.add(`message__finding--${severity}`);
  find("[data-severity]", line).textContent = texts[severity] ?? severity;
  find("[data-phrase]", line).textContent = `“${wording().slice(start, end)}”`;
  find("[data-reason]", line).textContent = reason ?? "";
  const button = find("[data-better]", line);
  button.hidden = !better;
  button.textContent = `${texts.instead} ${better}`;
  button.addEventListener("click", () => replace(start, end, better));
  return line;
}

/** Put better words in, if the phrase stands in one piece of text. */
function replace(start, end, better) {
  let at = 0;
  const next = items.map((item) => {
    const parts = item.parts.map((part) => {
      const from = at;
      at += wordingOf(part).length;
      if (!part.text || start < from || end > at) return part;
      return { ...part, text: part.text.slice(0, start - from) + better + part.text.slice(end - from) };
    });
    at += 2; // the empty line between
    return { ...item, parts };
  });
  become(next);
}

// What is pressed

/** Move a part by one place, or take it out. */
function act(button) {
  const place = Number(button.closest("[data-place]").dataset.place);
  const step = { up: -1, down: 1 }[button.dataset.act];
  const next = items.filter((_item, at) => at !== place);
  if (step) next.splice(place + step, 0, items[place]);
  become(next);
  if (step) list.children[place + step].querySelector(`[data-act="${button.dataset.act}"]`).focus();
}

document.addEventListener("click", (event) => {
  const { target } = event;
  const adding = target.closest("[data-add]");
  const acting = target.closest("[data-act]");
  if (adding) addScript(adding);
  else if (acting) act(acting);
  else if (target.closest("[data-message-copy]")) copyAll(event.shiftKey);
  else if (target.closest("[data-message-empty]")) become([]);
  else if (target.closest("[data-message-undo]")) become(before);
});

find("details").addEventListener("toggle", ({ target }) => {
  if (target.open && target.contains(document.activeElement)) find("[data-message-copy]").focus();
});

const isEnter = (event) => event.key === "Enter" && !event.isComposing && event.keyCode !== 229;

ownForm.addEventListener("submit", (event) => {
  event.preventDefault();
  if (ownField.value.trim()) addOwn();
});

ownField.addEventListener("keydown", (event) => {
  if (!isEnter(event) || event.shiftKey) return;
  event.preventDefault();
  ownForm.requestSubmit();
});

gapsBox.addEventListener("keydown", (event) => {
  if (!isEnter(event)) return;
  event.preventDefault();
  event.stopPropagation();
  const next = fields().find((input) => !input.value.trim());
  if (next) next.focus();
  else copyAll(event.shiftKey);
});

document.addEventListener("keydown", (event) => {
  if (!usesSingleKeys || panel.hidden || isTyping(event.target)) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && event.key.toLowerCase() === "m") find("summary").click();
});

document.addEventListener("call:changed", fill);
document.addEventListener("call:cleared", forgetOwn);

show();
if (items.length) check();

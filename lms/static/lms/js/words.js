// Scripts and answers: fill the gaps, switch the channel, copy the text.
// What is typed stays here.

import * as call from "./call.js";
import { put } from "./clipboard.js";
import { tell } from "./toast.js";
import { note } from "./use.js";

// Gaps

const gaps = (root) => [...root.querySelectorAll("[data-gap]")];
const isMissing = (gap) => gap.required && !gap.value.trim();

function show(gap) {
  gap.classList.toggle("gap__input--filled", Boolean(gap.value.trim()));
  if (!isMissing(gap)) gap.classList.remove("gap__input--missing");
}

function fill(gap, value) {
  gap.value = value;
  show(gap);
}

function filled(value, { label, required, type, language }) {
  if (!value) return required ? `【${label}】` : "";
  if (type !== "date") return value;
  const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
  const date = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(date.valueOf()) ? value : format.format(date);
}

/** The words as a list of texts and gaps, without what was typed. */
export function partsOf(words) {
  const language = words.closest("[lang]").lang;
  return [...words.childNodes].map((node) => {
    const gap = node.querySelector?.("[data-gap]");
    if (!gap) return { text: node.textContent };
    const { gap: name, label } = gap.dataset;
    const choices = gap.options && [...gap.options].map(({ value }) => value).filter(Boolean);
    return { name, label, required: gap.required, type: gap.type, language, preset: preset(gap), choices };
  });
}

const preset = (gap) => gap.defaultValue ?? gap.querySelector("[selected]")?.value ?? "";

/** The parts as they are said, with `values` in their gaps. */
export function textOf(parts, values) {
  const said = (part) => part.text ?? filled((values[part.name] ?? part.preset).trim(), part);
  return parts.map(said).join("").trim();
}

const typed = (words) => Object.fromEntries(gaps(words).map((gap) => [gap.dataset.gap, gap.value]));

// Copying

let warned; // the words that were held back once

/** Copy words; hold the first try while required gaps are open. Tell whether it is done. */
export async function copy(words, { plain = false } = {}) {
  const missing = gaps(words).filter(isMissing);
  if (missing.length && warned !== words) {
    warned = words;
    for (const gap of missing) gap.classList.add("gap__input--missing");
    missing[0].focus();
    tell("missing", true);
    return false;
  }
  warned = undefined;
  const done = await put(textOf(partsOf(words), typed(words)), { plain });
  tell(done ? "copied" : "failed", !done);
  if (done) note(words, "copied");
  return done;
}

const isShown = (element) => element.checkVisibility?.() ?? Boolean(element.offsetParent);

/** The words of the chosen channel, or the answer. */
export function wordsIn(root) {
  const button = [...root.querySelectorAll("[data-copy]")].find(isShown);
  return button && document.getElementById(button.dataset.copy);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) copy(document.getElementById(button.dataset.copy));
});

document.addEventListener("input", ({ target, isComposing }) => {
  if (!target.dataset?.gap) return;
  warned = undefined;
  // One value for the same gap everywhere, so that it survives a change of channel.
  for (const gap of gaps(document)) {
    if (gap.dataset.gap !== target.dataset.gap) continue;
    if (gap !== target) gap.value = target.value;
    show(gap);
  }
  if (!isComposing) call.keep(target.dataset.gap, target.value.trim());
});
document.addEventListener("compositionend", ({ target }) => {
  if (target.dataset?.gap) call.keep(target.dataset.gap, target.value.trim());
});

// Enter goes to the next open gap; after the last one it copies.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
  if (!event.target.dataset?.gap) return;
  event.preventDefault();
  const words = event.target.closest("[data-words]");
  const all = gaps(words);
  const next = all.slice(all.indexOf(event.target) + 1).find(isMissing);
  if (next) next.focus();
  else copy(words, { plain: event.shiftKey });
});

document.addEventListener("call:cleared", () => {
  warned = undefined;
  for (const gap of gaps(document)) fill(gap, preset(gap));
});

// Channels

const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

function choose(tab) {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const isChosen = other === tab;
    other.setAttribute("aria-selected", String(isChosen));
    other.tabIndex = isChosen ? 0 : -1;
    panelOf(other).hidden = !isChosen;
  }
}

/** Switch to a channel by its name or its number; tell whether there is one. */
export function switchChannel(root, name) {
  const tabs = [...root.querySelectorAll("[role=tab]")];
  const tab = tabs[name] ?? tabs.find((one) => one.getAttribute("aria-controls") === name);
  if (!tab) return false;
  choose(tab);
  localStorage.setItem("channel", tab.getAttribute("aria-controls"));
  return true;
}

document.addEventListener("click", ({ target }) => {
  const tab = target.closest("[data-variants] [role=tab]");
  if (tab) switchChannel(tab.closest("[data-variants]"), tab.getAttribute("aria-controls"));
});

document.addEventListener("keydown", (event) => {
  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  const list = event.target.closest?.("[data-variants]");
  if (!list || event.target.role !== "tab" || !(event.key in steps)) return;
  event.preventDefault();
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const tab = tabs[(tabs.indexOf(event.target) + steps[event.key] + tabs.length) % tabs.length];
  switchChannel(list, tab.getAttribute("aria-controls"));
  tab.focus();
});

function makeTabs(list) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  for (const tab of tabs) {
    panelOf(tab).setAttribute("role", "tabpanel");
    panelOf(tab).querySelector("[data-variant-title]").hidden = true;
  }
  list.querySelector("[role=tablist]").hidden = false;
  const wanted = location.hash.slice(1) || localStorage.getItem("channel");
  choose(tabs.find((tab) => tab.getAttribute("aria-controls") === wanted) ?? tabs[0]);
}

/** Make what has come into the page work. */
export function start(root) {
  for (const button of root.querySelectorAll("[data-copy], [data-needs-script]")) button.hidden = false;
  for (const list of root.querySelectorAll("[data-variants]:has([role=tab])")) makeTabs(list);
  const values = call.values();
  for (const gap of gaps(root)) fill(gap, values[gap.dataset.gap] ?? gap.value);
}

start(document);

// What was typed during this call: kept in this window alone, and not for long.

const KEY = "call";
const MINUTES = 15;
let forgetting;

function read() {
  try {
    const call = JSON.parse(sessionStorage.getItem(KEY));
    if (call && Date.now() - call.at < MINUTES * 60_000) return call;
  } catch {
    // Nothing readable is nothing kept.
  }
  return { at: 0, values: {} };
}

function write(values) {
  sessionStorage.setItem(KEY, JSON.stringify({ at: Date.now(), values }));
  wait();
  changed();
}

function wait() {
  clearTimeout(forgetting);
  const { at } = read();
  if (!at) sessionStorage.removeItem(KEY); // too old to be shown, so not kept either
  else forgetting = setTimeout(clear, at + MINUTES * 60_000 - Date.now());
}

const changed = () => document.dispatchEvent(new CustomEvent("call:changed"));

export const values = () => read().values;

/** Whether somebody has typed within the last minutes. */
export const isOn = () => read().at > 0;

/** Begin to wait anew: something was typed. */
export const touch = () => write(values());

export function keep(name, value) {
  const { [name]: _before, ...others } = values();
  write(value ? { ...others, [name]: value } : others);
}

/** Forget everything, here and in the gaps on the page. */
export function clear() {
  clearTimeout(forgetting);
  sessionStorage.removeItem(KEY);
  document.dispatchEvent(new CustomEvent("call:cleared"));
  changed();
}

wait();

// What is kept is shown, and forgotten by a button or a key.
const bar = document.querySelector("[data-call]");

function show() {
  const kept = Object.values(values());
  bar.hidden = !kept.length;
  bar.querySelector("[data-call-values]").textContent = kept.join(" · ");
}

if (bar) {
  bar.querySelector("[data-call-clear]").addEventListener("click", clear);
  document.addEventListener("call:changed", show);
  show();
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input, textarea, select") && event.target.value;
  if (!event.ctrlKey || event.key !== "Backspace" || isTyping) return;
  event.preventDefault();
  clear();
});

// The list of a class by keyboard and without loading the page anew; the code that goes on by itself.

const marks = document.querySelector("[data-marks]");
const code = document.querySelector("[data-code]");
const PART = { headers: { "X-Part": "yes" }, credentials: "same-origin" };
const SOON = 10;

const rowsOf = () => [...marks.querySelectorAll("[data-person]")];

function focusRow(row) {
  if (!row) return;
  for (const each of rowsOf()) each.tabIndex = each === row ? 0 : -1;
  row.focus();
}

async function send(form, button, isNext = false) {
  const body = new FormData(form);
  body.set(button.name, button.value);
  const person = button.closest("[data-person]")?.dataset.person ?? document.activeElement?.closest?.("[data-person]")?.dataset.person;
  const held = { name: button.name, key: button.dataset.key };
  const answer = await fetch(form.action, { ...PART, method: "POST", body }).catch(() => null);
  if (!answer?.ok || answer.redirected) {
    location.reload(); // what could not be sent is seen as it is stored
    return;
  }
  marks.innerHTML = await answer.text();
  const row = marks.querySelector(`[data-person="${CSS.escape(person ?? "")}"]`);
  const rows = rowsOf();
  if (person) focusRow((isNext && rows[rows.indexOf(row) + 1]) || row);
  else marks.querySelector(`button[name="${held.name}"]`)?.focus();
}

function press(row, key) {
  const letter = key === "Backspace" ? '[aria-pressed="true"]' : `[data-key="${CSS.escape(key)}"]`;
  const button = row.querySelector(`.mark-button${letter}`);
  if (!button || (key !== "Backspace" && button.getAttribute("aria-pressed") === "true")) return false;
  send(button.form, button, key !== "Backspace");
  return true;
}

if (marks) {
  marks.addEventListener("submit", (event) => {
    if (!event.submitter) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  marks.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-person]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = rowsOf();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      focusRow(rows[rows.indexOf(row) + step]);
    } else if (document.body.dataset.singleKeys === "off") {
      return;
    } else if (event.key === "u") {
      event.preventDefault();
      const undo = marks.querySelector("[data-undo]");
      send(undo.form, undo);
    } else if (press(row, event.key.toLowerCase() === "backspace" ? "Backspace" : event.key.toLowerCase())) {
      event.preventDefault();
    }
  });
}

async function refresh() {
  const answer = await fetch(code.dataset.code, PART).catch(() => null);
  if (answer?.ok && !answer.redirected) code.innerHTML = await answer.text();
}

if (code) {
  let ticks = 0;
  setInterval(() => {
    ticks += 1;
    const bar = code.querySelector("progress");
    if (bar) bar.value = Math.max(0, bar.value - 1);
    if (ticks % SOON === 0 || (bar && bar.value === 0)) refresh();
  }, 1000);
}

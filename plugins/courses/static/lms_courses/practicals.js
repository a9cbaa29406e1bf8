// Keeps a score sheet at each pause, and takes points from the digits of a keyboard.
// Without it the buttons of the form do the same.

const PAUSE = 700;
const AGAIN = 5000;
const form = document.querySelector("[data-sheet]");
const state = form.querySelector("[data-state]");
const total = form.querySelector("[data-total]");
const criteria = [...form.querySelectorAll("[data-criterion]")];
const isOpen = Boolean(state);
let timer = 0;
let isSent = false;
let isDirty = false;
let kept = null; // what is under way: each answer says what the next one builds on

function say(text, isWrong = false) {
  state.textContent = text;
  state.toggleAttribute("data-wrong", isWrong);
}

async function keep() {
  const body = new FormData(form);
  body.append("pause", "yes");
  isDirty = false;
  say(form.dataset.saving);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
  } catch {
    isDirty = true;
    say(form.dataset.failed, true);
    later(AGAIN);
    return;
  }
  const isKnown = answer.headers.get("Content-Type")?.startsWith("application/json");
  const told = isKnown ? await answer.json() : { error: form.dataset.failed };
  if (!answer.ok || told.error) {
    isDirty = true;
    say(told.error, true); // the buttons send the whole page and show both texts
    return;
  }
  form.elements.revision.value = told.revision;
  total.textContent = told.total;
  say(form.dataset.saved);
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const mine = Promise.resolve(kept).then(keep).then(() => {
      if (kept === mine) kept = null;
    });
    kept = mine;
  }, pause);
}

async function send(event) {
  clearTimeout(timer);
  if (!kept) {
    isSent = true;
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  await kept;
  isSent = true;
  form.requestSubmit(button);
}

function points(criterion) {
  return criterion.querySelector("input:checked");
}

function mark(criterion) {
  for (const each of criteria) each.toggleAttribute("data-current", each === criterion);
}

function current() {
  const focused = document.activeElement?.closest("[data-criterion]");
  return focused ?? criteria.find((each) => !points(each)) ?? criteria[0];
}

function press(event) {
  const isWriting = /^(TEXTAREA|SELECT)$/.test(event.target.tagName);
  const isOff = document.body.dataset.singleKeys === "off";
  if (isWriting || isOff || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!/^[1-9]$/.test(event.key)) return;
  const criterion = current();
  const choice = criterion.querySelector(`input[value="${event.key}"]`);
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  choice.dispatchEvent(new Event("input", { bubbles: true }));
  const next = criteria[criteria.indexOf(criterion) + 1];
  mark(next ?? criterion);
  (next ? (points(next) ?? next.querySelector("input")) : choice).focus();
}

if (isOpen) {
  mark(current());
  form.addEventListener("input", () => {
    isDirty = true;
    later(PAUSE);
  });
  form.addEventListener("focusin", (event) => mark(event.target.closest("[data-criterion]")));
  form.addEventListener("submit", send);
  document.addEventListener("keydown", press);
  addEventListener("online", () => isDirty && later(0));
  addEventListener("beforeunload", (event) => {
    if (!isSent && isDirty) event.preventDefault();
  });
}

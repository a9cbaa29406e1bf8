// Shows one question at a time, saves each answer as it is given, and counts down.
// Without it the whole page is one form, and its buttons do the same.

const PAUSE = 1500; // after the last key in a text
const AGAIN = 20000; // what is not saved yet is tried again
const form = document.querySelector("[data-sitting]");
const say = form.dataset;
const saved = form.querySelector("[data-saved]");
const clock = form.querySelector("[data-clock]");
const announce = form.querySelector("[data-announce]");
const questions = [...form.querySelectorAll("[data-question]")];
const unsaved = new Set(); // places whose answer the server does not have
const asked = new Set(); // places for which a person has to choose
let sending = null;
let timer = 0;
let offset = Number(say.now) - Date.now();

const questionAt = (place) => form.querySelector(`[data-question="${place}"]`);
const linkTo = (place) => form.querySelector(`[data-place="${place}"]`);
const fieldOf = (place, name) => form.elements.namedItem(`q${place}-${name}`);

function bodyOf(place) {
  const name = `q${place}`;
  const body = new FormData();
  for (const [key, value] of new FormData(form)) {
    if (key === name || key.startsWith(`${name}-`) || key === "csrfmiddlewaretoken") {
      body.append(key, value);
    }
  }
  return body;
}

async function send(place) {
  const body = bodyOf(place);
  unsaved.delete(place);
  saved.textContent = say.saving;
  try {
    const answer = await fetch(`${say.save}${place}/save/`, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    if (![200, 409, 410].includes(answer.status)) throw new Error(answer.statusText);
    const told = await answer.json();
    if (answer.status === 410) return over();
    if (answer.status === 409) return choose(place, told);
    offset = told.now_ms - Date.now();
    fieldOf(place, "rev").value = told.revision;
    fieldOf(place, "seen").value = told.seen;
    mark(place, "answered", told.is_answered);
    saved.textContent = told.saved;
    saved.classList.remove("sitting__saved--not");
    return true;
  } catch {
    unsaved.add(place);
    saved.textContent = say.offline;
    saved.classList.add("sitting__saved--not");
    return false;
  }
}

async function sendAll() {
  for (const place of [...unsaved]) if (!asked.has(place) && !(await send(place))) break;
}

function flush() {
  clearTimeout(timer);
  sending = Promise.resolve(sending).then(sendAll);
  return sending;
}

function mark(place, name, is) {
  const link = linkTo(place);
  link.classList.toggle(`place--${name}`, is);
  link.querySelector(`[data-${name}]`).hidden = !is;
}

// Somebody answered elsewhere: both answers, and a button for each.
function choose(place, told) {
  const box = questionAt(place).querySelector("[data-conflict]");
  const line = (label, text) => {
    const p = document.createElement("p");
    p.append(`${label} `, Object.assign(document.createElement("strong"), { textContent: text }));
    return p;
  };
  const button = (label, act) => {
    const element = document.createElement("button");
    Object.assign(element, { type: "button", className: "button button--quiet", textContent: label });
    element.addEventListener("click", act);
    return element;
  };
  const keep = () => {
    asked.delete(place);
    box.hidden = true;
    fieldOf(place, "rev").value = told.revision;
    unsaved.add(place);
    flush();
  };
  const take = async () => {
    asked.delete(place);
    await flush();
    if (!unsaved.size) location.reload();
  };
  asked.add(place);
  const text = Object.assign(document.createElement("p"), { textContent: told.error });
  box.replaceChildren(text, line(say.elsewhere, told.other), line(say.here, told.yours),
    button(say.keep, keep), " ", button(say.take, take));
  box.className = "notice notice--error question__conflict";
  box.setAttribute("role", "alert");
  box.hidden = false;
  saved.textContent = told.error;
  return true;
}

// Hands in what was saved: looking at the result alone would not.
function over() {
  unsaved.clear();
  form.action = say.submit;
  HTMLFormElement.prototype.submit.call(form); // a button has taken the name
  return true;
}

function changed(event) {
  const question = event.target.closest("[data-question]");
  if (!question) return;
  const place = question.dataset.question;
  unsaved.add(place);
  if (event.target.name.endsWith("-flag")) mark(place, "flagged", event.target.checked);
  clearTimeout(timer);
  if (event.type === "change") flush();
  else timer = setTimeout(flush, PAUSE);
}

function show() {
  const wanted = questions.find((each) => `#${each.id}` === location.hash) ?? questions[0];
  for (const each of questions) each.hidden = each !== wanted;
  for (const heading of form.querySelectorAll(".sitting__section")) heading.hidden = true;
  for (const link of form.querySelectorAll("[data-place]")) {
    if (link.dataset.place === wanted.dataset.question) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  if (location.hash) wanted.focus({ preventScroll: true });
  form.querySelector(".sitting__end").hidden = wanted !== questions.at(-1);
}

function two(number) {
  return String(number).padStart(2, "0");
}

let minute = Infinity;
function tick() {
  const left = Math.max(0, Math.ceil((Number(say.ends) - offset - Date.now()) / 1000));
  const hours = Math.floor(left / 3600);
  const minutes = Math.floor(left / 60) % 60;
  clock.textContent = `${hours ? `${hours}:` : ""}${hours ? two(minutes) : minutes}:${two(left % 60)}`;
  clock.classList.toggle("sitting__clock--short", left <= 300);
  for (const [limit, text] of [[300, say.five], [60, say.one]]) {
    if (left <= limit && minute > limit) announce.textContent = left > limit - 30 ? text : "";
  }
  minute = left;
  if (left === 5) flush();
  if (!left) {
    announce.textContent = say.over;
    clearInterval(ticking);
    setTimeout(over, 1000);
  }
}

form.addEventListener("change", changed);
form.addEventListener("input", (event) => {
  if (event.target.matches(".exam-text")) changed(event);
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wants = event.submitter?.name;
  await flush();
  if (wants === "submit" && !unsaved.size && !asked.size) location.assign(say.submit);
});
addEventListener("hashchange", show);
addEventListener("online", flush);
addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});
form.classList.add("sitting--stepped");
show();
tick();
const ticking = setInterval(tick, 1000);
setInterval(() => {
  if (unsaved.size) flush();
}, AGAIN);

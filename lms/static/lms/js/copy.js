// Scripts and answers: fill the gaps, copy the text. What is typed stays here.

const toast = document.querySelector("[data-toast]");
const page = document.querySelector("[data-script]");
let hiding;

function say(text, isWarning = false) {
  toast.textContent = "";
  toast.classList.toggle("toast--warning", isWarning);
  toast.classList.add("toast--shown");
  clearTimeout(hiding);
  // A moment later, so that a screen reader notices the change.
  setTimeout(() => (toast.textContent = text), 50);
  hiding = setTimeout(() => toast.classList.remove("toast--shown"), 4000);
}

async function put(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return putByHand(text); // plain http, or no permission
  }
}

function putByHand(text) {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}

// Gaps

const gaps = (root) => [...root.querySelectorAll("[data-gap]")];
const isMissing = (gap) => gap.required && !gap.value.trim();

function show(gap) {
  gap.classList.toggle("gap__input--filled", Boolean(gap.value.trim()));
  if (!isMissing(gap)) gap.classList.remove("gap__input--missing");
}

function textOf(gap) {
  const value = gap.value.trim();
  if (!value) return gap.required ? `【${gap.dataset.label}】` : "";
  if (gap.type !== "date") return value;
  const language = gap.closest("[lang]").lang;
  const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(`${value}T00:00:00Z`));
}

function textIn(words) {
  return [...words.childNodes]
    .map((node) => {
      const gap = node.querySelector?.("[data-gap]");
      return gap ? textOf(gap) : node.textContent;
    })
    .join("")
    .trim();
}

async function copy(button) {
  const words = document.getElementById(button.dataset.copy);
  const missing = gaps(words).filter(isMissing);
  const isSecondPress = button.dataset.warned === "yes";
  if (missing.length && !isSecondPress) {
    button.dataset.warned = "yes";
    for (const gap of missing) gap.classList.add("gap__input--missing");
    missing[0].focus();
    say(toast.dataset.missing, true);
    return;
  }
  delete button.dataset.warned;
  const done = await put(textIn(words));
  say(done ? toast.dataset.copied : toast.dataset.failed, !done);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

if (page) {
  // One value for the same gap everywhere, so that it survives a change of channel.
  page.addEventListener("input", ({ target }) => {
    if (!target.dataset.gap) return;
    for (const gap of gaps(page)) {
      if (gap.dataset.gap !== target.dataset.gap) continue;
      if (gap !== target) gap.value = target.value;
      show(gap);
    }
    for (const button of page.querySelectorAll("[data-warned]")) {
      delete button.dataset.warned;
    }
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    if (!event.target.dataset.gap || event.target.matches("select")) return;
    event.preventDefault();
    const variant = event.target.closest("[data-variant]");
    const next = gaps(variant).find((gap) => gap !== event.target && isMissing(gap));
    (next ?? variant.querySelector("[data-copy]")).focus();
  });
  gaps(page).forEach(show); // a browser may have kept some
  makeTabs();
}

// Channels

function makeTabs() {
  const list = page.querySelector("[role=tablist]");
  if (!list) return;
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const panel = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  function choose(tab) {
    for (const other of tabs) {
      const isChosen = other === tab;
      other.setAttribute("aria-selected", String(isChosen));
      other.tabIndex = isChosen ? 0 : -1;
      panel(other).hidden = !isChosen;
    }
  }
  for (const tab of tabs) {
    panel(tab).setAttribute("role", "tabpanel");
    panel(tab).querySelector("[data-variant-title]").hidden = true;
    tab.addEventListener("click", () => choose(tab));
  }
  list.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (!(event.key in steps)) return;
    const place = tabs.indexOf(event.target) + steps[event.key] + tabs.length;
    const tab = tabs[place % tabs.length];
    choose(tab);
    tab.focus();
  });
  list.hidden = false;
  choose(tabs.find((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash) ?? tabs[0]);
}

// Says beside a text, while it is written, what the phrases find in it.
// The server decides; nothing is kept there.

const PAUSE = 700; // longer than the rich text editor takes to put its text in the form

document.querySelectorAll("[data-phrase-checks]").forEach(watch);

function watch(box) {
  const form = box.closest("form");
  if (!form) return;
  let timer, request, asked;

  function soon(event) {
    clearTimeout(timer);
    if (!event?.isComposing) timer = setTimeout(check, PAUSE);
  }

  async function check() {
    const texts = textsIn(form, box.dataset.phraseChecks);
    const body = JSON.stringify({
      texts: texts.map(({ name: field, text, channel }) => ({ field, text, channel })),
      language: box.dataset.language,
      item: box.dataset.item,
    });
    request?.abort(); // its answer is about an older text
    if (body === asked) return;
    request = new AbortController();
    try {
      const findings = await ask(box, form, body, request.signal);
      asked = body;
      show(box, form, texts, findings);
    } catch (error) {
      if (error.name !== "AbortError") say(box, error.said ?? box.status.dataset.failed);
    }
  }

  box.status = box.querySelector("[data-status]");
  for (const type of ["input", "change", "keyup", "click", "compositionend", "drop"]) {
    form.addEventListener(type, soon);
  }
  window.addEventListener("online", soon);
  soon();
}

async function ask(box, form, body, signal) {
  const headers = {
    "Content-Type": "application/json",
    "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
  };
  const response = await fetch(box.dataset.url, { method: "POST", headers, body, signal });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const answer = isJson ? await response.json() : {};
  if (response.ok && isJson) return answer;
  throw Object.assign(new Error(response.statusText), { said: answer.error });
}

// What is written

function textsIn(form, selector) {
  const gone = [...form.querySelectorAll("input[name$='-DELETE'], input[name$='-deleted']")]
    .filter((input) => (input.type === "checkbox" ? input.checked : input.value))
    .map((input) => input.name.replace(/(DELETE|deleted)$/, ""));
  return [...form.querySelectorAll(selector)]
    .filter((field) => !gone.some((prefix) => field.name.startsWith(prefix)))
    .map((field) => ({ field, name: field.name, text: textOf(field), channel: channelOf(field) }))
    .filter(({ text }) => text.trim());
}

function textOf(field) {
  if (field.type === "hidden") return richText(field.value); // where the editor keeps it
  return field.matches("textarea, input[type=text]") ? field.value : "";
}

/** Returns the text of a rich text as the server reads it: blocks between spaces. */
function richText(value) {
  try {
    return (JSON.parse(value)?.blocks ?? []).map((block) => block.text).join(" ").trim();
  } catch {
    return "";
  }
}

function channelOf({ form, name }) {
  const choice = name.endsWith("-text") && form.elements[name.replace(/-text$/, "-channel")];
  return choice?.value ?? "";
}

// What was found

function show(box, form, texts, findings) {
  form.querySelectorAll("[data-phrase-remark]").forEach((remark) => remark.remove());
  const old = new Map(
    [...form.querySelectorAll(".phrase-findings")].map((list) => [list.dataset.field, list]),
  );
  for (const { field, name } of texts) {
    const here = findings.filter((finding) => finding.field === name);
    if (here.length) list(box, field, old.get(name)).replaceChildren(...here.map((one) => item(box, field, one)));
    else old.get(name)?.remove();
    old.delete(name);
  }
  old.forEach((list) => list.remove());
  const { none, found, stopped } = box.status.dataset;
  const isStopped = "stops" in box.dataset && findings.some(({ blocks }) => blocks);
  const lines = [findings.length ? found.replace("{count}", findings.length) : none];
  say(box, [...lines, ...(isStopped ? [stopped] : [])].join(" "), isStopped);
}

function say(box, text, isStopped = false) {
  if (box.status.textContent !== text) box.status.textContent = text;
  box.classList.toggle("phrase-checks--stopped", isStopped);
}

function list(box, field, known) {
  const place = field.closest(".w-field, [data-field], .w-panel__content") ?? field.parentElement;
  const made = known ?? document.createElement("ul");
  made.className = "phrase-findings";
  made.dataset.field = field.name;
  made.lang = document.documentElement.lang;
  if (made.parentElement !== place) place.append(made);
  return made;
}

function item(box, field, finding) {
  const row = box.querySelector("[data-finding]").content.cloneNode(true).firstElementChild;
  const part = (name) => row.querySelector(`[data-${name}]`);
  for (const icon of row.querySelectorAll("[data-icon]")) {
    icon.hidden = icon.dataset.icon !== finding.severity;
  }
  const isStopped = finding.blocks && "stops" in box.dataset;
  row.classList.add(`phrase-finding--${finding.severity}`);
  part("severity").textContent = isStopped ? box.status.dataset.stopped : finding.severity_label;
  part("kind").textContent = finding.kind_label;
  part("phrase").textContent = finding.phrase;
  part("better").textContent = finding.better;
  part("better-line").hidden = !finding.better;
  part("reason").textContent = finding.reason;
  part("reason").hidden = !finding.reason;
  part("apply").hidden = !isSafe(field, finding);
  part("apply").addEventListener("click", () => putIn(field, finding));
  return row;
}

// The better wording

/** Tells whether the passage can be replaced without harm to a gap or the rest. */
function isSafe(field, { better, phrase, start, end }) {
  if (!better || !field.matches("textarea, input[type=text]")) return false;
  const room = field.maxLength < 0 ? Infinity : field.maxLength;
  const fits = field.value.length - (end - start) + better.length <= room;
  const isOneLine = !/[\r\n]/.test(phrase);
  return fits && isOneLine && !/[{}]/.test(phrase) && field.value.slice(start, end) === phrase;
}

function putIn(field, finding) {
  if (!isSafe(field, finding)) return; // the text has changed; it is checked again soon
  const { start, end } = finding;
  const goesOn = /^\p{P}/u.test(field.value.slice(end));
  const better = goesOn ? finding.better.replace(/[。．.]$/, "") : finding.better;
  field.focus();
  field.setSelectionRange(start, end);
  // This way the browser can undo it.
  if (document.execCommand("insertText", false, better)) return;
  field.setRangeText(better, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

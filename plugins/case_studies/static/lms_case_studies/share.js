// Keeps what is written at each pause, and shows what looks like personal data.
// Without it the buttons of the form do the same.

const PAUSE = 1500;
const form = document.querySelector("[data-case-form]");
const side = document.querySelector("[data-case-marks]");
let timer = 0;
let isSent = false;
let kept = null; // what is under way: each answer says what the next one builds on

async function keep() {
  const body = new FormData(form);
  body.append("pause", "yes");
  body.delete("file"); // goes up once, with the button
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
    if (!answer.ok) throw new Error(answer.statusText);
    side.innerHTML = await answer.text();
  } catch {
    say(form.dataset.failed);
  }
}

function say(text) {
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.className = "notice notice--error";
  line.textContent = text;
  side.querySelector(".notice--error")?.remove();
  side.prepend(line);
}

function pause() {
  const mine = Promise.resolve(kept).then(keep).then(() => {
    if (kept === mine) kept = null;
  });
  kept = mine;
}

async function wait(event) {
  clearTimeout(timer);
  if (!kept) {
    isSent = true;
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  await kept;
  form.requestSubmit(
    button?.isConnected ? button : side.querySelector(`button[value="${button?.value}"]`),
  );
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(pause, PAUSE);
});
form.addEventListener("submit", wait);
// What could not be kept is on this page alone.
addEventListener("beforeunload", (event) => {
  if (!isSent && side.querySelector(".notice--error")) event.preventDefault();
});

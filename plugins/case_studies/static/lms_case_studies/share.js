// Keeps what is written at each pause, and shows what looks like personal data.
// Without it the buttons of the form do the same.

const PAUSE = 1500;
const form = document.querySelector("[data-case-form]");
const side = document.querySelector("[data-case-marks]");
let timer = 0;
let turn = 0;

async function keep() {
  const mine = ++turn;
  const body = new FormData(form);
  body.append("pause", "yes");
  body.delete("file"); // goes up once, with the button
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
    if (!answer.ok) throw new Error(answer.statusText);
    const html = await answer.text();
    if (mine === turn) side.innerHTML = html; // a later answer has more of the text
  } catch {
    if (mine === turn) say(form.dataset.failed, "alert");
  }
}

function say(text, role) {
  const line = document.createElement("p");
  line.setAttribute("role", role);
  line.className = "notice notice--error";
  line.textContent = text;
  side.prepend(line);
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
});
form.addEventListener("submit", () => clearTimeout(timer));

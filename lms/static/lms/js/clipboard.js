// To the clipboard, on plain http too.

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escaped = (text) => text.replace(/[&<>]/g, (sign) => escapes[sign]);

/** Paragraphs for a mail program, made of plain text. */
function paragraphs(text) {
  const parts = text.split(/\n{2,}/).map((part) => escaped(part).replaceAll("\n", "<br>"));
  return parts.map((part) => `<p>${part}</p>`).join("");
}

function item(text) {
  const blob = (type, content) => new Blob([content], { type });
  return new ClipboardItem({
    "text/plain": blob("text/plain", text),
    "text/html": blob("text/html", paragraphs(text)),
  });
}

/** Copy; tell whether it worked. */
export async function put(text, { plain = false } = {}) {
  try {
    if (plain) await navigator.clipboard.writeText(text);
    else await navigator.clipboard.write([item(text)]);
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

// To the clipboard, on plain http too.

/** A paragraph for a mail program. */
function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element.outerHTML.replaceAll("\n", "<br>");
}

function item(text) {
  const blob = (type, content) => new Blob([content], { type });
  return new ClipboardItem({
    "text/plain": blob("text/plain", text),
    "text/html": blob("text/html", text.split(/\n{2,}/).map(paragraph).join("")),
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

// The player: keys, where one was, and decision trees step by step.
// Without it links, buttons and the whole tree do the same.

const player = document.querySelector("[data-player]");
const usesSingleKeys = document.body.dataset.singleKeys !== "off";

function isTyping(target) {
  return target.isContentEditable || target.matches("input, select, textarea");
}

if (player?.dataset.opened) {
  const token = player.querySelector("[data-done] [name=csrfmiddlewaretoken]")?.value;
  // Nobody waits for it: a lesson that is not noted is read all the same.
  fetch(player.dataset.opened, { method: "POST", keepalive: true, headers: { "X-CSRFToken": token } }).catch(() => {});
}

document.addEventListener("keydown", (event) => {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  if (!usesSingleKeys || !isPlain || isTyping(event.target)) return;
  const way = ["j", "k"].includes(event.key) && document.querySelector(`[data-key="${event.key}"]`);
  if (way) {
    event.preventDefault();
    way.click();
  }
});

// A quick check or a note comes back in its place; whatever goes wrong, the page is sent
// as it would be without a script, so that nothing is lost.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-part]");
  if (!form || form.dataset.isSending) return;
  event.preventDefault();
  form.dataset.isSending = "yes";
  const id = form.closest("section").id;
  try {
    const headers = { "X-Part": "yes" };
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers, redirect: "error" });
    if (!answer.ok) throw new Error(answer.statusText);
    document.getElementById(id).outerHTML = await answer.text();
    const part = document.getElementById(id);
    (part.querySelector("textarea, a, input:not([type=hidden])") ?? part).focus({ preventScroll: true });
  } catch {
    form.submit();
  }
});

// Films are large and telephones slow: whoever hands one in sees that it is under way,
// and hears of a file that is too large before it is sent.
const MOST_BYTES = 50 * 1024 * 1024;

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-hand-in]");
  if (!form || event.target.type !== "file") return;
  const isLarge = [...event.target.files].some((file) => file.size > MOST_BYTES);
  event.target.setCustomValidity(isLarge ? form.dataset.large : "");
  event.target.reportValidity();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-hand-in]");
  if (!form) return;
  if (form.dataset.isSending) event.preventDefault();
  form.dataset.isSending = "yes";
  form.querySelector("[data-state]").textContent = form.dataset.sending;
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-hand-in]")) {
    delete form.dataset.isSending;
    form.querySelector("[data-state]").textContent = "";
  }
});

for (const tree of document.querySelectorAll("[data-tree]")) walk(tree);

function walk(tree) {
  const nodes = [...tree.querySelectorAll("[data-node]")];
  const tools = tree.querySelector("[data-tree-tools]");
  const path = [nodes[0].dataset.node];

  function show(isMoved) {
    for (const node of nodes) node.hidden = node.dataset.node !== path.at(-1);
    tools.querySelector("[data-tree-back]").disabled = path.length === 1;
    if (isMoved) nodes.find((node) => !node.hidden).focus();
  }

  tree.addEventListener("click", (event) => {
    const way = event.target.closest("[data-goes-to]");
    if (way && tree.dataset.walked !== undefined) {
      event.preventDefault();
      path.push(way.dataset.goesTo);
      show(true);
    } else if (event.target.closest("[data-tree-back]")) {
      path.pop();
      show(true);
    } else if (event.target.closest("[data-tree-restart]")) {
      path.length = 1;
      tree.dataset.walked = "";
      show(true);
    } else if (event.target.closest("[data-tree-all]")) {
      delete tree.dataset.walked;
      for (const node of nodes) node.hidden = false;
    }
  });
  tree.dataset.walked = "";
  tools.hidden = false;
  show(false);
}

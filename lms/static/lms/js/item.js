// An item on its page or beside a list. What copying takes comes only where it is needed.

import { note } from "./use.js";

const SECONDS_OF_READING = 5;

/** Get ready what has come into the page. */
export async function prepare(root) {
  for (const item of root.querySelectorAll("[data-use]")) {
    setTimeout(() => {
      if (item.isConnected && !document.hidden) note(item, "read");
    }, SECONDS_OF_READING * 1000);
  }
  const isKept = ["call", "message"].some((key) => sessionStorage.getItem(key));
  if (isKept || root.querySelector("[data-add], [data-copy]")) await import("./message.js");
}

prepare(document);

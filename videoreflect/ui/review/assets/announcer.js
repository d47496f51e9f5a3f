/* The polite voice for screen readers. */

import { element } from "./element.js";

/**
 * @returns {{root: HTMLElement, say: (sentence: string) => void}}
 */
export function createAnnouncer() {
  const root = element("p", { class: "unseen", role: "status", "aria-live": "polite" });
  let turn = 0;
  const say = (sentence) => {
    root.textContent = "";
    clearTimeout(turn);
    turn = setTimeout(() => (root.textContent = sentence), 60); // emptied first: the same sentence twice is read twice
  };
  return { root, say };
}

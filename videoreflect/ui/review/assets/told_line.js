/* What just happened to the notes, in sight: undone, made again, taken back. It stays until something else is done. */

import { element, fill } from "./element.js";
import { button } from "./icons.js";

/**
 * @param {import("./desk.js").Desk} desk event "told" with `{text, back: "undo"|"redo"|""}`
 * @returns {HTMLElement}
 */
export function createToldLine(desk) {
  const root = element("div", { class: "told-line", hidden: true });
  const hide = () => (root.hidden = true);
  const words = { undo: "Undo", redo: "Make again" };
  desk.on("told", ({ text, back = "" }) => {
    const turn = back && button({ text: words[back], class: "link", press: () => desk.history[back]() });
    fill(root, element("span", { text }), turn, element("span", { class: "gap" }), button({ icon: "close", size: "s", label: "Put this line away", class: "tiny", press: hide }));
    root.hidden = false;
    desk.say(text);
  });
  desk.on("did", hide);
  return root;
}

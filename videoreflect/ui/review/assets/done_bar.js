/* What was just done to the words, with a button that takes it back; it goes by itself, Ctrl+Z and the menu stay. */

import { element, fill } from "./element.js";
import { button } from "./icons.js";

const STAYS = 12_000;

/**
 * @param {() => Promise<void>} undo
 * @returns {{root: HTMLElement, show: (text: string) => void, hide: () => void}}
 */
export function createDoneBar(undo) {
  const root = element("div", { class: "done-bar", role: "group", "aria-label": "Done just now", hidden: true });
  let going = 0;
  const hide = () => {
    clearTimeout(going);
    root.hidden = true;
  };
  const wait = () => {
    clearTimeout(going);
    going = setTimeout(() => (root.matches(":hover, :focus-within") ? wait() : hide()), STAYS);
  };
  const show = (text) => {
    const back = button({ text: "Undo", icon: "undo", size: "s", class: "small quiet", press: () => (hide(), undo()) });
    fill(root, element("span", { text }), back, button({ icon: "close", size: "s", label: "Close", class: "tiny", press: hide }));
    root.hidden = false;
    wait();
  };
  return { root, show, hide };
}

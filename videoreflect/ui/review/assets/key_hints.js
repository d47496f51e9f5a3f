/* The key of a command, said where the command is: on its button. */

import { isLetter, shownKey } from "./key_names.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {string} name of a command
 * @returns {string} its key as it is printed now, "" if it has none
 */
export function printed(desk, name) {
  const command = desk.commands.get(name);
  const key = command && desk.commands.keyOf(command);
  return key ? shownKey(key).join(" ") : "";
}

/**
 * The same for somebody who is writing a note: letters are text there, and become commands with Alt.
 * @param {import("./desk.js").Desk} desk
 * @param {string} name
 */
export function printedInNote(desk, name) {
  const text = printed(desk, name);
  return isLetter(text) ? `Alt ${text}` : text;
}

/**
 * Let a button say the key of its command, now and after the keys were changed.
 * @template {HTMLElement} T
 * @param {import("./desk.js").Desk} desk
 * @param {T} button
 * @param {string} name
 * @param {string} words
 * @returns {T}
 */
export function withKey(desk, button, name, words) {
  const show = () => {
    const text = printed(desk, name);
    button.title = text ? `${words} (${text})` : words;
    const command = desk.commands.get(name);
    if (text) button.setAttribute("aria-keyshortcuts", desk.commands.keyOf(command).replace(/^ $/, "Space"));
    else button.removeAttribute("aria-keyshortcuts");
  };
  show();
  desk.on("settings", show);
  return button;
}

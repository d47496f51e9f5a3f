/* A person's own keys: one map while letters begin a note, another while letters are commands. */

import { isLetter } from "./key_names.js";

const RESERVED = { Enter: "Enter saves a note and stays so.", "Shift+Enter": "Enter saves a note and stays so.", Escape: "Esc leaves what is open and stays so.", Tab: "Tab leads from one control to the next and stays so.", "Shift+Tab": "Tab leads from one control to the next and stays so." };
const TAKEN = /^(?:Shift\+)?(?:F5|F11|F12|ContextMenu|CapsLock|Shift|Control|Alt|AltGraph|Meta|Fn|NumLock|ScrollLock|Pause|PrintScreen)$/;

/** @returns {"keys"|"letters"} which of the two counts now */
export function mapInForce(desk) {
  return desk.commands.typingStarts ? "keys" : "letters";
}

/**
 * Why a key cannot be chosen, or "".
 * @param {import("./desk.js").Desk} desk
 * @param {string} key
 */
export function refusalOf(desk, key) {
  if (RESERVED[key]) return RESERVED[key];
  if (TAKEN.test(key)) return "The browser or the system uses this key.";
  if (desk.commands.typingStarts && isLetter(key) && !/\p{N}/u.test(key)) return "Letters begin a note. Choose a sign, or switch “Typing starts a note” off.";
  return "";
}

/** Commands that have this key now. */
export function conflictsOf(desk, command, key) {
  return desk.commands.all().filter((one) => one.name !== command.name && desk.commands.keyOf(one) === key);
}

/** The settings with this key for the command; `others` lose it, or get what the command had. */
export function withKey(desk, command, key, others = [], instead = "") {
  const name = mapInForce(desk);
  const changed = Object.fromEntries(others.map((one) => [one.name, instead]));
  return { [name]: { ...desk.settings[name], ...changed, [command.name]: key } };
}

/** The settings with the command's key as it came; who has that key now keeps it no longer. */
export function withoutKey(desk, command) {
  const name = mapInForce(desk);
  const { [command.name]: _, ...rest } = desk.settings[name];
  const own = desk.commands.typingStarts ? command.key : command.letter ?? command.key;
  const others = conflictsOf(desk, command, own).filter(() => own);
  return { [name]: { ...rest, ...Object.fromEntries(others.map((one) => [one.name, ""])) } };
}

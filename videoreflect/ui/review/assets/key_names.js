/* Keys by what they type, not by where they lie: `[` is the same key with AltGr on a German keyboard. */

const SHOWN = { " ": "Space", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", PageUp: "Page up", PageDown: "Page down" };
const SPOKEN = { ArrowLeft: "left arrow", ArrowRight: "right arrow", ArrowUp: "up arrow", ArrowDown: "down arrow", "[": "left bracket", "]": "right bracket", "*": "star", "#": "hash", _: "underscore", ",": "comma", ".": "full stop", "/": "slash", "?": "question mark", "+": "plus", "-": "minus", "'": "apostrophe", '"': "quotation mark", ";": "semicolon", ":": "colon", "!": "exclamation mark", "(": "left parenthesis", ")": "right parenthesis", "{": "left brace", "}": "right brace", "<": "less than", ">": "greater than", "=": "equals", "&": "ampersand", "%": "percent", "@": "at", "~": "tilde", "^": "caret", "`": "backtick", "\\": "backslash", "|": "bar", "§": "section sign", "€": "euro", "£": "pound", $: "dollar" };
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/**
 * The name of a pressed key: what it types, small; with Shift only where it types nothing.
 * @param {KeyboardEvent} event
 * @returns {string} "" for a shortcut of the browser or the system
 */
export function pressedKey(event) {
  const { key } = event;
  if (event.isComposing || !key || ["Dead", "Process", "Unidentified"].includes(key)) return "";
  if (!isTyped(event)) return "";
  if ([...key].length === 1) return key.toLowerCase();
  return event.shiftKey ? `Shift+${key}` : key;
}

/**
 * Whether a key types what it says: alone, with Shift, or with AltGr (which Windows calls Ctrl and Alt) or Option.
 * @param {KeyboardEvent} event
 */
export function isTyped(event) {
  if (event.metaKey) return false;
  if (!event.ctrlKey && !event.altKey) return true;
  const types = [...event.key].length === 1 && event.key !== " ";
  return types && (event.getModifierState("AltGraph") || (event.ctrlKey && event.altKey) || (MAC && event.altKey && !event.ctrlKey));
}

/**
 * Alt and a key, pressed inside a note: a command although letters are text there. Not AltGr, and not Option, which type.
 * @param {KeyboardEvent} event
 */
export function isChord(event) {
  return event.altKey && !event.ctrlKey && !event.metaKey && !event.getModifierState("AltGraph") && !MAC;
}

/** @param {string} key whether it begins a word, as letters and figures do */
export function isLetter(key) {
  return /^[\p{L}\p{N}]$/u.test(key);
}

/** @param {string} key as `pressedKey` names it; as it is printed on a sheet */
export function shownKey(key) {
  return partsOf(key).map((part) => SHOWN[part] ?? (isLetter(part) ? part.toUpperCase() : part));
}

/** @param {string} key as `pressedKey` names it; as it is read out */
export function spokenKey(key) {
  return partsOf(key).map((part) => SPOKEN[part] ?? SHOWN[part] ?? (isLetter(part) ? part.toUpperCase() : part)).join(" ");
}

function partsOf(key) {
  return key.startsWith("Shift+") ? ["Shift", key.slice(6)] : [key];
}

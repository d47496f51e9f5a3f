/* Choosing another key: press it. A field, so that screen readers hand the key on; Esc leaves, Tab goes on. */

import { element, field, fill } from "./element.js";
import { button, icon } from "./icons.js";
import { conflictsOf, refusalOf, withKey } from "./key_map.js";
import { pressedKey, spokenKey } from "./key_names.js";

const MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Fn"];

/**
 * @param {HTMLElement} row where the key stands
 * @param {import("./desk.js").Desk} desk
 * @param {import("./commands.js").Command} command
 * @param {{keep: (changes: Object, sentence: string) => void, leave: (sentence: string) => void}} actions
 */
export function openKeyChoice(row, desk, command, { keep, leave }) {
  const input = field("input", { type: "text", class: "key-field", "aria-label": `New key for “${command.label}”: press it`, placeholder: "Press it", autocapitalize: "off" });
  const message = element("div", { class: "key-message", role: "alert" });
  const done = (changes, sentence) => {
    leave(sentence);
    keep(changes, sentence);
  };
  function take(key) {
    const refusal = refusalOf(desk, key);
    if (refusal) return say(refusal);
    if (desk.commands.keyOf(command) === key) return leave("The key stays as it was.");
    const others = conflictsOf(desk, command, key);
    if (others.some((one) => one.fixed)) return say("This key stays what it is. Choose another.");
    if (others.length) return ask(key, others);
    return done(withKey(desk, command, key), `${capital(spokenKey(key))} is now “${command.label}”.`);
  }
  function say(sentence) {
    input.value = "";
    fill(message, icon("alert", "s"), element("span", { text: sentence }));
  }
  function ask(key, others) {
    input.value = "";
    const before = desk.commands.keyOf(command);
    const names = others.map((one) => `“${one.label}”`).join(", ");
    const swap = others.length === 1 && before && button({ text: "Swap them", class: "small", press: () => done(withKey(desk, command, key, others, before), `${capital(spokenKey(key))} is now “${command.label}”, ${spokenKey(before)} is ${names}.`) });
    const over = button({ text: "Use it here", class: "small", press: () => done(withKey(desk, command, key, others), `${capital(spokenKey(key))} is now “${command.label}”. ${names} ${others.length > 1 ? "have" : "has"} no key.`) });
    fill(message, icon("alert", "s"), element("span", { text: `${capital(spokenKey(key))} is the key for ${names}. Swap, take it from there, or press another key.` }), swap, over);
  }
  input.addEventListener("keydown", (event) => {
    if (MODIFIERS.includes(event.key) || event.key === "Tab" || event.repeat) return;
    event.stopPropagation();
    if (event.key === "Dead" || event.isComposing || event.key === "Process") return; // its sign arrives as text
    event.preventDefault();
    if (event.key === "Escape") return leave("The key stays as it was.");
    const key = event.key === "Enter" ? "Enter" : pressedKey(event);
    if (key) take(key);
    else say("The browser or the system uses this key.");
  });
  input.addEventListener("input", (event) => {
    const typed = [...input.value].at(-1);
    if (!event.isComposing && typed) take(typed.toLowerCase());
  });
  const none = desk.commands.keyOf(command) && button({ text: "No key", class: "link", press: () => done(withKey(desk, command, ""), `“${command.label}” has no key.`) });
  const cancel = button({ text: "Leave", class: "link", press: () => leave("The key stays as it was.") });
  fill(row, element("dt", {}, input), element("dd", {}, element("span", { text: command.label }), none, cancel, message));
  input.focus();
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}

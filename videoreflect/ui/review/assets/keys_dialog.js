/* All keys on one sheet, as they are in force. */

import { openDialog } from "./dialog.js";
import { element } from "./element.js";
import { shownKey } from "./key_names.js";

const FIRST = ["Notes", "Play", "Timeline", "Words"];
const LISTS = [
  ["In the words", "↑ ↓ from line to line, ← → from word to word, Shift to choose words for a note, Enter to jump."],
  ["On a line", "E to change it, Delete to take it out, Shift F10 for all that can be done with it; Ctrl Z undoes, Ctrl Shift Z makes it again."],
  ["While a line is changed", "Enter saves, Esc leaves it as it was, Ctrl Enter splits it at the cursor, Backspace at its start joins it with the line before."],
  ["In the notes", "↑ ↓ from note to note; the keys for notes then change the note you are on. Deleting can be undone."],
];
const WHILE_EMPTY = ["While a note is empty", "Signs still do what they do elsewhere. Later, use Alt with them."];

/**
 * @param {HTMLElement} holder
 * @param {import("./desk.js").Desk} desk
 */
export function openKeys(holder, desk) {
  const lists = [...LISTS, WHILE_EMPTY];
  const more = lists.map(([where, how]) => element("p", { class: "hint" }, element("b", { text: where }), " ", how));
  openDialog(holder, { title: "Keys", body: [...groupsOf(desk).map((group) => groupOf(desk, group)), ...more], close: "Close", kind: "broad" });
}

function groupsOf(desk) {
  const all = [...new Set(desk.commands.all().map((one) => one.group))];
  return [...FIRST.filter((one) => all.includes(one)), ...all.filter((one) => !FIRST.includes(one))];
}

function groupOf(desk, group) {
  const rows = desk.commands.all().filter((one) => one.group === group).map((one) => rowOf(desk, one)).filter(Boolean);
  return element("section", { class: "key-group" }, element("h3", { text: group }), element("dl", { class: "key-list" }, ...rows));
}

function rowOf(desk, command) {
  const key = desk.commands.keyOf(command);
  const anyLetter = command.name === "note.start" && desk.commands.typingStarts;
  if (!key && !anyLetter) return null;
  const keys = anyLetter ? [element("span", { text: "any letter" })] : shownKey(key).map((part) => element("kbd", { text: part }));
  return element("div", {}, element("dt", {}, ...keys), element("dd", { text: command.label }));
}

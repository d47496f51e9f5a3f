/* All keys on one sheet. */

import { openDialog } from "./dialog.js";
import { element } from "./element.js";

const KEYS = [
  [["any letter"], "a note at this moment"],
  [["Enter"], "save, play on"],
  [["Shift", "Enter"], "a new line in the note"],
  [["Esc"], "give up, keep the draft"],
  [["[", "]"], "start and end of a range"],
  [["*"], "talk about this"],
  [["Space"], "play, pause"],
  [["←", "→"], "5 s back, on; with Shift 30 s"],
  [[",", "."], "one picture back, on"],
  [["_"], "captions on the picture"],
  [["/"], "search the words"],
  [["+", "-"], "closer, wider timeline"],
  [["?"], "this sheet"],
];
const LISTS = [
  ["In the words", "↑ ↓ from line to line, ← → from word to word, Shift to choose words for a note, Enter to jump."],
  ["On a line", "E to change it, Delete to take it out, Shift F10 for all that can be done with it; Ctrl Z undoes, Ctrl Shift Z makes it again."],
  ["While a line is changed", "Enter saves, Esc leaves it as it was, Ctrl Enter splits it at the cursor, Backspace at its start joins it with the line before."],
  ["In the notes", "↑ ↓ from note to note, * to talk about it, Delete to delete it; it can be undone."],
  ["While a note is empty", "Space, [ ], * and _ still do what they do elsewhere. Later, use Alt with [ and ]."],
];

/**
 * @param {HTMLElement} holder
 */
export function openKeys(holder) {
  const rows = KEYS.map(([keys, does]) => element("div", {}, element("dt", {}, ...keys.map(keyOf)), element("dd", { text: does })));
  const more = LISTS.map(([where, how]) => element("p", { class: "hint" }, element("b", { text: where }), " ", how));
  openDialog(holder, { title: "Keys", body: [element("dl", { class: "key-list" }, ...rows), ...more], close: "Close", kind: "broad" });
}

function keyOf(key) {
  return key === "any letter" ? element("span", { text: key }) : element("kbd", { text: key });
}

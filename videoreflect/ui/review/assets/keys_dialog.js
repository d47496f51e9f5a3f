/* All keys on one sheet, as they are in force, and the place where they are changed. */

import { openDialog } from "./dialog.js";
import { element, fill } from "./element.js";
import { button } from "./icons.js";
import { shownKey } from "./key_names.js";
import { openKeyChoice } from "./key_choice.js";
import { mapInForce, withoutKey } from "./key_map.js";

const FIRST = ["Notes", "Codes", "Play", "Timeline", "Words"];
const LISTS = [
  ["In the words", "↑ ↓ from line to line, ← → from word to word, Shift to choose words for a note, Enter to jump."],
  ["On a line", "E to change it, Delete to take it out, Shift F10 for all that can be done with it; Ctrl Z undoes, Ctrl Shift Z makes it again."],
  ["While a line is changed", "Enter saves, Esc leaves it as it was, Ctrl Enter splits it at the cursor, Backspace at its start joins it with the line before."],
  ["In the notes", "↑ ↓ from note to note; the keys for notes then change the note you are on. Deleting can be undone."],
];
const WHILE_EMPTY = "Signs still do what they do elsewhere. Later, use Alt with them.";
const WHILE_WRITING = "Letters are text. Alt with the letter does what the letter does elsewhere.";

/**
 * @param {HTMLElement} holder
 * @param {import("./desk.js").Desk} desk
 */
export function openKeys(holder, desk) {
  const state = { changing: false, focus: "" };
  const groups = element("div", { class: "key-groups" });
  const said = element("p", { class: "unseen", role: "status" });
  const tips = element("div", { class: "key-tips" });
  const change = button({ text: "Change keys", "aria-pressed": "false", press: () => draw({ changing: !state.changing }) });
  const all = button({ text: "All keys as they came", class: "quiet", press: () => keep({ [mapInForce(desk)]: {} }, "All keys are as they came.") });
  const tour = button({ text: "Show the tour", class: "quiet", press: () => (dialog.close(), desk.emit("tour")) });
  const foot = element("div", { class: "key-foot" }, change, all, element("span", { class: "gap" }), tour);
  const dialog = openDialog(holder, { title: "Keys", body: [choices(), groups, foot, tips, said], close: "Close", kind: "broad keys-sheet" });

  function choices() {
    state.boxes = {};
    const typing = choice(state.boxes, "typing_starts", "Typing starts a note", "Letters begin a note, and commands are signs. Off: letters are commands, N begins a note.", (typing_starts) => keep({ typing_starts }, typing_starts ? "Letters start a note." : "Letters are commands."));
    const prompts = choice(state.boxes, "prompts", "Questions to think with", "One at a time, under the notes.", (on) => keep({ prompts: on }, on ? "Questions are shown." : "Questions are hidden."));
    return element("div", { class: "key-choices" }, typing, prompts);
  }
  async function keep(changes, sentence) {
    try {
      const kept = desk.saveSettings(changes);
      draw();
      await kept;
      said.textContent = sentence;
    } catch (error) {
      if (error.name !== "AbortError") dialog.fail(error.status ? error.message : "The connection was lost. Nothing was changed.");
    }
    draw();
  }
  function draw(changes = {}) {
    Object.assign(state, changes);
    const held = state.focus || groups.getRootNode().activeElement?.dataset?.command; // the rows are made anew
    for (const [name, box] of Object.entries(state.boxes)) box.checked = desk.settings[name];
    const typing = desk.commands.typingStarts;
    change.setAttribute("aria-pressed", String(state.changing));
    all.hidden = !Object.keys(desk.settings[mapInForce(desk)]).length;
    fill(groups, ...groupsOf(desk).map((group) => groupOf(desk, group, state.changing ? changer : null)));
    const writing = [typing ? "While a note is empty" : "While you write", typing ? WHILE_EMPTY : WHILE_WRITING];
    fill(tips, ...[...LISTS, writing].map(([where, how]) => element("p", { class: "hint" }, element("b", { text: where }), " ", how)));
    if (held) groups.querySelector(`[data-command="${held}"]`)?.focus();
    state.focus = "";
  }
  function changer(command) {
    const own = command.name in desk.settings[mapInForce(desk)];
    const label = `Change the key for “${command.label}”`;
    const press = () => openKeyChoice(row(), desk, command, { keep, leave: (sentence) => leave(command, sentence) });
    const row = () => groups.querySelector(`[data-row="${command.name}"]`);
    const back = own && button({ icon: "undo", size: "s", label: `“${command.label}” as it came`, class: "tiny", press: () => ((state.focus = command.name), keep(withoutKey(desk, command), "The key is as it came.")) });
    return [button({ text: "Change", class: "link", "aria-label": label, "data-command": command.name, press }), back];
  }
  function leave(command, sentence) {
    state.focus = command.name;
    draw();
    said.textContent = sentence;
  }
  draw();
}

function choice(boxes, name, text, hint, change) {
  const box = (boxes[name] = element("input", { type: "checkbox", on: { change: () => change(box.checked) } }));
  return element("label", { class: "choice" }, box, element("span", {}, element("b", { text }), " ", element("span", { class: "hint", text: hint })));
}

function groupsOf(desk) {
  const all = [...new Set(desk.commands.all().map((one) => one.group))];
  return [...FIRST.filter((one) => all.includes(one)), ...all.filter((one) => !FIRST.includes(one))];
}

function groupOf(desk, group, changer) {
  const rows = desk.commands.all().filter((one) => one.group === group).map((one) => rowOf(desk, one, changer)).filter(Boolean);
  return rows.length ? element("section", { class: "key-group" }, element("h3", { text: group }), element("dl", { class: changer ? "key-list one" : "key-list" }, ...rows)) : null;
}

function rowOf(desk, command, changer) {
  const key = desk.commands.keyOf(command);
  const anyLetter = command.name === "note.start" && desk.commands.typingStarts;
  if (!key && !anyLetter && !changer) return null;
  const keys = anyLetter ? [element("span", { text: "any letter" })] : key ? shownKey(key).map((part) => element("kbd", { text: part })) : [element("span", { class: "faint", text: "no key" })];
  const may = changer && !command.fixed && !anyLetter;
  return element("div", { "data-row": command.name }, element("dt", {}, ...keys), element("dd", {}, element("span", { text: command.label }), may && changer(command)));
}

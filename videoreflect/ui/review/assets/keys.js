/* The keyboard. Letters start a note, so commands are signs; with that switched off, letters are commands. */

import { isDialogOpen } from "./dialog.js";
import { isChord, isLetter, isTyped } from "./key_names.js";

const FIELDS = "input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea";
const PRESSABLE = "button, a[href], select, input, summary";

/**
 * @param {HTMLElement} root
 * @param {import("./desk.js").Desk} desk its commands say what a key does
 */
export function listenToKeys(root, desk) {
  function onKey(event) {
    const target = event.composedPath()[0];
    if (!desk.ready || !ours(root, target)) return;
    const inside = root.contains(target);
    if (isDialogOpen()) return;
    if (target.matches?.(FIELDS)) return inField(event, target, desk);
    if (!isTyped(event)) return;
    if (inside && target.matches(PRESSABLE) && usedBy(event.key, target)) return;
    const command = desk.commands.at(event);
    if (inside && command?.onNote && onNote(event, target, desk, command)) return;
    if (inside && target.closest(".lines, .lane, .note-list, .chapter-lane, .edge") && movesInList(event.key, target)) return;
    if (command?.run) act(event, command);
    else if (desk.commands.typingStarts && startsNote(event)) desk.commands.get("note.start").run(event); // the letter itself arrives in the field that has the focus now
    stopAtRoot(event, inside);
  }
  window.addEventListener("keydown", onKey, { capture: true, signal: desk.signal });
  // Streamlit listens on the document and cannot see into the shadow root: "r" in a note would run the app again.
  for (const name of ["keydown", "keypress", "keyup"]) root.addEventListener(name, (event) => event.stopPropagation());
}

/** Keys pressed on the page itself or inside the component; not in something laid over it (the sign-in after a lock). */
function ours(root, target) {
  return target === document.body || target === document.documentElement || target === window || root.contains(target) || (target instanceof Element && target.contains(root.getRootNode().host ?? root));
}

/** In the composer: Enter saves, Esc keeps for later; signs are commands only while nothing is written. */
function inField(event, target, desk) {
  if (!target.matches(".composer textarea") || event.isComposing) return;
  const { commands } = desk;
  if (isChord(event)) return chord(event, commands);
  const command = commands.at(event);
  if (!command?.run) return;
  if (command.fixed) return act(event, command);
  if (target.value === "" && command.onEmpty && (!isLetter(commands.keyOf(command)) || /^[0-9]$/.test(event.key))) act(event, command);
}

/** Alt with the key or the letter of a command that belongs to the note: letters alone are text here. */
function chord(event, commands) {
  const key = event.key.toLowerCase();
  const command = commands.all().find((one) => one.onEmpty && ["Notes", "Codes"].includes(one.group) && [commands.keyOf(one), one.letter].includes(key));
  if (command?.run) act(event, command);
}

function onNote(event, target, desk, command) {
  const id = target.closest(".note-list [data-note]")?.dataset.note;
  const note = desk.noteNow(id);
  if (!note || !(note.mine || command.ofOthers)) return false;
  event.preventDefault();
  event.stopPropagation();
  command.onNote(note);
  return true;
}

function act(event, command) {
  event.preventDefault();
  command.run(event);
}

function stopAtRoot(event, inside) {
  if (!inside) event.stopImmediatePropagation();
}

function usedBy(key, target) {
  if (key === "Enter" || key === " ") return true;
  if (target.matches("select")) return key.startsWith("Arrow") || /^[0-9]$/.test(key);
  return target.matches("input[type=range], input[type=radio]") && key.startsWith("Arrow");
}

function movesInList(key, target) {
  if (target.closest(".note-list")) return ["ArrowUp", "ArrowDown"].includes(key);
  if (target.matches(".grip")) return key.startsWith("Arrow");
  if (target.closest(".lane, .chapter-lane, .edge")) return ["ArrowLeft", "ArrowRight"].includes(key);
  return key.startsWith("Arrow") || ["Enter", "Home", "End"].includes(key) || changesLine(key, target.closest(".lines"));
}

/** Keys that change the line they are on; a letter only where somebody came by keys, else it begins a note. */
function changesLine(key, list) {
  return list?.dataset.editable === "yes" && (["Delete", "ContextMenu", "F10"].includes(key) || (["e", "E"].includes(key) && list.dataset.by !== "hand"));
}

function startsNote(event) {
  return !event.isComposing && (event.key === "Dead" || event.key === "Process" || /^[\p{L}\p{N}“"‘'(]$/u.test(event.key));
}

/* Undo and redo of everything that is done to notes in this sitting, without limit. */

import { isDialogOpen } from "./dialog.js";

const FIELDS = "input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";
const OTHERS = ".words, dialog"; // what has an undo of its own, or is in the way

/**
 * One step: what it is called, and how to go each way. Both reject with an error whose message can be shown.
 * @typedef {{name: string, sitting?: Object, undo: () => Promise<void>, redo: () => Promise<void>}} Step
 */

/**
 * @param {import("./desk.js").Desk} desk
 */
export function createHistory(desk) {
  const done = [];
  const undone = [];
  const now = new Map(); // a note that comes back may have another id than it had
  let turn = Promise.resolve();

  /** @param {Step} step something that was just done */
  function did(step) {
    done.push(step);
    undone.length = 0;
    desk.emit("did");
  }
  async function go(from, to, way) {
    const step = from.at(-1);
    if (!step) return desk.emit("told", { text: way === "undo" ? "There is nothing to undo in the notes." : "There is nothing to make again in the notes." });
    try {
      await step[way]();
      from.pop();
      to.push(step);
      desk.emit("went", step);
      desk.emit("told", way === "undo" ? { text: `Undone: ${step.name}.`, back: "redo" } : { text: `Made again: ${step.name}.`, back: "undo" });
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!error.passing) from.pop(); // it can never be done; what lies before it can
      desk.emit("refused", error.passing ? error.message : `“${step.name}” cannot be ${way === "undo" ? "undone" : "made again"}: ${error.message}`);
    }
  }
  /** Undo one step that is not the newest, such as a deletion whose place still shows. */
  async function one(step) {
    const at = done.lastIndexOf(step);
    if (at < 0) return;
    done.splice(at, 1);
    done.push(step);
    await go(done, undone, "undo");
  }
  const inTurn = (from, to, way) => (turn = turn.then(() => go(from, to, way)));
  const idNow = (id) => (now.has(id) ? idNow(now.get(id)) : id);
  return {
    did,
    /** The newest step goes into the next one, if both are of one sitting. */
    joined: (sitting) => done.at(-1)?.sitting === sitting && done.pop(),
    undo: () => inTurn(done, undone, "undo"),
    redo: () => inTurn(undone, done, "redo"),
    undoOne: (step) => (turn = turn.then(() => one(step))),
    /** The step that would be undone next, by name; "" for none. */
    get next() { return done.at(-1)?.name ?? ""; },
    /** The note of this id as it is now. */
    note: (id) => desk.noteNow(idNow(id)),
    idNow,
    /** Whether a step can still be undone. */
    holds: (step) => done.includes(step),
    /** It came back, under this id. */
    cameBack: (id, as) => idNow(id) !== as && now.set(idNow(id), as),
  };
}

/**
 * Ctrl Z and Ctrl Shift Z (or Y) anywhere but in a field, and but in the words, which have their own.
 * @param {HTMLElement} root
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<typeof createHistory>} history
 */
export function listenToUndo(root, desk, history) {
  window.addEventListener("keydown", (event) => {
    if (desk.closed || !(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    const target = event.composedPath()[0];
    const key = event.key.toLowerCase();
    if ((key !== "z" && key !== "y") || !isFree(root, target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (key === "z" && !event.shiftKey) history.undo();
    else history.redo();
  }, { capture: true, signal: desk.signal });
}

function isFree(root, target) {
  if (isDialogOpen()) return false;
  if (target === document.body || target === document.documentElement) return true;
  return root.contains(target) && !target.closest(OTHERS) && !target.matches(FIELDS);
}

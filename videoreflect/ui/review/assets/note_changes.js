/* What is done to notes: add, change, delete; one after the other for each note, and each can be undone. */

import { contentOf, dropNote } from "./desk.js";
import { same } from "./note_merging.js";
import { LOST, ServerError } from "./server.js";

const NAMES = { text: "changing the text", shared: "changing who can open it", talk: "“talk about this”", codes: "changing the labels", state: "done or parked", at_ms: "moving the note", to_ms: "moving the note", regions: "drawing on the picture", voice: "the voice note" };
const GONE = "that note is not there any more.";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./drafts.js").createDrafts>} drafts
 * @param {ReturnType<import("./outbox.js").createOutbox>} outbox
 */
export function createChanges(desk, drafts, outbox) {
  const { history } = desk;
  const turns = new Map();
  const conflicts = new Map();

  /** One thing after the other for each note, whatever came of the one before. */
  function inTurn(id, deed) {
    const turn = (turns.get(id) ?? Promise.resolve()).catch(() => {}).then(deed);
    turns.set(id, turn);
    return turn.finally(() => turns.get(id) === turn && turns.delete(id));
  }
  /** @param {Object} draft a new note, with its id */
  function add(draft) {
    return inTurn(draft.id, async () => {
      const saved = await outbox.add(draft);
      const id = saved?.id ?? draft.id;
      const content = contentOf(saved ?? draft);
      history.did({ name: draft.reply_to ? "the new reply" : "the new note", undo: () => take(id), redo: () => bring(id, content) });
      return saved;
    });
  }
  /**
   * @param {Object} note one of mine
   * @param {Object} changes
   * @param {Object} [base] the note as it was when the change began, if that is longer ago
   * @param {Object} [sitting] what it was before several changes that are one step of undo
   */
  function change(note, changes, base, sitting) {
    return inTurn(note.id, async () => {
      const now = history.note(note.id) ?? note;
      const before = contentOf(base ?? now);
      const saved = await outbox.change(now, changes, base ?? now);
      if (conflicts.has(note.id)) return null;
      const names = Object.keys(changes);
      remember(note.id, sitting ?? picked(before, names), saved ? picked(contentOf(saved), names) : changes, sitting);
      return saved;
    });
  }
  function remember(id, before, after, sitting) {
    if (sitting) history.joined(sitting);
    const name = NAMES[Object.keys(after).find((one) => !same(before[one], after[one]))];
    if (name) history.did({ name, sitting, undo: () => turnBack(id, after, before), redo: () => turnBack(id, before, after) });
  }
  /** Only where nobody changed the same since. */
  async function turnBack(id, expected, wanted) {
    const note = history.note(id);
    if (!note) throw new Error(GONE);
    if (Object.entries(expected).some(([name, value]) => !same(note[name], value))) throw new Error("it was changed since.");
    await inTurn(note.id, () => outbox.change(note, wanted));
  }
  function remove(note) {
    return inTurn(note.id, async () => {
      const now = history.note(note.id) ?? note;
      await removeNow(now);
      const content = contentOf(now);
      const step = { name: note.reply_to ? "deleting the reply" : "deleting the note", undo: () => bring(note.id, content), redo: () => take(note.id) };
      history.did(step);
      return step;
    });
  }
  async function removeNow(note) {
    if (note.saving) throw new ServerError(0);
    try {
      await desk.server.removeNote(note.id);
    } catch (error) {
      if (error.status !== 404) throw error;
    }
    drafts.edit(note.id, null);
    dropNote(desk, note.id);
  }
  async function take(id) {
    const note = history.note(id);
    if (!note) throw new Error(GONE);
    await inTurn(note.id, () => removeNow(note));
  }
  async function bring(id, content) {
    const back = await outbox.add({ ...content, id: history.idNow(id) });
    if (back) history.cameBack(id, back.id);
  }
  outbox.onConflict((theirs, text) => {
    conflicts.set(theirs.id, text);
    drafts.edit(theirs.id, text, 1); // older than anything that was saved, so that it is asked again after a reload
    desk.emit("notes", { only: theirs.id });
    desk.say("You changed this note in another window too. Both texts are kept: choose which one stays.");
  });
  /** @param {"mine"|"theirs"|"both"} which text stays */
  async function choose(note, which) {
    const text = conflicts.get(note.id);
    conflicts.delete(note.id);
    drafts.edit(note.id, null);
    desk.emit("notes", { only: note.id });
    if (which === "theirs") return desk.say("The text of the other window stays.");
    const saved = await change(note, { text: which === "both" ? `${note.text}\n\n${text}` : text });
    desk.say(saved ? "Note saved." : LOST);
  }
  desk.changeNote = async (note, changes, sitting) => {
    const saved = await change(note, changes, undefined, sitting);
    if (!conflicts.has(note.id)) desk.say(saved ? "Note saved." : LOST);
  };
  return { add, change, remove, choose, conflictOf: (id) => conflicts.get(id) };
}

function picked(content, names) {
  return Object.fromEntries(names.map((name) => [name, content[name]]));
}

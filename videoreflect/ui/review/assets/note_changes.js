/* What is done to notes: add, change, delete; one after the other for each note, and each can be undone. */

import { contentOf, dropNote, putNote } from "./desk.js";
import { same } from "./note_merging.js";
import { LOST, ServerError } from "./server.js";

const NAMES = { text: "changing the text", shared: "changing who can open it", talk: "“talk about this”", codes: "changing the labels", state: "done or parked", at_ms: "moving the note", to_ms: "moving the note", regions: "drawing on the picture", voice: "the voice note" };
const GONE = "that note is not there any more.";
const SINCE = "it was changed since.";
const MORE = "You changed this note in another window. It is shown as it is now; delete it once more if it shall go.";

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
      history.did(coming(draft.reply_to ? "the new reply" : "the new note", id, contentOf(saved ?? draft)));
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
    if (Object.entries(expected).some(([name, value]) => !same(note[name], value))) throw new Error(SINCE);
    await inTurn(note.id, () => outbox.change(note, wanted));
  }
  function remove(note) {
    return inTurn(note.id, async () => {
      const now = history.note(note.id) ?? note;
      await removeNow(now, MORE);
      const { undo: redo, redo: undo } = coming("", note.id, contentOf(now));
      const step = { name: note.reply_to ? "deleting the reply" : "deleting the note", undo, redo };
      history.did(step);
      return step;
    });
  }
  async function removeNow(note, sentence) {
    if (note.saving) throw new ServerError(0);
    try {
      await desk.server.removeNote(note.id, note.edited_ms);
    } catch (error) {
      if (error.code === "note-changed") await showTheirs(note, sentence);
      if (error.status !== 404) throw error;
    }
    drafts.edit(note.id, null);
    for (const entry of drafts.unsaved) if (entry.id === note.id) drafts.release(entry);
    dropNote(desk, note.id);
  }
  /** What another window wrote is seen before anything is erased. */
  async function showTheirs({ id }, sentence) {
    const theirs = (await desk.server.notes()).find((note) => note.id === id);
    if (theirs) putNote(desk, theirs);
    throw new Error(sentence);
  }
  /** A note that came: undone it goes as it is then, made again it comes as it went. Words that came later stay. */
  function coming(name, id, content) {
    const undo = async () => {
      const note = history.note(id);
      if (!note) throw new Error(GONE);
      if (!same(note.text, content.text)) throw new Error(SINCE);
      await inTurn(note.id, () => removeNow(note, SINCE));
      content = contentOf(note);
    };
    return { name, undo, redo: () => bring(id, content) };
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
  return { add, change, remove, choose, conflictOf: (id) => conflicts.get(id), letGo: (id) => conflicts.delete(id) };
}

function picked(content, names) {
  return Object.fromEntries(names.map((name) => [name, content[name]]));
}

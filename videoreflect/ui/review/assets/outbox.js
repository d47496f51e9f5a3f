/* Sends notes, and goes on trying when nothing answers. What was refused comes back with the reason. */

import { contentOf, dropNote, putNote } from "./desk.js";
import { newId } from "./new_id.js";
import { merged, same } from "./note_merging.js";

const FIRST_REST = 1000;
const LONGEST_REST = 8000;
const ASKS = 1; // ms; before anything was saved, so that the server says what stands there now

/**
 * What is on its way: `id` of the note, `added` if it is new, `content` as it shall be, `base` as it was when the change
 * began (of a new note: as it was sent first), `was_ms` when that was saved; `waits` for the connection.
 * @typedef {{id: string, added: boolean, content: Object, base: Object|null, was_ms: number|null, waits?: boolean}} Entry
 */

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./drafts.js").createDrafts>} drafts
 */
export function createOutbox(desk, drafts) {
  const state = { turn: 0, rest: FIRST_REST, sending: false, conflict: () => {} };

  /**
   * Save a new note; it is shown at once. Resolves to the saved note, or to null when it waits for the connection.
   * Rejects with ServerError when the server refuses it; then it is gone from the list.
   * @param {Object} draft with or without an id of its own
   */
  async function add(draft) {
    const content = contentOf(draft);
    return send({ id: draft.id ?? newId(), added: true, content, base: content, was_ms: null });
  }
  /**
   * Save a change of my note, beginning from `base`. Resolves as `add`; also to null when both texts have to be shown.
   * @param {Object} note as it is now
   * @param {Object} changes
   * @param {Object} [base] as it was when the change began
   */
  async function change(note, changes, base = note) {
    const waiting = drafts.unsaved.find((entry) => entry.id === note.id);
    const content = { ...(waiting?.content ?? contentOf(note)), ...changes };
    if (waiting?.waits) return again(replaced(waiting, { ...waiting, content }));
    return send({ id: note.id, added: false, content, base: contentOf(base), was_ms: base.edited_ms });
  }
  desk.noteNow = (id) => {
    const note = desk.notes.find((one) => one.id === id);
    const entry = drafts.unsaved.find((one) => one.id === id);
    return note && entry ? { ...note, ...entry.content } : note;
  };
  function replaced(old, entry) {
    drafts.setUnsaved(drafts.unsaved.map((other) => (other === old ? entry : other)));
    return entry;
  }
  async function send(entry) {
    drafts.hold(entry);
    if (entry.added) putNote(desk, expected(entry));
    else desk.emit("notes", { only: entry.id });
    try {
      return await settled(entry);
    } catch (error) {
      if (error.name === "AbortError") throw error; // the draft that was kept at the lock has it
      if (error.passing) return wait(entry);
      giveUp(entry);
      throw error;
    }
  }
  function wait(entry) {
    replaced(entry, { ...entry, waits: true });
    desk.emit("reached", false);
    later();
    return null;
  }
  /** Send it, and take in what came of it. */
  async function settled(entry) {
    const note = await delivered(entry);
    goesOn(entry, note);
    drafts.release(entry);
    state.rest = FIRST_REST;
    desk.emit("reached", true);
    if (!note) return null;
    if (note.id !== entry.id) dropNote(desk, entry.id);
    putNote(desk, note);
    return note;
  }
  const newerOf = (entry) => drafts.unsaved.find((other) => other.id === entry.id && other !== entry);
  /** What was written while it was on its way begins from what arrived, and is joined with it. */
  function goesOn(entry, note) {
    const newer = newerOf(entry);
    if (newer && note) replaced(newer, { ...newer, id: note.id, added: false, base: entry.content, was_ms: ASKS });
  }
  async function delivered(entry) {
    try {
      return await deliver(entry);
    } catch (error) {
      if (error.code !== "note-changed") throw error;
      return afterAnother(entry, error);
    }
  }
  function deliver({ id, added, content, was_ms }) {
    return added ? desk.server.addNote({ ...content, id }) : desk.server.changeNote(id, { ...content, was_ms });
  }
  /** Another window changed it: join both, or show both where they speak of the same. */
  async function afterAnother(entry, error) {
    const theirs = (await desk.server.notes()).find((note) => note.id === entry.id);
    if (!theirs) throw error;
    const { content, both } = merged(entry.base, entry.content, contentOf(theirs));
    if (same(content, contentOf(theirs))) return theirs;
    putNote(desk, theirs);
    if (both) {
      state.conflict(theirs, entry.content.text);
      return null;
    }
    return desk.server.changeNote(entry.id, { ...content, was_ms: theirs.edited_ms });
  }
  function giveUp(entry) {
    drafts.release(entry);
    if (entry.added && !newerOf(entry)) dropNote(desk, entry.id);
    else desk.emit("notes", { only: entry.id });
  }
  function later() {
    clearTimeout(state.turn);
    if (desk.signal.aborted) return;
    state.turn = setTimeout(again, state.rest);
    state.rest = Math.min(LONGEST_REST, state.rest * 2);
  }
  const waiting = () => drafts.unsaved.filter((entry) => entry.waits);
  async function again() {
    if (state.sending || !waiting().length) return null;
    state.sending = true;
    try {
      let saved = false;
      while (waiting().length) saved = (await once(waiting()[0])) || saved;
      if (saved) desk.say("Saved. The connection is back.");
    } catch (error) {
      if (error.name !== "AbortError" && !error.passing) throw error;
    } finally {
      state.sending = false;
    }
    if (waiting().length) later();
    return null;
  }
  /** @returns {Promise<boolean>} whether it is saved */
  async function once(entry) {
    try {
      return Boolean(await settled(entry));
    } catch (error) {
      if (error.name === "AbortError" || error.passing) throw error;
      const stands = drafts.unsaved.includes(entry); // else something newer says it too, or the note was deleted
      giveUp(entry);
      if (stands) comesBack(entry, error);
      return false;
    }
  }
  /** The server answered no: the text becomes a change that was begun, or else a kept draft, with the reason in sight. */
  function comesBack({ id, added, content, was_ms }, error) {
    const isHere = (one) => desk.notes.some((note) => note.id === one);
    if (!added && isHere(id) && drafts.editOf(id) === undefined) drafts.edit(id, content.text, was_ms);
    else drafts.keep({ ...content, id: added ? id : newId(), reply_to: isHere(content.reply_to) ? content.reply_to : "" });
    desk.emit("refused", error.message);
  }
  /** As the list shows a new note until the server has answered. */
  function expected({ id, content }) {
    return { ...content, id, author: desk.review.me.id, mine: true, created_ms: Date.now(), edited_ms: 0, visibility: "private", saving: true };
  }
  function restored() {
    for (const entry of drafts.unsaved) if (entry.added) putNote(desk, expected(entry));
    if (waiting().length) later();
  }
  desk.on("restored", restored);
  desk.signal.addEventListener("abort", () => clearTimeout(state.turn));
  return { add, change, onConflict: (told) => (state.conflict = told) };
}

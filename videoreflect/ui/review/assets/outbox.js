/* Sends notes, and goes on trying when nothing answers. What was refused comes back with the reason. */

import { contentOf, putNote } from "./desk.js";

const FIRST_REST = 1000;
const LONGEST_REST = 8000;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./drafts.js").createDrafts>} drafts
 */
export function createOutbox(desk, drafts) {
  const state = { turn: 0, rest: FIRST_REST, sending: false };

  /**
   * Save a note, new or changed. Resolves to the saved note, or to null when it waits for the connection.
   * Rejects with ServerError when the server refuses it.
   * @param {import("./drafts.js").Draft} draft
   * @param {string|null} [id] of the note that is changed
   */
  async function send(draft, id = null) {
    const entry = { id, content: contentOf(draft) };
    try {
      return arrived(await deliver(entry));
    } catch (error) {
      if (!error.passing) throw error;
      drafts.setUnsaved([...drafts.unsaved.filter((other) => !id || other.id !== id), entry]);
      desk.emit("reached", false);
      later();
      return null;
    }
  }
  function deliver({ id, content }) {
    return id ? desk.server.changeNote(id, content) : desk.server.addNote(content);
  }
  function arrived(note) {
    putNote(desk, note);
    desk.emit("reached", true);
    state.rest = FIRST_REST;
    return note;
  }
  function later() {
    clearTimeout(state.turn);
    if (desk.signal.aborted) return;
    state.turn = setTimeout(again, state.rest);
    state.rest = Math.min(LONGEST_REST, state.rest * 2);
  }
  async function again() {
    if (state.sending || !drafts.unsaved.length) return;
    state.sending = true;
    try {
      const known = await desk.server.notes();
      for (const entry of [...drafts.unsaved]) {
        const note = alreadyThere(known, entry) ?? (await deliver(entry));
        arrived(note);
        drafts.setUnsaved(drafts.unsaved.filter((other) => other !== entry));
      }
      desk.say("Saved. The connection is back.");
    } catch (error) {
      if (error.name !== "AbortError" && !error.passing) refused(error);
    } finally {
      state.sending = false;
    }
    if (drafts.unsaved.length) later();
  }
  /** The server answered no: the text becomes a kept draft, with the reason in sight. */
  function refused(error) {
    const [entry, ...rest] = drafts.unsaved;
    drafts.setUnsaved(rest);
    if (entry.id) drafts.edit(entry.id, entry.content.text);
    else drafts.keep(entry.content);
    desk.emit("refused", error.message);
  }
  desk.on("restored", () => drafts.unsaved.length && later());
  desk.signal.addEventListener("abort", () => clearTimeout(state.turn));
  return { send };
}

/** A save whose answer was lost: the note is there already, and must not come twice. */
function alreadyThere(notes, { id, content }) {
  if (id) return undefined;
  const same = (note) => note.mine && note.at_ms === content.at_ms && note.to_ms === content.to_ms && note.text === content.text.trim();
  return notes.find(same);
}

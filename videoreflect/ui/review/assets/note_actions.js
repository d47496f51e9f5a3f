/* What the buttons and keys of a card do. */

import { asDraft } from "./draft_joining.js";
import { createStrays } from "./note_strays.js";
import { LOST } from "./server.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./drafts.js").createDrafts>} drafts
 * @param {ReturnType<import("./note_changes.js").createChanges>} changes
 * @param {{editing: string|null, replying: string|null, gone: Object|null}} state
 * @param {{draw: () => void, focusOn: (id: string, stop: string) => void, focusGone: () => void, leave: (of: Object, deed: () => void) => void, writesIn: (id: string) => boolean, focusDraft: (draft: Object) => void}} list
 */
export function createNoteActions(desk, drafts, changes, state, list) {
  const { draw, focusOn, focusGone, leave } = list;
  const begun = new Map(); // notes as they were when their change began
  const strays = createStrays(desk, drafts, ended, list);

  const fail = (error) => error.name !== "AbortError" && desk.emit("refused", error.message);
  const set = (what) => {
    Object.assign(state, what);
    draw();
  };
  async function quietly(note, what, sentence) {
    try {
      const saved = await changes.change(note, what);
      if (changes.conflictOf(note.id) === undefined) desk.say(saved ? sentence : LOST);
    } catch (error) {
      fail(error);
    }
  }
  const turnState = (note, name, on, off) => quietly(note, { state: note.state === name ? "" : name }, note.state === name ? off : on);

  function edit(note) {
    begun.set(note.id, note);
    set({ editing: note.id });
  }
  async function save(note, text) {
    const base = begun.get(note.id) ?? note;
    const began = drafts.editBegan(note.id);
    const from = began === null || began === base.edited_ms ? base : { ...base, text: "", edited_ms: began }; // what it was then is not known any more
    const saved = await changes.change(note, { text }, from);
    if (changes.conflictOf(note.id) === undefined) drafts.edit(note.id, null);
    closed(note);
    if (changes.conflictOf(note.id) === undefined) desk.say(saved ? "Note saved." : LOST);
  }
  function ended(id) {
    if (state.editing === id) state.editing = null;
    if (state.replying === id) state.replying = null;
    begun.delete(id);
    changes.letGo(id);
  }
  function closed(note) {
    begun.delete(note.id);
    set({ editing: null });
    focusOn(note.id, "pencil");
  }
  async function remove(note) {
    try {
      const step = await changes.remove(note);
      set({ gone: { note, step } });
      desk.say(`${note.reply_to ? "Reply" : "Note"} deleted. Undo is in its place.`);
      focusGone();
    } catch (error) {
      fail(error);
    }
  }
  desk.on("went", (step) => state.gone?.step === step && leaveRow()); // by Ctrl Z, it is no longer gone
  /** Its row stays until the note is back, so that it can be pressed again where the connection was lost. */
  async function undoGone() {
    const { note, step } = state.gone;
    await desk.history.undoOne(step);
    if (desk.history.holds(step)) return;
    if (state.gone?.step === step) leaveRow();
    focusOn(desk.history.idNow(note.id), "when");
  }
  const leaveRow = () => leave(state.gone, () => set({ gone: null }));
  async function answer(note, text) {
    const { at_ms, to_ms } = note;
    const id = desk.newId();
    drafts.reply(note.id, null);
    set({ replying: null });
    focusOn(note.id, "reply");
    try {
      const saved = await changes.add({ id, at_ms, to_ms, text, quote: "", talk: false, reply_to: note.id, shared: note.shared });
      desk.say(saved ? "Reply saved." : LOST);
    } catch (error) {
      if (error.name === "AbortError") return;
      comesBack(note, text, error);
    }
  }
  /** The words of a reply that was refused go on as a reply that was begun; as a note where its note is gone, or another reply is begun. */
  function comesBack(note, text, error) {
    const free = state.replying !== note.id && drafts.replyOf(note.id) === undefined;
    if (free && desk.notes.some((one) => one.id === note.id)) drafts.reply(note.id, text);
    else drafts.keep(asDraft(note, text));
    fail(error);
    draw();
  }
  const actions = {
    jump: (note) => note.at_ms !== null && desk.player.seek(note.at_ms),
    edit,
    save,
    remove,
    answer,
    undoGone,
    closeGone: leaveRow,
    talk: (note) => quietly(note, { talk: !note.talk }, note.talk ? "No longer to talk about." : "To talk about."),
    done: (note) => turnState(note, "done", "Done.", "No longer done."),
    park: (note) => turnState(note, "parked", "Parked.", "No longer parked."),
    share: (note) => desk.noteSharing.turn(note, (shared) => changes.change(note, { shared })).catch(fail),
    choose: (note, which) => changes.choose(note, which).then(() => focusOn(note.id, "pencil")).catch(fail),
    close: (note) => (drafts.edit(note.id, null), closed(note)),
    keep: (note, text) => drafts.edit(note.id, text, drafts.editBegan(note.id) ?? begun.get(note.id)?.edited_ms ?? note.edited_ms),
    reply: (note) => canAnswer(desk, note) && set({ replying: note.id }),
    keepReply: (note, text) => drafts.reply(note.id, text),
    dropReply: (note) => (drafts.reply(note.id, null), draw(), focusOn(note.id, "reply")),
    stopReply: (note) => (set({ replying: null }), focusOn(note.id, "reply")),
    /** A change that was begun before the page was left is taken up again; replies that were begun say so themselves. */
    restore: () => (strays(true), desk.notes.filter((note) => note.mine && drafts.editOf(note.id) !== undefined).slice(0, 1).forEach(edit)),
  };
  desk.commands.add(
    { name: "note.reply", label: "reply to the note you are on", group: "Notes", key: ":", letter: "r", ofOthers: true, onNote: actions.reply },
    { name: "note.edit", label: "change the note you are on", group: "Notes", key: "F2", letter: "e", onNote: edit },
    { name: "note.done", label: "the note you are on is done", group: "Notes", key: "%", letter: "x", onNote: actions.done },
    { name: "note.park", label: "park the note you are on", group: "Notes", key: "|", letter: "p", onNote: actions.park },
    { name: "note.delete", label: "delete the note you are on", group: "Notes", key: "Delete", onNote: remove },
  );
  return actions;
}

/** Only a note that is saved, and no reply, is answered. */
function canAnswer(desk, note) {
  if (!note.reply_to && !note.saving) return true;
  desk.say(note.reply_to ? "Reply to the note above it." : "The note is not saved yet.");
  return false;
}

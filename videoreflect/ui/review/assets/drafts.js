/* What is written and not saved yet: kept on the server each second, encrypted, and nowhere else. */

import { joined } from "./draft_joining.js";
import { newId } from "./new_id.js";

const EVERY = 1000;

/**
 * @typedef {{id?: string, at_ms: number|null, to_ms: number|null, text: string, quote: string, talk: boolean}} Draft
 */

/**
 * `writing` is in the composer, `kept` was given up for later, `edits` are changes begun on saved notes, `replies` answers
 * begun to notes, both by the id of the note; `line` is the line of the transcript that is being changed; `unsaved` is on
 * its way or could not be sent. Each window keeps its own, so that none writes over another's; one that is opened takes up
 * what all the others had.
 * @param {import("./desk.js").Desk} desk
 */
export function createDrafts(desk) {
  const drafts = { writing: null, kept: [], edits: {}, replies: {}, line: null, unsaved: [] };
  const saving = { turn: 0, last: "null", busy: false, sent: 0 };
  const own = { window: newId(), turn: 0, taken: [] };

  function content() {
    const { writing, kept, edits, replies, line, unsaved } = drafts;
    const some = writing || line || kept.length || unsaved.length || Object.keys(edits).length || Object.keys(replies).length;
    return some ? { writing, kept, edits, replies, line, unsaved } : null;
  }
  /** As it is sent; `turn` tells other windows whether it is still what they took up. */
  function body() {
    const now = content();
    return { content: now && { ...now, turn: ++own.turn }, window: own.window, taken: own.taken };
  }
  function touched() {
    if (saving.turn) return;
    saving.turn = setTimeout(() => {
      saving.turn = 0;
      send(false);
    }, Math.max(0, EVERY - (Date.now() - saving.sent)));
  }
  async function send(leaving) {
    const now = content();
    const text = JSON.stringify(now);
    const perhapsTaken = leaving && now && own.turn; // by another window that was opened since, and let go there
    if (text === saving.last && !perhapsTaken) return;
    if (saving.busy && !leaving) return touched();
    Object.assign(saving, { busy: true, sent: Date.now() });
    const sent = body();
    try {
      await desk.server.keepDraft(sent, leaving);
      saving.last = text;
      own.taken = own.taken.filter((one) => !sent.taken.includes(one));
      desk.emit("reached", true);
    } catch (error) {
      if (error.passing) desk.emit("reached", false);
      if (error.passing) touched();
      else if (error.name !== "AbortError") refused(text, error);
    } finally {
      saving.busy = false;
    }
    if (!leaving && JSON.stringify(content()) !== text) touched();
  }
  /** Said once for each text: it stays on the screen, and the next change is tried again. */
  function refused(text, error) {
    saving.last = text;
    desk.emit("refused", error.message);
  }
  function set(change) {
    Object.assign(drafts, change);
    touched();
    desk.emit("drafts");
  }
  function put(name, id, value) {
    const { [id]: _, ...rest } = drafts[name];
    drafts[name] = value === null ? rest : { ...rest, [id]: value };
    touched();
  }
  const without = (entry) => drafts.unsaved.filter((other) => other.id !== entry.id);
  return {
    body,
    content,
    get writing() { return drafts.writing; },
    get kept() { return drafts.kept; },
    get line() { return drafts.line; },
    get unsaved() { return drafts.unsaved; },
    editOf: (id) => drafts.edits[id]?.text,
    editBegan: (id) => drafts.edits[id]?.was_ms ?? null,
    replyOf: (id) => drafts.replies[id],
    /** The notes on which something is begun, by id. */
    get begun() { return [...new Set([...Object.keys(drafts.edits), ...Object.keys(drafts.replies)])]; },
    /** @param {Draft|null} draft */
    write(draft) {
      drafts.writing = draft;
      touched();
    },
    /** @param {{id: string|null, put: boolean, text: string}|null} line `put`: it is put in after the line of that id */
    keepLine(line) {
      drafts.line = line;
      touched();
    },
    keep: (draft) => set({ kept: [...drafts.kept, draft] }),
    drop: (draft) => set({ kept: drafts.kept.filter((other) => other !== draft) }),
    setUnsaved: (unsaved) => set({ unsaved }),
    /** On its way: kept without a word, in case the page ends before the answer. */
    hold(entry) {
      drafts.unsaved = [...without(entry), entry];
      touched();
    },
    /** It arrived, or was refused; what was written in its place meanwhile stays. */
    release(entry) {
      drafts.unsaved = drafts.unsaved.filter((other) => other !== entry);
      touched();
    },
    edit: (id, text, was_ms = null) => put("edits", id, text === null ? null : { text, was_ms }),
    reply: (id, text) => put("replies", id, text || null),
    /** @param {Object<string, Object>} kept what the server had kept of each window */
    restore(kept) {
      own.taken = Object.entries(kept).map(([window, { turn = null }]) => ({ window, turn }));
      Object.assign(drafts, joined(Object.values(kept), (id) => desk.notes.find((note) => note.id === id)));
      saving.last = JSON.stringify(content());
      desk.emit("drafts");
    },
    flush: (leaving = false) => {
      clearTimeout(saving.turn);
      saving.turn = 0;
      return send(leaving);
    },
  };
}

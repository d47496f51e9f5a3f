/* What is written and not saved yet: kept on the server each second, encrypted, and nowhere else. */

const EVERY = 1000;

/**
 * @typedef {{id?: string, at_ms: number|null, to_ms: number|null, text: string, quote: string, talk: boolean}} Draft
 */

/**
 * `writing` is in the composer, `kept` was given up for later, `edits` are changes begun on saved notes, `replies` answers
 * begun to notes, both by the id of the note; `line` is the line of the transcript that is being changed; `unsaved` is on
 * its way or could not be sent.
 * @param {import("./desk.js").Desk} desk
 */
export function createDrafts(desk) {
  const drafts = { writing: null, kept: [], edits: {}, replies: {}, line: null, unsaved: [] };
  const saving = { turn: 0, last: "null", busy: false, sent: 0 };

  function content() {
    const { writing, kept, edits, replies, line, unsaved } = drafts;
    const some = writing || line || kept.length || unsaved.length || Object.keys(edits).length || Object.keys(replies).length;
    return some ? { writing, kept, edits, replies, line, unsaved } : null;
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
    if (text === saving.last || (saving.busy && !leaving)) return saving.busy && text !== saving.last && touched();
    Object.assign(saving, { busy: true, sent: Date.now() });
    try {
      await desk.server.keepDraft(now, leaving);
      saving.last = text;
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
    content,
    get writing() { return drafts.writing; },
    get kept() { return drafts.kept; },
    get line() { return drafts.line; },
    get unsaved() { return drafts.unsaved; },
    editOf: (id) => drafts.edits[id]?.text,
    editBegan: (id) => drafts.edits[id]?.was_ms ?? null,
    replyOf: (id) => drafts.replies[id],
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
    /** It arrived, or was refused. */
    release(entry) {
      drafts.unsaved = without(entry);
      touched();
    },
    edit: (id, text, was_ms = null) => put("edits", id, text === null ? null : { text, was_ms }),
    reply: (id, text) => put("replies", id, text || null),
    /** @param {Object|null} kept what the server had kept */
    restore(kept) {
      saving.last = JSON.stringify(kept ?? null);
      if (kept) Object.assign(drafts, restored(kept));
      desk.emit("drafts");
    },
    flush: (leaving = false) => {
      clearTimeout(saving.turn);
      saving.turn = 0;
      return send(leaving);
    },
  };
}

function restored({ writing = null, kept = [], edits = {}, replies = {}, line = null, unsaved = [] }) {
  const texts = Object.entries(edits).map(([id, edit]) => [id, typeof edit === "string" ? { text: edit, was_ms: null } : edit]);
  // What was on its way when the page ended waits now: sent again with its id, it comes once.
  const waiting = unsaved.filter((entry) => entry.id).map((entry) => ({ ...entry, waits: true }));
  const older = unsaved.filter((entry) => !entry.id).map((entry) => entry.content);
  return { writing, kept: [...kept, ...older], edits: Object.fromEntries(texts), replies, line, unsaved: waiting };
}

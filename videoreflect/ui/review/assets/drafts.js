/* What is written and not saved yet: kept on the server each second, encrypted, and nowhere else. */

const EVERY = 1000;

/**
 * @typedef {{at_ms: number|null, to_ms: number|null, text: string, quote: string, talk: boolean}} Draft
 */

/**
 * `writing` is in the composer, `kept` was given up for later, `edits` are changes begun on saved notes,
 * `unsaved` could not be sent.
 * @param {import("./desk.js").Desk} desk
 */
export function createDrafts(desk) {
  const drafts = { writing: null, kept: [], edits: {}, unsaved: [] };
  const saving = { turn: 0, last: "null", busy: false, sent: 0 };

  function content() {
    const some = drafts.writing || drafts.kept.length || drafts.unsaved.length || Object.keys(drafts.edits).length;
    return some ? { writing: drafts.writing, kept: drafts.kept, edits: drafts.edits, unsaved: drafts.unsaved } : null;
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
    } finally {
      saving.busy = false;
    }
    if (!leaving && JSON.stringify(content()) !== text) touched();
  }
  function set(change) {
    Object.assign(drafts, change);
    touched();
    desk.emit("drafts");
  }
  return {
    content,
    get writing() { return drafts.writing; },
    get kept() { return drafts.kept; },
    get unsaved() { return drafts.unsaved; },
    editOf: (id) => drafts.edits[id],
    /** @param {Draft|null} draft */
    write(draft) {
      drafts.writing = draft;
      touched();
    },
    keep: (draft) => set({ kept: [...drafts.kept, draft] }),
    drop: (draft) => set({ kept: drafts.kept.filter((other) => other !== draft) }),
    setUnsaved: (unsaved) => set({ unsaved }),
    edit(id, text) {
      const { [id]: _, ...rest } = drafts.edits;
      drafts.edits = text === null ? rest : { ...rest, [id]: text };
      touched();
    },
    /** @param {Object|null} kept what the server had kept */
    restore(kept) {
      saving.last = JSON.stringify(kept ?? null);
      if (kept) Object.assign(drafts, { writing: kept.writing ?? null, kept: kept.kept ?? [], edits: kept.edits ?? {}, unsaved: kept.unsaved ?? [] });
      desk.emit("drafts");
    },
    flush: (leaving = false) => {
      clearTimeout(saving.turn);
      saving.turn = 0;
      return send(leaving);
    },
  };
}

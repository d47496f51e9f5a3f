/* Words begun on a note that is gone, as from another window: they become a kept draft, in sight. */

import { asDraft } from "./draft_joining.js";

const TOLD = "A note that you were writing on is gone. Your words are kept as a draft.";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./drafts.js").createDrafts>} drafts
 * @param {(id: string) => void} ended nothing is written in this note any more
 * @param {{writesIn: (id: string) => boolean, focusDraft: (draft: Object) => void}} list
 */
export function createStrays(desk, drafts, ended, { writesIn, focusDraft }) {
  let before = new Map();

  /** @param {boolean} whole all notes were fetched: also one that was never seen here is gone */
  function look(whole) {
    const here = new Map(desk.notes.map((note) => [note.id, note]));
    const gone = drafts.begun.filter((id) => !here.has(id) && (whole || before.has(id)));
    for (const id of gone) keep(id);
    before = here;
  }
  function keep(id) {
    const held = writesIn(id);
    const texts = [drafts.editOf(id), drafts.replyOf(id)].filter((text) => text?.trim());
    drafts.edit(id, null);
    drafts.reply(id, null);
    ended(id);
    const made = texts.map((text) => asDraft(before.get(id), text));
    for (const draft of made) drafts.keep(draft);
    if (!made.length) return;
    desk.emit("told", { text: TOLD });
    if (held) focusDraft(made[0]);
  }
  desk.on("notes", (detail) => look(!detail));
  return look;
}

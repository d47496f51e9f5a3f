/* What several windows were writing, as one: nothing is left out that is said nowhere else. */

import { newId } from "./new_id.js";
import { same } from "./note_merging.js";

/**
 * What is written about a note that it can no longer stand with, as a draft of its own.
 * @param {Object|undefined} note
 * @param {string} text
 */
export function asDraft(note, text) {
  return { id: newId(), at_ms: note?.at_ms ?? null, to_ms: note?.to_ms ?? null, text, quote: "", talk: false, codes: [], regions: [] };
}

/**
 * @param {Object[]} contents as `drafts.content` gives them, of each window; there may be none
 * @param {(id: string) => Object|undefined} noteOf
 * @returns {Object} one content; `writing` and `line` are those of the first window that has one
 */
export function joined(contents, noteOf) {
  const all = contents.map(restored);
  const writing = all.find((one) => one.writing)?.writing ?? null;
  const [line = null, ...lines] = all.map((one) => one.line).filter(Boolean);
  const whole = { writing, kept: [], edits: {}, replies: {}, line, unsaved: [] };
  const keep = (draft) => (whole.kept = withDraft(whole.kept, draft));
  for (const { unsaved } of all) for (const entry of unsaved) takeUnsaved(whole, entry, keep);
  for (const { edits } of all) for (const [id, edit] of Object.entries(edits)) take(whole.edits, id, edit, (one) => one.text, () => keep(asDraft(noteOf(id), edit.text)));
  for (const { replies } of all) for (const [id, text] of Object.entries(replies)) take(whole.replies, id, text, (one) => one, () => keep(asDraft(noteOf(id), text)));
  for (const { text } of lines) if (!same(text, line.text)) keep(asDraft(undefined, text));
  const drafts = all.flatMap((one) => [...one.kept, one.writing]).filter((one) => one && one !== writing);
  const [first = null, ...kept] = [writing, ...drafts].filter(Boolean).reduce(withDraft, []);
  if (writing) return { ...whole, writing: first, kept: [...kept, ...whole.kept] };
  return { ...whole, kept: [first, ...kept, ...whole.kept].filter(Boolean) };
}

function take(known, id, value, textOf, otherwise) {
  if (known[id] === undefined) known[id] = value;
  else if (!same(textOf(known[id]), textOf(value))) otherwise();
}

function takeUnsaved(whole, entry, keep) {
  const known = whole.unsaved.find((one) => one.id === entry.id);
  if (!known) whole.unsaved.push(entry);
  else if (!same(known.content.text, entry.content.text)) keep({ ...entry.content, id: newId() });
}

/** The same draft may be there in an earlier form: the one that says all counts, and both where neither does. */
function withDraft(drafts, draft) {
  const at = drafts.findIndex((one) => one.id !== undefined && one.id === draft.id);
  if (at < 0) return [...drafts, draft];
  if (saysAll(drafts[at], draft)) return drafts;
  if (saysAll(draft, drafts[at])) return drafts.map((one, place) => (place === at ? draft : one));
  return [...drafts, { ...draft, id: newId() }];
}

function saysAll(one, other) {
  return one.text.startsWith(other.text) && same({ ...one, text: "" }, { ...other, text: "" });
}

function restored({ writing = null, kept = [], edits = {}, replies = {}, line = null, unsaved = [] }) {
  const texts = Object.entries(edits).map(([id, edit]) => [id, typeof edit === "string" ? { text: edit, was_ms: null } : edit]);
  // What was on its way when the page ended waits now: sent again with its id, it comes once.
  const waiting = unsaved.filter((entry) => entry.id).map((entry) => ({ ...entry, waits: true }));
  const older = unsaved.filter((entry) => !entry.id).map((entry) => entry.content);
  return { writing, kept: [...kept, ...older], edits: Object.fromEntries(texts), replies, line, unsaved: waiting };
}

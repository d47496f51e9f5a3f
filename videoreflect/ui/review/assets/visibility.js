/* Who can open a note now: an icon and a word. */

import { idOf, personOf } from "./marks.js";

/**
 * @param {Object} review
 * @param {{visibility: string, mine?: boolean, author?: string}} note
 * @returns {{icon: string, word: string, hint: string}}
 */
export function visibilityOf(review, note) {
  if (note.visibility === "open") return { icon: "book", word: "Released", hint: "Open to both of you." };
  if (note.visibility === "shared") return { icon: "eye", word: "Shared now", hint: sharedHint(review, note) };
  if (note.visibility === "waiting") return { icon: "clock", word: "Waiting", hint: `You are ready. It opens when ${partnersOf(review)} is ready too.` };
  return { icon: "lock", word: "Private", hint: "Only you can open this." };
}

function sharedHint(review, note) {
  if (note.mine === false) return `${personOf(review, note.author).first_name} opened this to you before you are both ready.`;
  return review.readiness.others.length ? `${partnersOf(review)} can open this now.` : "Whoever you share this lesson with can open this at once.";
}

/**
 * What a note written now will be.
 * @param {Object} review
 * @param {{shared?: boolean}} [draft]
 */
export function visibilityOfNew(review, draft = {}) {
  const { mine_ms, others } = review.readiness;
  const released = mine_ms !== null && others.some((other) => other.revealed);
  if (draft.shared && !released) return { ...visibilityOf(review, { visibility: "shared" }), hint: `${partnersOf(review)} can open it as soon as it is there.` };
  if (mine_ms === null) return visibilityOf(review, { visibility: "private" });
  return visibilityOf(review, { visibility: released ? "open" : "waiting" });
}

/**
 * "Gwyn", or "Gwyn and Ada": the people on the other side.
 * @param {Object} review
 * @returns {string}
 */
export function partnersOf(review) {
  const names = review.readiness.others.map((other) => personOf(review, idOf(other.person)).first_name);
  return names.length ? new Intl.ListFormat("en-GB").format(names) : "your partner";
}

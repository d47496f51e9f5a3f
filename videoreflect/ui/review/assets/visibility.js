/* Who can open a note now: an icon and a word. */

import { idOf, personOf } from "./marks.js";

/**
 * @param {Object} review
 * @param {{visibility: string}} note
 * @returns {{icon: string, word: string, hint: string}}
 */
export function visibilityOf(review, note) {
  if (note.visibility === "open") return { icon: "book", word: "Released", hint: "Open to both of you." };
  if (note.visibility === "waiting") return { icon: "clock", word: "Waiting", hint: `You are ready. It opens when ${partnersOf(review)} is ready too.` };
  return { icon: "lock", word: "Private", hint: "Only you can open this." };
}

/**
 * What a note written now will be.
 * @param {Object} review
 */
export function visibilityOfNew(review) {
  const { mine_ms, others } = review.readiness;
  if (mine_ms === null) return visibilityOf(review, { visibility: "private" });
  return visibilityOf(review, { visibility: others.some((other) => other.revealed) ? "open" : "waiting" });
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

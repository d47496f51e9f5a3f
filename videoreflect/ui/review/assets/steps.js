/* Where a lesson is: reflect alone, share, both ready, talk; and what comes next. */

import { idOf, personOf } from "./marks.js";

export const STEPS = ["Reflect alone", "Share", "Both ready", "Talk"];

/**
 * Which steps are done, and which one is now.
 * @param {Object} review
 * @returns {("done"|"now"|"ahead")[]}
 */
export function stateOfSteps(review) {
  const { mine_ms, others } = review.readiness;
  const shared = !review.lesson.mine || review.shared.length > 0;
  const open = others.length > 0 && others.some((other) => other.revealed);
  if (open) return ["done", "done", "done", "now"];
  if (mine_ms !== null) return ["done", "done", "now", "ahead"];
  return shared ? ["now", "done", "ahead", "ahead"] : ["now", "ahead", "ahead", "ahead"];
}

/**
 * The one next step: `kind` is share, ready, wait or talk.
 * @param {Object} review
 * @returns {{kind: string, words: string, locked: boolean}}
 */
export function nextStep(review) {
  const { mine_ms, others, may_say } = review.readiness;
  if (others.some((other) => other.revealed)) return { kind: "talk", words: "Start the talk", locked: false };
  if (review.lesson.mine && review.shared.length === 0) return { kind: "share", words: shareWords(review), locked: !review.actions.share.allowed };
  if (mine_ms === null) return { kind: "ready", words: "I am ready", locked: !may_say };
  const names = others.filter((other) => other.ready_ms === null).map((other) => personOf(review, idOf(other.person)).first_name);
  return { kind: "wait", words: names.length ? `Waiting for ${new Intl.ListFormat("en-GB").format(names)}` : "Waiting", locked: false };
}

function shareWords(review) {
  return review.share_candidates.length === 1 ? `Share with ${review.share_candidates[0].first_name}` : "Share";
}

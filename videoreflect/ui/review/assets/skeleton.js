/* What stands there while a lesson opens: the places of things, quietly, instead of a white page. */

import { element } from "./element.js";

const BLOCKS = ["bar", "picture", "row", "composer", "words", "notes", "timeline"];
const LINES = 7;

/**
 * @param {Node} holder
 * @returns {{show: () => void, end: () => void}}
 */
export function createSkeleton(holder) {
  const lines = () => Array.from({ length: LINES }, (_, n) => element("i", { class: `w${n % 4}` }));
  const blocks = BLOCKS.map((name) => element("div", { class: `block ${name}` }, ...(name === "words" || name === "notes" ? lines() : [])));
  const root = element("div", { class: "skeleton", hidden: true }, element("p", { class: "unseen", role: "status", text: "The lesson is being opened." }), ...blocks);
  holder.append(root);
  return {
    show: () => (root.hidden = false),
    end: () => root.remove(),
  };
}

/* Which words of a text are others: shown as taken out and put in, not by colour alone. */

import { element } from "./element.js";

const MOST = 400; // words: beyond that the two texts are shown whole

/**
 * @param {string} before
 * @param {string} after
 * @param {"both"|"before"|"after"} [side] what to show: one text with what differs in it, or both in one
 * @returns {(string|HTMLElement)[]}
 */
export function changedWords(before, after, side = "both") {
  const [old, fresh] = [before, after].map((text) => text.trim().split(/\s+/).filter(Boolean));
  if (Math.max(old.length, fresh.length) > MOST) return [side === "before" ? before : after];
  const kept = longest(old, fresh);
  const pieces = [];
  let [i, j] = [0, 0];
  for (const [nextOld, nextNew] of [...kept, [old.length, fresh.length]]) {
    if (nextOld > i && side !== "after") pieces.push(element("del", { text: old.slice(i, nextOld).join(" ") }), " ");
    if (nextNew > j && side !== "before") pieces.push(element("ins", { text: fresh.slice(j, nextNew).join(" ") }), " ");
    if (nextNew < fresh.length) pieces.push(`${fresh[nextNew]} `);
    [i, j] = [nextOld + 1, nextNew + 1];
  }
  return pieces;
}

/** The longest row of words that both have, as pairs of places. */
function longest(old, fresh) {
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) for (let j = fresh.length - 1; j >= 0; j -= 1) table[i][j] = old[i] === fresh[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  const found = [];
  for (let i = 0, j = 0; i < old.length && j < fresh.length; ) {
    if (old[i] === fresh[j]) found.push([i++, j++]);
    else if (table[i + 1][j] >= table[i][j + 1]) i += 1;
    else j += 1;
  }
  return found;
}

/* Codes as the lanes need them: by label, in the order of the codebooks. */

import { codesOf, unknownCode } from "./code_book.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {string} ref "book/code"
 * @returns {import("./code_book.js").Code}
 */
export function codeOf(desk, ref) {
  return desk.codeOf?.(ref) ?? unknownCode(ref);
}

/**
 * The codes that stand on notes, in the order of the codebooks in use, then the others.
 * @param {import("./desk.js").Desk} desk
 * @param {Object[]} notes
 * @returns {import("./code_book.js").Code[]}
 */
export function codesIn(desk, notes) {
  const used = new Set(notes.flatMap((note) => note.codes ?? []));
  const known = desk.codebooks.flatMap(codesOf).filter(({ ref }) => used.delete(ref));
  return [...known, ...[...used].sort().map((ref) => codeOf(desk, ref))];
}

/* Codes as the lanes need them: by label, in the order of the codebooks, with a colour. */

import { codesOf, unknownCode } from "./code_book.js";
import { element } from "./element.js";

const COLOURS = 10;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {string} ref "book/code"
 * @returns {import("./code_book.js").Code}
 */
export function codeOf(desk, ref) {
  return desk.codeOf?.(ref) ?? unknownCode(ref);
}

/**
 * The colour of a code as a CSS value; from the 11th the colours come again, and the letters decide.
 * @param {{colour: number}} code
 */
export function codeColour({ colour }) {
  return colour ? `var(--c${((colour - 1) % COLOURS) + 1})` : "var(--muted)";
}

/**
 * A small square in the colour of a code.
 * @param {{colour: number}} code
 * @returns {HTMLElement}
 */
export function swatchOf(code) {
  const made = element("i", { class: code.colour > COLOURS ? "swatch open" : "swatch", "aria-hidden": "true" });
  made.style.setProperty("--code", codeColour(code));
  return made;
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

/* A code by its path: as its codebook has it, or as well as can be told where that book is not in use here. */

import { element } from "./element.js";

const COLOURS = 10;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {string} path "book/code"
 * @returns {{path: string, name: string, letters: string, colour: number}} colour 0 where nobody knows it
 */
export function codeOf(desk, path) {
  const [bookId, id] = path.split("/");
  const code = desk.codebooks.find((book) => book.id === bookId)?.codes.find((one) => one.id === id);
  if (code) return { path, name: code.name, letters: code.letters, colour: code.colour };
  return { path, name: (id ?? path).replaceAll("-", " "), letters: (id ?? path).slice(0, 2).toUpperCase(), colour: 0 };
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
 * The codes that stand on notes, in the order of the codebooks, then those nobody knows.
 * @param {import("./desk.js").Desk} desk
 * @param {Object[]} notes
 * @returns {ReturnType<typeof codeOf>[]}
 */
export function codesIn(desk, notes) {
  const used = new Set(notes.flatMap((note) => note.codes ?? []));
  const known = desk.codebooks.flatMap((book) => book.codes.map((code) => `${book.id}/${code.id}`)).filter((path) => used.delete(path));
  return [...known, ...[...used].sort()].map((path) => codeOf(desk, path));
}

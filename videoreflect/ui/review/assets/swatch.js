/* The colour of a code: a small square, open from the 11th colour on, when the colours come again. */

import { element } from "./element.js";

const COLOURS = 10;

/**
 * The colour of a code as a CSS value.
 * @param {{colour: number}} code
 */
export function codeColour({ colour }) {
  return colour ? `var(--c${((colour - 1) % COLOURS) + 1})` : "var(--muted)";
}

/**
 * A small square in the colour of a code; with a dashed line for a code that no codebook has.
 * @param {{colour: number}} code
 * @returns {HTMLElement}
 */
export function swatch(code) {
  const made = element("i", { "aria-hidden": "true" });
  paint(made, code);
  return made;
}

/**
 * Give such a square another colour.
 * @param {HTMLElement} made
 * @param {{colour: number}} code
 */
export function paint(made, code) {
  made.className = code.colour > COLOURS ? "swatch open" : code.colour ? "swatch" : "swatch none";
  made.style.setProperty("--k", codeColour(code));
}

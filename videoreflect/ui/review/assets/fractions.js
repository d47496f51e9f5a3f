/* Fractions in titles: the typeface has ¼, ½ and ¾ only, and sets the others from their figures. */

import { element } from "./element.js";

const FIGURES = { "⅐": "1/7", "⅑": "1/9", "⅓": "1/3", "⅔": "2/3", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8" };

/**
 * The parts of a title, each fraction that the typeface lacks in a span of its own.
 * @param {string} text
 * @returns {(string|HTMLElement)[]}
 */
export function titled(text) {
  return text.split(/([⅐-⅞])/u).map((part) => (FIGURES[part] ? element("span", { class: "frac", text: FIGURES[part] }) : part));
}

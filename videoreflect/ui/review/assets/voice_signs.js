/* Who speaks, at a glance: a chip where the speaker changes, with name and shape, so that the colour is not needed. */

import { drawn, element } from "./element.js";

const COLOURS = 10;
const SHAPES = ["M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1z", "M1.5 1.5h9v9h-9z", "M6 .5l5.5 10.5H.5z", "M6 0l6 6-6 6-6-6z"];

/**
 * The names of all who speak, in the order in which they first do; it decides colour and shape.
 * @param {{voice: string}[]} lines
 * @returns {string[]}
 */
export function voiceNames(lines) {
  return [...new Set(lines.map((line) => line.voice).filter(Boolean))];
}

/**
 * The sign of a voice: one of ten colours and one of four shapes.
 * @param {string} name
 * @param {string[]} names
 */
export function signOf(name, names) {
  const at = Math.max(0, names.indexOf(name));
  const path = drawn("path", { d: SHAPES[at % SHAPES.length] });
  path.style.fill = `var(--c${(at % COLOURS) + 1})`;
  return drawn("svg", { viewBox: "0 0 12 12", class: "mark", "aria-hidden": "true" }, path);
}

/**
 * What stands over a line: who speaks, if it is somebody else than before.
 * @param {Object} line
 * @param {Object|undefined} before
 * @param {string[]} names
 */
export function chipOf(line, before, names) {
  if (!line.voice || line.voice === before?.voice) return null;
  const label = `${line.voice} speaks. Who speaks here?`;
  return element("button", { type: "button", class: "speaker-chip", tabindex: "-1", "aria-label": label, title: "Who speaks here?", "aria-haspopup": "dialog" }, signOf(line.voice, names), element("span", { text: line.voice }));
}

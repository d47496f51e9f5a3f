/* What lies in a lane: shapes for moments, bars for ranges, letters for codes. What is too near becomes one, with a count. */

import { moment } from "./clock.js";
import { codeOf } from "./code_lookup.js";
import { element } from "./element.js";
import { personOf, shapeOf } from "./marks.js";
import { swatch } from "./swatch.js";

const CLOSE = 12; // pixels; nearer marks become one with a count
const CLOSE_LETTERS = 38;
const NARROWEST_BAR = 16;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Object[]} notes of one lane, in order of time, with `at_ms`
 * @param {{from: number, to: number, x: (ms: number) => number}} view
 * @param {(cluster: Object[]) => void} open
 * @returns {HTMLElement[]}
 */
export function marksOf(desk, notes, view, open) {
  const seen = inView(notes, view);
  const isBar = (note) => note.to_ms !== null && view.x(note.to_ms) - view.x(note.at_ms) >= NARROWEST_BAR;
  const bars = seen.filter(isBar).map((note) => barOf(note, view.x, open));
  const points = clusters(seen.filter((note) => !isBar(note)), view.x, CLOSE);
  return [...bars, ...points.map((cluster) => pointOf(desk, cluster, view.x, open))];
}

/**
 * The codes of all notes in one lane, as swatch and letters.
 * @param {import("./desk.js").Desk} desk
 * @param {Object[]} notes
 * @param {{from: number, to: number, x: (ms: number) => number}} view
 * @param {(cluster: Object[]) => void} open
 * @returns {HTMLElement[]}
 */
export function lettersOf(desk, notes, view, open) {
  return clusters(inView(notes, view), view.x, CLOSE_LETTERS).map((cluster) => chipOf(desk, cluster, view.x, open));
}

function inView(notes, { from, to }) {
  return notes.filter((note) => (note.to_ms ?? note.at_ms) >= from - 1000 && note.at_ms <= to + 1000);
}

function clusters(notes, x, close) {
  const groups = [];
  for (const note of notes) {
    const group = groups.at(-1);
    if (group && x(note.at_ms) - x(group.at(-1).at_ms) < close) group.push(note);
    else groups.push([note]);
  }
  return groups;
}

function pointOf(desk, cluster, x, open) {
  const [first] = cluster;
  const many = cluster.length > 1;
  const talk = cluster.some((note) => note.talk);
  const name = nameOfAll(cluster);
  const mark = element("button", { type: "button", class: `point${talk ? " talk" : ""}${many ? " many" : ""}`, tabindex: "-1", "aria-label": name, title: name, "data-note": first.id }, shapeOf(personOf(desk.review, first.author)));
  if (many) mark.append(element("span", { text: String(cluster.length) }));
  mark.style.left = `${((x(first.at_ms) + x(cluster.at(-1).at_ms)) / 2).toFixed(1)}px`;
  mark.addEventListener("click", () => open(cluster));
  return mark;
}

function barOf(note, x, open) {
  const bar = element("button", { type: "button", class: note.talk ? "bar-mark talk" : "bar-mark", tabindex: "-1", "aria-label": nameOf(note), title: nameOf(note), "data-note": note.id });
  bar.style.left = `${x(note.at_ms).toFixed(1)}px`;
  bar.style.width = `${(x(note.to_ms) - x(note.at_ms)).toFixed(1)}px`;
  bar.addEventListener("click", () => open([note]));
  return bar;
}

function chipOf(desk, cluster, x, open) {
  const [first] = cluster;
  const codes = [...new Set(cluster.flatMap((note) => note.codes))].map((ref) => codeOf(desk, ref));
  const name = `${codes.slice(0, 6).map((code) => code.name).join(", ")}. ${nameOfAll(cluster)}`;
  const rest = codes.length + cluster.length - 2;
  const mark = element("button", { type: "button", class: "point code-mark", tabindex: "-1", "aria-label": name, title: name, "data-note": first.id }, swatch(codes[0]), element("span", { text: codes[0].letters }));
  if (rest > 0) mark.append(element("small", { text: `+${rest}` }));
  mark.style.left = `${x(first.at_ms).toFixed(1)}px`;
  mark.addEventListener("click", () => open(cluster));
  return mark;
}

function nameOfAll(cluster) {
  return cluster.length > 1 ? `${cluster.length} notes from ${moment(cluster[0].at_ms)}` : nameOf(cluster[0]);
}

function nameOf(note) {
  const text = note.text.length > 80 ? `${note.text.slice(0, 79)}…` : note.text;
  return `${moment(note.at_ms, note.to_ms)}${note.talk ? ", to talk about" : ""}: ${text}`;
}

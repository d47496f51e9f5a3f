/* How often which code stands on whose notes. Of hidden notes nothing is known here, so nothing is counted. */

import { hintOf } from "./code_book.js";
import { element } from "./element.js";
import { icon } from "./icons.js";
import { colourOf, idOf, lanePeople, personOf, shapeOf } from "./marks.js";
import { swatch } from "./swatch.js";

/**
 * People whose notes may be seen here, the owner first.
 * @param {import("./desk.js").Desk} desk
 */
export function openPeople(desk) {
  const sealed = new Set(desk.review.readiness.others.filter((other) => !other.revealed).map((other) => idOf(other.person)));
  const writing = new Set(desk.notes.map((note) => note.author));
  return lanePeople(desk.review).filter((person) => !sealed.has(person.id) || writing.has(person.id));
}

/**
 * The codes on the notes that are shown, in the order of the codebooks; what is in no codebook comes last.
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./codes.js").createCodes>} codes
 * @returns {{code: Object, notes: Object[]}[]}
 */
export function countedCodes(desk, codes) {
  const found = new Map(codes.all.map((code) => [code.ref, { code, notes: [] }]));
  for (const note of desk.shown) {
    for (const ref of note.codes ?? []) {
      if (!found.has(ref)) found.set(ref, { code: codes.codeOf(ref), notes: [] });
      found.get(ref).notes.push(note);
    }
  }
  return [...found.values()].filter((one) => one.notes.length);
}

/**
 * A table: a row for each code, a column for each person; a code can be pressed to see only its notes.
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./codes.js").createCodes>} codes
 * @param {{has: (ref: string) => boolean}} filter
 */
export function countsTable(desk, codes, filter) {
  const people = openPeople(desk);
  const rows = countedCodes(desk, codes);
  if (!rows.length) return null;
  const head = element("tr", {}, element("th", { scope: "col", text: "Code" }), ...people.map((person) => headOf(person, desk)));
  const body = rows.map(({ code, notes }) => element("tr", {}, element("th", { scope: "row" }, pressable(code, filter, desk)), ...people.map((person) => cellOf(notes.filter((note) => note.author === person.id).length))));
  return element("table", { class: "code-counts" }, element("caption", { class: "unseen", text: "Notes with each code, by person" }), element("thead", {}, head), element("tbody", {}, ...body));
}

function pressable(code, filter, desk) {
  const on = filter.has(code.ref);
  const made = element("button", { type: "button", class: "code wide", "aria-pressed": String(on), title: hintOf(code), "data-code": code.ref, "aria-label": `${code.letters}, ${code.name}: only these notes`, on: { click: () => desk.emit("filter-code", code.ref) } }, swatch(code), element("span", { text: code.letters }), element("em", { text: code.name }));
  return made;
}

function headOf(person, desk) {
  const name = element("span", { text: person.id === desk.review.me.id ? "You" : person.first_name });
  name.style.color = colourOf(person);
  return element("th", { scope: "col" }, shapeOf(person), name);
}

function cellOf(many) {
  return element("td", { class: many ? "" : "faint", text: many ? String(many) : "–" });
}

/**
 * Whose codes are not counted, and when they will be.
 * @param {import("./desk.js").Desk} desk
 */
export function sealedLines(desk) {
  const sealed = desk.review.readiness.others.filter((other) => !other.revealed);
  return sealed.map((other) => {
    const { first_name: name } = personOf(desk.review, idOf(other.person));
    return element("p", { class: "hint sealed-line" }, icon("lock", "s"), element("span", { text: `${name}’s codes open when you are both ready.` }));
  });
}

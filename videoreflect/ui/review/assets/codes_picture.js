/* A picture of codes over time: a strip for each code, in it a row for each person; and the same as a table. */

import { clock, moment } from "./clock.js";
import { countedCodes, openPeople } from "./codes_counts.js";
import { hintOf } from "./code_book.js";
import { drawn, element } from "./element.js";
import { shapeOf } from "./marks.js";
import { swatch } from "./swatch.js";

const WIDE = 1000;
const ROW = 9;
const LEAST = 7; // a moment is as wide as this, so that it can be seen
const MOST = 30;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./codes.js").createCodes>} codes
 * @returns {Node|null} null while no note carries a code
 */
export function codesPicture(desk, codes) {
  const people = openPeople(desk);
  const rows = countedCodes(desk, codes);
  const timed = rows.map((row) => ({ ...row, notes: row.notes.filter((note) => note.at_ms !== null) })).filter((row) => row.notes.length);
  if (!timed.length) return null;
  const strips = timed.slice(0, MOST).map((row) => stripOf(desk, row, people));
  const left = timed.length - MOST;
  const axis = element("div", { class: "strip-axis", "aria-hidden": "true" }, element("span", { text: clock(0) }), element("span", { text: clock(desk.duration / 2) }), element("span", { text: clock(desk.duration) }));
  return element(
    "div",
    { class: "codes-picture" },
    people.length > 1 && element("p", { class: "hint legend" }, "In each strip, from the top: ", ...people.flatMap((person, at) => [at > 0 && ", ", shapeOf(person), element("span", { text: person.id === desk.review.me.id ? "you" : person.first_name })])),
    element("div", { class: "strips", "aria-hidden": "true" }, ...strips),
    axis,
    left > 0 && element("p", { class: "hint", text: `${left} more ${left === 1 ? "code is" : "codes are"} in the table.` }),
    asTable(desk, timed, people),
  );
}

function stripOf(desk, { code, notes }, people) {
  const tall = people.length * ROW + 2;
  const marks = people.flatMap((person, at) => notes.filter((note) => note.author === person.id).map((note) => markOf(desk, note, at)));
  const lines = people.slice(1).map((_, at) => drawn("line", { x1: 0, x2: WIDE, y1: (at + 1) * ROW + 1, y2: (at + 1) * ROW + 1, class: "between" }));
  const svg = drawn("svg", { viewBox: `0 0 ${WIDE} ${tall}`, preserveAspectRatio: "none", class: "strip" }, ...lines, ...marks);
  svg.style.height = `${tall}px`;
  svg.style.setProperty("--k", code.colour ? `var(--c${((code.colour - 1) % 10) + 1})` : "var(--muted)");
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    desk.player.seek(((event.clientX - box.left) / box.width) * desk.duration);
  });
  return element("div", { class: "strip-row", title: hintOf(code) }, element("span", { class: "code" }, swatch(code), element("span", { text: code.letters })), svg);
}

function markOf(desk, { at_ms: at, to_ms: to }, row) {
  const x = (at / desk.duration) * WIDE;
  const width = Math.max(LEAST, (((to ?? at) - at) / desk.duration) * WIDE);
  return drawn("rect", { x: Math.min(x, WIDE - width), y: row * ROW + 2, width, height: ROW - 2, rx: 1.5, class: "coded" });
}

/** Drawn when somebody opens it: of 500 notes it is large. */
function asTable(desk, rows, people) {
  const details = element("details", { class: "as-table" }, element("summary", { text: "The same as a table" }));
  details.addEventListener("toggle", () => details.open && !details.querySelector("table") && details.append(tableOf(desk, rows, people)));
  return details;
}

function tableOf(desk, rows, people) {
  const cell = (note) => element("button", { type: "button", class: "when", text: moment(note.at_ms, note.to_ms), "aria-label": `Go to ${moment(note.at_ms, note.to_ms)}`, on: { click: () => desk.player.seek(note.at_ms) } });
  const body = rows.flatMap(({ code, notes }) =>
    people
      .map((person) => ({ person, mine: notes.filter((note) => note.author === person.id) }))
      .filter(({ mine }) => mine.length)
      .map(({ person, mine }) => element("tr", {}, element("th", { scope: "row", text: code.name }), element("td", { text: person.id === desk.review.me.id ? "You" : person.first_name }), element("td", { class: "times" }, ...mine.map(cell)))),
  );
  return element("table", { class: "codes-table" }, element("caption", { class: "unseen", text: "When each code was used" }), element("thead", {}, element("tr", {}, ...["Code", "Who", "When"].map((text) => element("th", { scope: "col", text })))), element("tbody", {}, ...body));
}

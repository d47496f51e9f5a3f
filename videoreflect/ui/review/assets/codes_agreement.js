/* Two people's codes side by side: what both put where, what only one did, and what the figures mean. */

import { clock } from "./clock.js";
import { element, fill } from "./element.js";
import { icon } from "./icons.js";
import { idOf, personOf } from "./marks.js";
import { swatch } from "./swatch.js";

const UNITS = [["10", "stretches of 10 seconds"], ["30", "stretches of 30 seconds"], ["60", "stretches of a minute"], ["notes", "notes on the same moment"]];

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./codes.js").createCodes>} codes
 */
export function createAgreement(desk, codes) {
  const state = { book: "", person: "", unit: "10", asked: 0, key: "" };
  const place = element("div", { class: "agreement-found" });
  const choices = element("div", { class: "agreement-choices" });
  const root = element("section", { class: "agreement", "aria-label": "Side by side" });

  function draw() {
    const people = desk.review?.readiness.others.filter((other) => other.revealed && desk.review.readiness.mine_ms).map((other) => personOf(desk.review, idOf(other.person))) ?? [];
    const books = bothUsed(desk, people, codes);
    root.hidden = !people.length;
    if (root.hidden) return fill(root);
    if (!books.length) return fill(root, element("h3", { text: "Side by side" }), element("p", { class: "hint", text: "Once you have both put codes of the same codebook on notes, they stand here side by side." }));
    if (!people.some((one) => one.id === state.person)) state.person = people[0].id;
    if (!books.some((one) => one.id === state.book)) state.book = books[0].id;
    const rest = [select("Codebook", "book", books.map((one) => [one.id, one.title])), people.length > 1 && select("With", "person", people.map((one) => [one.id, one.first_name])), select("Compare", "unit", UNITS)];
    fill(choices, ...rest);
    fill(root, element("h3", { text: "Side by side" }), choices, place);
    ask();
  }
  function select(label, name, options) {
    const made = element("select", { class: "quiet-select", "aria-label": label, on: { change: () => ((state[name] = made.value), ask(true)) } }, ...options.map(([value, text]) => element("option", { value, text })));
    made.value = state[name];
    return made;
  }
  async function ask(anew = false) {
    const key = JSON.stringify([state.book, state.person, state.unit, desk.notes.map((note) => [note.id, note.codes, note.at_ms, note.to_ms])]);
    if (!anew && key === state.key) return;
    state.key = key;
    const turn = (state.asked += 1);
    try {
      const found = await desk.server.agreement(state.book, state.person, state.unit);
      if (turn === state.asked) fill(place, ...shown(found, desk, codes, state));
    } catch (error) {
      if (error.name !== "AbortError" && turn === state.asked) fill(place, element("p", { class: "hint", text: error.message }));
    }
  }
  return { root, draw };
}

/** Codebooks of which both have put a code on something. */
function bothUsed(desk, people, codes) {
  const used = (id) => new Set(desk.notes.filter((note) => note.author === id && !note.reply_to).flatMap((note) => (note.codes ?? []).map((ref) => ref.split("/")[0])));
  const mine = used(desk.review.me.id);
  const ids = [...new Set(people.flatMap((person) => [...used(person.id)]))].filter((id) => mine.has(id));
  return ids.map((id) => ({ id, title: codes.books.find((one) => one.id === id)?.title ?? id }));
}

function shown(found, desk, codes, state) {
  const other = personOf(desk.review, state.person).first_name;
  if (!found.all) return [element("p", { class: "hint", text: found.meaning })];
  const row = (name, cell) => element("tr", {}, name, ...[cell.both, cell.mine, cell.theirs, cell.neither].map((many) => element("td", { text: String(many) })), element("td", { text: percent(cell.percent) }), element("td", { text: kappa(cell.kappa), class: cell.little ? "faint" : "" }));
  const heads = ["Code", "Both", "Only you", `Only ${other}`, "Neither", "Alike", "Kappa"];
  const table = element(
    "table",
    { class: "agreement-table" },
    element("caption", { class: "unseen", text: `What you and ${other} coded` }),
    element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col", text })))),
    element("tbody", {}, ...found.codes.map((cell) => row(codeHead(codes.codeOf(cell.code)), cell)), found.codes.length > 1 && row(element("th", { scope: "row", text: "All" }), found.all)),
  );
  return [
    element("p", { class: "meaning", text: found.meaning }),
    found.warning && element("p", { class: "reason remedy" }, icon("info", "s"), element("span", { text: found.warning })),
    element("div", { class: "table-scroller", tabindex: "0", role: "group", "aria-label": "Table of agreement" }, table),
    apart(found, desk, codes, other),
  ];
}

function codeHead(code) {
  return element("th", { scope: "row", title: code.name }, element("span", { class: "code" }, swatch(code), element("span", { "aria-hidden": "true", text: code.letters }), element("span", { class: "unseen", text: code.name })));
}

/** The places to talk about: where only one of the two put a code. */
function apart({ apart: places, more_apart: more }, desk, codes, other) {
  if (!places.length) return element("p", { class: "hint", text: "Nowhere did only one of you put a code." });
  const letters = (refs) => refs.map((ref) => codes.codeOf(ref).letters).join(", ") || "nothing";
  const rows = places.map((one) => element("li", {}, element("button", { type: "button", class: "when", text: clock(one.start_ms), "aria-label": `Go to ${clock(one.start_ms)}`, on: { click: () => desk.player.seek(one.start_ms) } }), element("span", { text: `You: ${letters(one.mine)}. ${other}: ${letters(one.theirs)}.` })));
  return element("details", { class: "apart", open: places.length <= 6 }, element("summary", { text: `Where you differ (${places.length + more}): something to talk about` }), element("ul", {}, ...rows), more > 0 && element("p", { class: "hint", text: `${more} more.` }));
}

const percent = (value) => (value === null ? "–" : `${Math.round(value)}%`);
const kappa = (value) => (value === null ? "–" : value.toFixed(2).replace("-", "−").replace("0.", "."));

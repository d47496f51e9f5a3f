/* Lanes: one for each person, or one for each code; a hatch for what is still sealed. */

import { codesIn } from "./code_lookup.js";
import { element } from "./element.js";
import { createGrips } from "./grips.js";
import { icon } from "./icons.js";
import { lettersOf, marksOf } from "./lane_marks.js";
import { colourOf, idOf, lanePeople, shapeOf } from "./marks.js";
import { codeColour, swatch } from "./swatch.js";

const HEIGHT = 27; // of a lane, its line above included
const DRAWN = 12; // lanes that are drawn at once: more than the largest window shows

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{from: number, to: number, width: number}} view
 * @param {(from: number, to: number) => void} setView
 * @param {() => void} redraw asks for everything to be drawn with the next frame
 */
export function createLanes(desk, view, setView, redraw) {
  const root = element("div", { class: "lanes" });
  const state = { by: "people", key: "", rows: [], top: 0, active: null, pending: null };
  const x = (ms) => ((ms - view.from) / (view.to - view.from)) * view.width;
  const place = { get from() { return view.from; }, get to() { return view.to; }, get width() { return view.width; }, x };
  const grips = createGrips(desk, place, redraw);
  const choice = createChoice((by) => {
    state.by = by;
    root.scrollTop = state.top = 0;
    redraw();
  });

  function build() {
    const codes = codesIn(desk, desk.notes);
    choice.root.hidden = !codes.length;
    if (!codes.length) choice.set((state.by = "people"));
    const rows = rowsOf(desk, state.by, codes);
    const key = JSON.stringify(rows.map(({ id, sealed }) => [id, sealed]));
    if (key === state.key) return;
    state.key = key;
    state.rows = rows.map((row) => ({ ...row, ...partsOf(row) }));
    root.replaceChildren(...state.rows.flatMap(({ label, lane }) => [label, lane]));
  }
  function draw() {
    if (grips.moving || !desk.review) return;
    build();
    const shown = desk.shown.filter((note) => note.at_ms !== null).map(timesNow);
    const focused = focusOf(root);
    const first = Math.floor(state.top / HEIGHT);
    state.rows.forEach((row, index) => fillRow(row, index >= first - 1 && index <= first + DRAWN ? shown : []));
    restoreFocus(root, focused);
  }
  function fillRow(row, shown) {
    const marks = row.letters ? lettersOf : marksOf;
    const why = row.sealed ? [row.lane.querySelector("p")] : []; // what is shared at once stands on the hatch
    row.lane.replaceChildren(...why, ...marks(desk, shown.filter(row.has), place, open));
    const stop = row.lane.querySelector("button");
    if (stop) stop.tabIndex = 0;
    addDraft(row);
    const active = state.active && row.lane.querySelector(`.bar-mark[data-note="${state.active}"]`);
    if (active) addGrips(row.lane, active);
  }
  const timesNow = (note) => (state.pending?.id === note.id ? { ...note, ...state.pending } : note);
  function open(cluster) {
    const [first, last] = [cluster[0], cluster.at(-1)];
    if (cluster.length > 1 && last.at_ms - first.at_ms > 500) {
      const around = Math.max(4000, (last.at_ms - first.at_ms) * 3);
      const middle = (first.at_ms + last.at_ms) / 2;
      setView(middle - around / 2, middle + around / 2);
    }
    desk.player.seek(first.at_ms);
    desk.emit("select", first.id);
  }
  function addDraft({ lane, draft }) {
    const writing = desk.writing;
    if (!writing || writing.at_ms === null || !draft?.(writing)) return;
    const mark = element("span", { class: "mark-draft", "aria-hidden": "true" });
    const show = ({ at_ms, to_ms }) => {
      mark.style.left = `${(to_ms === null ? x(at_ms) - 7 : x(at_ms)).toFixed(1)}px`;
      mark.style.width = `${(to_ms === null ? 14 : Math.max(14, x(to_ms) - x(at_ms))).toFixed(1)}px`;
    };
    show(writing);
    lane.append(mark);
    if (writing.to_ms === null) return;
    const take = (times) => {
      show(times);
      if (desk.writing && desk.writing.id === writing.id) desk.compose(times); // it may be saved before the arrows are at rest
    };
    grips.attach(lane, { note: "writing", name: "the note being written", at_ms: writing.at_ms, to_ms: writing.to_ms }, { show: take, keep: take });
  }
  function addGrips(lane, bar) {
    for (const grip of root.querySelectorAll('.grip:not([data-note="writing"])')) grip.remove();
    const note = desk.notes.map(timesNow).find((one) => one.id === bar.dataset.note);
    if (!note?.mine) return;
    const show = ({ at_ms, to_ms }) => {
      bar.style.left = `${x(at_ms).toFixed(1)}px`;
      bar.style.width = `${Math.max(2, x(to_ms) - x(at_ms)).toFixed(1)}px`;
    };
    grips.attach(lane, { note: note.id, name: `your note ${bar.getAttribute("aria-label").slice(0, 60)}`, at_ms: note.at_ms, to_ms: note.to_ms }, { show, keep: (times) => keep(note, times) });
  }
  async function keep(note, times) {
    state.pending = { id: note.id, ...times };
    try {
      await desk.changeNote(desk.notes.find((one) => one.id === note.id) ?? note, times);
    } catch (error) {
      if (error.name !== "AbortError") desk.emit("refused", error.message);
    } finally {
      state.pending = null;
    }
  }
  function activate(id) {
    if (grips.moving || state.active === id) return;
    state.active = id;
    const bar = root.querySelector(`.bar-mark[data-note="${id}"]`);
    if (bar) addGrips(bar.parentElement, bar);
  }
  const touch = (event) => {
    const bar = event.target.closest?.(".bar-mark");
    if (bar) activate(bar.dataset.note);
  };
  root.addEventListener("pointerover", touch);
  root.addEventListener("focusin", touch);
  root.addEventListener("keydown", rove);
  root.addEventListener("scroll", () => {
    state.top = root.scrollTop;
    redraw();
  }, { passive: true });
  desk.on("select", activate);
  for (const event of ["writing", "codebooks"]) desk.on(event, redraw);
  return { root, choice: choice.root, draw };
}

function createChoice(choose) {
  const one = (by, text) => element("button", { type: "button", "aria-pressed": String(by === "people"), "data-by": by, text });
  const root = element("div", { class: "lane-choice", role: "group", "aria-label": "Lanes by", hidden: true }, one("people", "People"), one("codes", "Codes"));
  const set = (by) => root.querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.by === by)));
  root.addEventListener("click", (event) => {
    const { by } = event.target.closest("button")?.dataset ?? {};
    if (!by) return;
    set(by);
    choose(by);
  });
  return { root, set };
}

function rowsOf(desk, by, codes) {
  const people = lanePeople(desk.review).map((person) => personRow(desk, person));
  if (by === "people") return [...people, ...(codes.length ? [lettersRow()] : [])];
  return [...codes.map(codeRow), ...people.filter((row) => row.sealed)];
}

function personRow(desk, person) {
  const { others } = desk.review.readiness;
  const other = others.find((one) => idOf(one.person) === person.id);
  const sealed = other && !other.revealed ? sealedSentence(desk.review, person) : "";
  const mine = person.id === desk.review.me.id;
  return { id: person.id, sealed, sign: () => shapeOf(person), name: person.first_name, title: `Notes of ${person.first_name}`, colour: colourOf(person), has: (note) => note.author === person.id, draft: () => mine };
}

function codeRow(code) {
  const has = (note) => note.codes?.includes(code.ref);
  return { id: code.ref, sealed: "", sign: () => swatch(code), name: `${code.letters} ${code.name}`, title: `Notes with the code ${code.name}`, colour: codeColour(code), has, draft: has };
}

function lettersRow() {
  return { id: "codes", sealed: "", letters: true, sign: () => null, name: "Codes", title: "Codes", colour: "var(--ink)", has: (note) => note.codes?.length };
}

function partsOf({ sealed, sign, name, title, colour }) {
  const label = element("div", { class: "label", title: name }, sign(), element("span", { class: "name", text: name }));
  const lane = element("div", { class: sealed ? "lane sealed" : "lane", role: "group", "aria-label": title });
  lane.style.setProperty("--who", colour);
  if (sealed) lane.append(element("p", {}, icon("lock", "s"), element("span", { text: sealed })));
  return { label, lane };
}

/**
 * Why somebody's notes are not shown.
 * @param {Object} review
 * @param {Object} person
 * @returns {string}
 */
function sealedSentence(review, person) {
  if (review.readiness.mine_ms !== null) return `You are ready. ${person.first_name}’s notes open here when ${person.first_name} is ready too`;
  return `${person.first_name}’s notes open here when you have both said “ready”`;
}

function focusOf(root) {
  const focused = root.getRootNode().activeElement;
  return root.contains(focused) && focused.dataset.note ? { ...focused.dataset, row: [...root.children].indexOf(focused.parentElement) } : null;
}

function restoreFocus(root, focused) {
  if (!focused) return;
  const { note, end, row } = focused;
  const stop = root.children[row]?.querySelector(end ? `.grip[data-note="${note}"][data-end="${end}"]` : `button[data-note="${note}"]`) ?? root.children[row]?.querySelector("button");
  if (!stop) return;
  if (!end) {
    for (const other of stop.parentElement.querySelectorAll('button[tabindex="0"]')) other.tabIndex = -1;
    stop.tabIndex = 0;
  }
  stop.focus({ preventScroll: true });
}

/** One tab stop a lane; the arrows go from mark to mark. */
function rove(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const here = event.target.closest?.(".lane button");
  if (!step || !here) return;
  const all = [...here.parentElement.querySelectorAll("button")].sort((a, b) => parseFloat(a.style.left) - parseFloat(b.style.left));
  const next = all[all.indexOf(here) + step];
  if (next) {
    here.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
  event.preventDefault();
  event.stopPropagation();
}

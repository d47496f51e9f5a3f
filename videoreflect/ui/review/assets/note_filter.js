/* Which notes are shown: by code, author, state, “talk about”, the visible part of the timeline, and words. */

import { hintOf } from "./code_book.js";
import { element, field, fill } from "./element.js";
import { button, icon } from "./icons.js";
import { colourOf, personOf, shapeOf } from "./marks.js";
import { swatch } from "./swatch.js";

const STATES = [["", "Open"], ["done", "Done"], ["parked", "Parked"]];
const NONE = "-";
const AFTER_MOVE = 200;

const nothing = () => ({ codes: new Set(), authors: new Set(), states: new Set(), talk: false, visible: false, text: "", also: new Set() });

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./codes.js").createCodes>} codes
 */
export function createNoteFilter(desk, codes) {
  const state = { want: nothing(), known: null, turn: 0, shut: true };
  const bar = element("div", { class: "filter-bar", hidden: true });
  const panel = element("div", { class: "filter-panel", hidden: true });
  const text = field("input", { type: "search", "aria-label": "Words in notes", placeholder: "Words in notes" });
  const toggle = button({ text: "Filter", icon: "down", size: "s", class: "quiet small filter-button", "aria-expanded": "false", press: () => show(state.shut) });

  function show(open) {
    state.shut = !open;
    panel.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    if (open) drawPanel();
  }
  function set(changes) {
    state.want = { ...state.want, ...changes, also: new Set() };
    apply();
  }
  function flip(name, value) {
    const chosen = new Set(state.want[name]);
    if (!chosen.delete(value)) chosen.add(value);
    set({ [name]: chosen });
  }
  function clear() {
    text.value = "";
    set(nothing());
    desk.say("All notes are shown.");
  }
  function apply() {
    desk.filter = active() ? (note) => state.want.also.has(note.id) || passes(note, state.want, desk) : () => true;
    desk.emit("filter", desk.filter);
    draw();
  }
  const active = () => sayings(state.want).length > 0;
  function draw() {
    bar.hidden = !active();
    toggle.classList.toggle("on", active());
    if (!bar.hidden) fill(bar, element("p", { role: "status", text: countOf(desk) }), ...chips(), button({ text: "Show all", class: "link", press: clear }));
    if (!state.shut) drawPanel();
  }
  function chips() {
    return sayings(state.want).map(({ name, value }) => {
      const { label, sign } = sayingOf(name, value, desk, codes);
      const made = element("button", { type: "button", class: "filter-chip", "aria-label": `No longer only: ${label}`, on: { click: () => drop(name, value) } }, sign, element("span", { text: label }), icon("close", "s"));
      return made;
    });
  }
  function drop(name, value) {
    if (name === "text") text.value = "";
    if (state.want[name] instanceof Set) flip(name, value);
    else set({ [name]: name === "text" ? "" : false });
    (bar.querySelector("button") ?? toggle).focus();
  }
  function drawPanel() {
    const root = panel.getRootNode();
    const focused = root.activeElement && panel.contains(root.activeElement) ? root.activeElement.dataset.choice : null;
    const option = (name, value) => {
      const { label, sign, hint } = sayingOf(name, value, desk, codes);
      const on = state.want[name] instanceof Set ? state.want[name].has(value) : state.want[name];
      return element("button", { type: "button", class: "code", "aria-pressed": String(on), title: hint, "data-choice": `${name} ${value}`, on: { click: () => (state.want[name] instanceof Set ? flip(name, value) : set({ [name]: !on })) } }, sign, element("span", { text: label }));
    };
    const refs = usedRefs(desk);
    const authors = [...new Set(desk.notes.map((note) => note.author))];
    const group = (label, ...options) => element("div", { class: "filter-group", role: "group", "aria-label": label }, element("span", { class: "name", "aria-hidden": "true", text: label }), ...options);
    if (!text.isConnected) panel.append(text);
    for (const old of [...panel.children]) if (old !== text) old.remove();
    panel.append(...[
      refs.length > 0 && group("Codes", ...refs.slice(0, 60).map((ref) => option("codes", ref)), option("codes", NONE)),
      authors.length > 1 && group("Whose", ...authors.map((id) => option("authors", id))),
      group("State", ...STATES.map(([value]) => option("states", value)), option("talk", true)),
      desk.view && group("Where", option("visible", true)),
    ].filter(Boolean));
    if (focused) [...panel.querySelectorAll("[data-choice]")].find((one) => one.dataset.choice === focused)?.focus();
  }
  /** A note that I have just made or changed stays to be seen, also if the filter would hide it. */
  function keepMine() {
    const now = new Map(desk.notes.map((note) => [note.id, note.edited_ms]));
    if (state.known && active()) {
      const fresh = desk.notes.filter((note) => note.mine && state.known.get(note.id) !== note.edited_ms && !passes(note, state.want, desk));
      for (const note of fresh) state.want.also.add(note.id);
      if (fresh.length) apply();
    }
    state.known = now;
    tidy();
    draw();
  }
  /** A choice of something that is nowhere any more would hide everything for no reason. */
  function tidy() {
    const authors = new Set(desk.notes.map((note) => note.author));
    const gone = [...state.want.authors].filter((id) => !authors.has(id));
    if (gone.length && desk.notes.length) set({ authors: new Set([...state.want.authors].filter((id) => authors.has(id))) });
  }
  text.addEventListener("input", () => set({ text: text.value.trim() }));
  desk.on("notes", keepMine);
  desk.on("codebooks", draw);
  desk.on("review", draw);
  desk.on("filter-code", (ref) => flip("codes", ref));
  desk.on("view", () => {
    if (!state.want.visible) return;
    clearTimeout(state.turn);
    state.turn = setTimeout(apply, AFTER_MOVE);
  });
  desk.signal.addEventListener("abort", () => clearTimeout(state.turn));
  return { bar, panel, toggle, clear, has: (ref) => state.want.codes.has(ref), get active() { return active(); } };
}

/** “12 of 40 notes”. */
function countOf(desk) {
  const [shown, all] = [desk.shown.length, desk.notes.length];
  return shown ? `${shown} of ${all} ${all === 1 ? "note" : "notes"}` : `None of ${all} ${all === 1 ? "note" : "notes"} fits`;
}

function usedRefs(desk) {
  return [...new Set(desk.notes.flatMap((note) => note.codes ?? []))].sort();
}

function sayings(want) {
  const sets = ["codes", "authors", "states"].flatMap((name) => [...want[name]].map((value) => ({ name, value })));
  const flags = ["talk", "visible"].filter((name) => want[name]).map((name) => ({ name, value: true }));
  return [...sets, ...flags, ...(want.text ? [{ name: "text", value: want.text }] : [])];
}

function sayingOf(name, value, desk, codes) {
  if (name === "codes" && value === NONE) return { label: "No code", sign: null };
  if (name === "codes") {
    const code = codes.codeOf(value);
    return { label: code.letters, sign: swatch(code), hint: hintOf(code) };
  }
  if (name === "authors") {
    const person = personOf(desk.review, value);
    const sign = shapeOf(person);
    sign.style.color = colourOf(person);
    return { label: person.id === desk.review.me.id ? "Mine" : person.first_name, sign };
  }
  if (name === "states") return { label: STATES.find(([state]) => state === value)[1], sign: null };
  if (name === "talk") return { label: "Talk about", sign: icon("talk", "s") };
  if (name === "visible") return { label: "What the timeline shows", sign: icon("clock", "s") };
  return { label: `“${value}”`, sign: icon("search", "s") };
}

function passes(note, want, desk) {
  const refs = note.codes ?? [];
  if (want.codes.size && !refs.some((ref) => want.codes.has(ref)) && !(want.codes.has(NONE) && !refs.length)) return false;
  if (want.authors.size && !want.authors.has(note.author)) return false;
  if (want.states.size && !want.states.has(note.state ?? "")) return false;
  if (want.talk && !note.talk) return false;
  if (want.visible && desk.view && !within(note, desk.view)) return false;
  return !want.text || `${note.text} ${note.quote ?? ""}`.toLowerCase().includes(want.text.toLowerCase());
}

function within({ at_ms: at, to_ms: to }, view) {
  return at !== null && at <= view.to && (to ?? at) >= view.from;
}

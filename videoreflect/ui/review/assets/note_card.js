/* One saved note: who, when, who can open it, what it says, and what can be done with it. */

import { moment } from "./clock.js";
import { element, fill } from "./element.js";
import { button, icon } from "./icons.js";
import { marked } from "./markdown.js";
import { colourOf, personOf, shapeOf } from "./marks.js";
import { visibilityOf } from "./visibility.js";

const LONG = 8_000; // characters; of a longer note the beginning is shown first
const BEGINNING = 4_000;
const STATES = { done: { icon: "check", word: "Done" }, parked: { icon: "park", word: "Parked" } };

/**
 * What stands in the card of a note above its replies.
 * @param {import("./desk.js").Desk} desk
 * @param {Object} note with what is on its way
 * @param {"saving"|"waits"|""} way whether a change is on its way, or waits for the connection
 * @param {Object<string, Function>} actions
 * @returns {Node[]}
 */
export function partsOfNote(desk, note, way, actions) {
  const seen = way ? { icon: "clock", word: way === "waits" ? "Not saved yet" : "Saving", hint: "" } : visibilityOf(desk.review, note);
  return [
    noteHead(desk, note.author, note, seen, () => actions.jump(note), note.mine && !way && note.visibility !== "open" && !note.reply_to && (() => actions.share(note))),
    note.reply_to && element("p", { class: "stub", text: "This answers a note that is not there any more." }),
    note.quote && element("blockquote", { class: "quote", dir: "auto", text: `“${note.quote}”` }),
    textOf(note.text),
    ...desk.cardParts.map((part) => part(note)),
    footOf(note),
    tools(note, actions),
  ].filter(Boolean);
}

/** The words of a note; of a very long one its beginning, and all of it when asked. */
export function textOf(text) {
  const root = element("div", { class: "note-text" });
  if (text.length <= LONG) fill(root, ...marked(text));
  else {
    const all = button({ text: `Show all ${new Intl.NumberFormat("en-GB").format(text.length)} characters`, class: "link", press: () => root.replaceChildren(element("p", { class: "whole", dir: "auto", text })) });
    fill(root, element("p", { dir: "auto", text: `${text.slice(0, BEGINNING)} …` }), all);
  }
  return root;
}

/**
 * Shape, name, time, and at the right who can open it.
 * @param {import("./desk.js").Desk} desk
 * @param {string} author
 * @param {{at_ms: number|null, to_ms: number|null}} times
 * @param {{icon: string, word: string, hint?: string}} seen
 * @param {(() => void)|null} jump
 * @param {(() => void)|false|null} [turn] changes who can open it
 */
export function noteHead(desk, author, { at_ms, to_ms }, seen, jump, turn = null) {
  const text = moment(at_ms, to_ms);
  const when = jump && at_ms !== null ? element("button", { type: "button", class: "when", tabindex: "-1", "data-stop": "when", text, "aria-label": `Go to ${text}`, on: { click: jump } }) : element("b", { class: "when", text });
  return element("div", { class: "note-head" }, ...nameOf(desk, author), when, element("span", { class: "gap" }), seenWord(seen, turn));
}

/** Shape and name of a person, in their colour. */
export function nameOf(desk, author) {
  const person = personOf(desk.review, author);
  const name = element("span", { class: "who", text: person.id === desk.review.me.id ? "You" : person.first_name });
  name.style.color = colourOf(person);
  return [shapeOf(person), name];
}

/** Who can open it, as a word; pressed, it changes that. */
export function seenWord(seen, turn) {
  const inside = [icon(seen.icon, "s"), element("span", { text: seen.word })];
  if (!turn) return element("span", { class: "seen", title: seen.hint || null }, ...inside);
  const does = seen.word === "Shared now" ? "Press to take it back." : "Press to open it now.";
  return element("button", { type: "button", class: "seen", tabindex: "-1", "data-stop": "seen", title: `${seen.hint} Press to change it (#).`, "aria-label": `${seen.word}. ${seen.hint} ${does}`, on: { click: turn } }, ...inside);
}

function footOf(note) {
  const state = STATES[note.state];
  if (!note.talk && !state) return null;
  const talk = note.talk && element("span", { class: "talk-mark" }, icon("talk", "s"), element("span", { text: "Talk about" }));
  return element("div", { class: "note-foot" }, talk, state && element("span", { class: "state-mark" }, icon(state.icon, "s"), element("span", { text: state.word })));
}

/** The tools of a note or a reply; `data-stop` names each, so that the focus finds it again. */
export function tools(note, actions) {
  const tool = (name, label, press, more = {}) => button({ icon: name, size: "s", label, class: "tiny", tabindex: "-1", "data-stop": name, press, ...more });
  const pressed = (is) => ({ "aria-pressed": String(is) });
  const answered = !note.reply_to && tool("reply", "Reply", () => actions.reply(note));
  const whole = !note.reply_to && [
    tool("talk", note.talk ? "No longer to talk about" : "Talk about this", () => actions.talk(note), pressed(note.talk)),
    tool("check", note.state === "done" ? "No longer done" : "Done", () => actions.done(note), pressed(note.state === "done")),
    tool("park", note.state === "parked" ? "No longer parked" : "Park this", () => actions.park(note), pressed(note.state === "parked")),
  ];
  const what = note.reply_to ? "reply" : "note";
  const own = [tool("pencil", `Edit this ${what}`, () => actions.edit(note)), tool("bin", `Delete this ${what}`, () => actions.remove(note))];
  const some = [answered, note.mine && whole, note.mine && own].flat().filter(Boolean);
  return some.length ? element("div", { class: "tools" }, ...some) : null;
}

/** The name of a card for who does not see it. */
export function labelOf(desk, note) {
  const person = personOf(desk.review, note.author);
  return `${person.id === desk.review.me.id ? "Your note" : `Note of ${person.first_name}`}, ${moment(note.at_ms, note.to_ms)}`;
}

/* One saved note. */

import { moment } from "./clock.js";
import { element } from "./element.js";
import { button, icon } from "./icons.js";
import { colourOf, personOf, shapeOf } from "./marks.js";
import { visibilityOf } from "./visibility.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Object} note
 * @param {Object|undefined} waiting the change that could not be sent yet
 * @param {Object<string, Function>} actions
 * @returns {HTMLElement}
 */
export function buildNoteCard(desk, note, waiting, actions) {
  const shown = waiting ? { ...note, ...waiting.content } : note;
  const seen = waiting ? { icon: "clock", word: "Not saved yet", hint: "" } : visibilityOf(desk.review, note);
  const card = element(
    "article",
    { class: `note${waiting ? " draft" : ""}`, "data-note": note.id, "aria-label": labelOf(desk, shown) },
    noteHead(desk, note.author, shown, seen, () => actions.jump(note)),
    shown.quote && element("blockquote", { class: "quote", text: `“${shown.quote}”` }),
    element("p", { class: "note-text", dir: "auto", text: shown.text }),
    ...desk.cardParts.map((part) => part(shown)),
    shown.talk && element("div", { class: "note-foot" }, element("span", { class: "talk-mark" }, icon("talk", "s"), element("span", { text: "Talk about" }))),
    note.mine && tools(desk, note, actions),
  );
  card.style.setProperty("--who", colourOf(personOf(desk.review, note.author)));
  card.addEventListener("click", (event) => {
    if (!event.target.closest("button") && String(document.getSelection()) === "") actions.jump(note);
  });
  if (note.mine) card.addEventListener("dblclick", (event) => event.target.closest("button") || actions.edit(note));
  return card;
}

/**
 * Shape, name, time, and at the right who can open it.
 * @param {import("./desk.js").Desk} desk
 * @param {string} author
 * @param {{at_ms: number|null, to_ms: number|null}} times
 * @param {{icon: string, word: string, hint?: string}} seen
 * @param {(() => void)|null} jump
 */
export function noteHead(desk, author, { at_ms, to_ms }, seen, jump) {
  const person = personOf(desk.review, author);
  const name = element("span", { class: "who", text: person.id === desk.review.me.id ? "You" : person.first_name });
  name.style.color = colourOf(person);
  const text = moment(at_ms, to_ms);
  const when = jump && at_ms !== null ? element("button", { type: "button", class: "when", tabindex: "-1", "data-stop": true, text, "aria-label": `Go to ${text}`, on: { click: jump } }) : element("b", { class: "when", text });
  return element(
    "div",
    { class: "note-head" },
    shapeOf(person),
    name,
    when,
    element("span", { class: "gap" }),
    element("span", { class: "seen", title: seen.hint || null }, icon(seen.icon, "s"), element("span", { text: seen.word })),
  );
}

function tools(desk, note, actions) {
  const tool = (name, label, press, more = {}) => button({ icon: name, size: "s", label, class: "tiny", tabindex: "-1", "data-stop": true, press, ...more });
  const fail = (error) => error.name !== "AbortError" && desk.emit("refused", error.message);
  return element(
    "div",
    { class: "tools" },
    tool("talk", note.talk ? "No longer to talk about" : "Talk about this", () => actions.talk(note).catch(fail), { "aria-pressed": String(note.talk) }),
    tool("pencil", "Edit this note", () => actions.edit(note)),
    tool("bin", "Delete this note", () => actions.remove(note)),
  );
}

function labelOf(desk, note) {
  const person = personOf(desk.review, note.author);
  return `${person.id === desk.review.me.id ? "Your note" : `Note of ${person.first_name}`}, ${moment(note.at_ms, note.to_ms)}`;
}

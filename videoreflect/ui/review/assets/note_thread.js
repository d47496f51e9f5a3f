/* Replies under the hairline of a note, and the field in which one is written. */

import { element } from "./element.js";
import { button } from "./icons.js";
import { nameOf, seenWord, textOf, tools } from "./note_card.js";
import { buildWriter } from "./note_editor.js";
import { visibilityOf } from "./visibility.js";

/**
 * One reply, or the field in which it is changed.
 * @param {import("./desk.js").Desk} desk
 * @param {Object} reply
 * @param {string} way
 * @param {Object<string, Function>} actions
 * @returns {HTMLElement}
 */
export function buildReply(desk, reply, way, actions) {
  const seen = way && { icon: "clock", word: way === "waits" ? "Not saved yet" : "Saving" };
  const who = nameOf(desk, reply.author);
  const head = element("div", { class: "note-head" }, ...who, element("span", { class: "gap" }), seen && seenWord(seen, null));
  const stop = element("span", { class: "reply-stop", role: "group", tabindex: "-1", "data-stop": "reply-text", "aria-label": `Reply of ${who[1].textContent}, ${visibilityOf(desk.review, reply).word}` }, textOf(reply.text));
  return element("div", { class: "reply", "data-note": reply.id }, head, stop, tools(reply, actions));
}

/** The field for a reply that is changed. */
export function buildReplyEditor(desk, reply, draft, actions) {
  const writer = buildWriter({ label: "Change your reply", value: draft ?? reply.text, leave: "Leave as it was", save: (text) => actions.save(reply, text), close: () => actions.close(reply), keep: (text) => actions.keep(reply, text) });
  const root = element("div", { class: "reply editing", "data-note": reply.id }, ...writer.nodes);
  return { root, focus: writer.focus };
}

/** The field for a new reply. */
export function buildReplyWriter(desk, note, draft, actions) {
  const writer = buildWriter({
    label: "Your reply",
    holder: note.visibility === "private" ? "Your reply. It stays with the note." : "Your reply. It is open to whom the note is open.",
    value: draft ?? "",
    leave: "Later",
    nothing: "A reply needs a few words. Type them, or press Later.",
    save: (text) => actions.answer(note, text),
    close: () => actions.stopReply(note),
    keep: (text) => actions.keepReply(note, text),
  });
  return { root: element("div", { class: "reply-writer" }, ...writer.nodes), focus: writer.focus };
}

/** A reply that was begun and put away. */
export function buildKeptReply(note, text, actions) {
  const words = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return element(
    "div",
    { class: "reply kept" },
    element("p", { class: "reply-kept-text", dir: "auto", text: `Reply begun: ${words}` }),
    button({ text: "Go on writing", class: "link", tabindex: "-1", "data-stop": "reply-on", press: () => actions.reply(note) }),
    button({ text: "Drop it", class: "link", tabindex: "-1", "data-stop": "reply-drop", press: () => actions.dropReply(note) }),
  );
}

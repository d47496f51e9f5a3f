/* A saved note while its text is being changed, in its own place. */

import { element, field } from "./element.js";
import { button } from "./icons.js";
import { colourOf } from "./marks.js";
import { noteHead } from "./note_card.js";
import { visibilityOf } from "./visibility.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Object} note
 * @param {string|undefined} draft text of a change begun earlier
 * @param {Object<string, Function>} actions save, close, keep
 * @returns {HTMLElement}
 */
export function buildEditor(desk, note, draft, actions) {
  const area = field("textarea", { rows: "3", "aria-label": "Change your note", value: draft ?? note.text });
  const message = element("p", { class: "message", role: "alert", hidden: true });
  const save = async () => {
    if (!area.value.trim()) return tell("A note needs a few words. Type them, or delete the note.");
    try {
      await actions.save(note, area.value);
    } catch (error) {
      if (error.name !== "AbortError") tell(error.message);
    }
  };
  const tell = (sentence) => {
    message.textContent = sentence;
    message.hidden = false;
  };
  const foot = element(
    "div",
    { class: "foot" },
    element("span", { class: "gap" }),
    button({ text: "Leave as it was", class: "quiet small", press: () => actions.close(note) }),
    button({ text: "Save", class: "small", press: save }),
  );
  const head = noteHead(desk, note.author, note, visibilityOf(desk.review, note), null);
  const card = element("article", { class: "note editing", "data-note": note.id, "aria-label": "Change your note" }, head, area, message, foot);
  card.style.setProperty("--who", colourOf(desk.review.me));
  area.addEventListener("input", () => actions.keep(note, area.value));
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) save();
    else if (event.key === "Escape") actions.close(note);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  requestAnimationFrame(() => {
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  });
  return card;
}

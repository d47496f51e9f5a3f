/* What is shown when a lesson is not open any more: why, and my own words that are not saved, to copy. */

import { element } from "./element.js";
import { button } from "./icons.js";

const SPOKEN = "What you said so far is kept under your own key. It is here again if the lesson opens again.";

/**
 * @param {Error & {reasons?: string[], remedies?: string[]}} error
 * @param {Object|null} drafts what was written and not saved
 * @param {() => void} back
 * @returns {HTMLElement}
 */
export function closedPart(error, drafts, back) {
  const { reasons = [], remedies = [] } = error;
  return element(
    "section",
    { class: "closed squared", "aria-label": "Closed" },
    element("h1", { text: "This lesson is not open" }),
    ...[error.message, ...reasons, ...remedies].map((text) => element("p", { text })),
    button({ text: "Back to lessons", class: "primary", press: back }),
    drafts?.writing?.speaking && element("p", { text: SPOKEN }),
    ...unsaved(wordsIn(drafts)),
  );
}

function unsaved(words) {
  if (!words.length) return [];
  return [element("h2", { text: "What you wrote is not saved. Copy it if you need it." }), ...words.map((text) => element("p", { class: "own-words", dir: "auto", tabindex: "0", text }))];
}

function wordsIn(drafts) {
  if (!drafts) return [];
  const { writing, kept, edits, replies, line, unsaved: waiting } = drafts;
  const notes = [writing, ...kept, ...Object.values(edits), ...waiting.map((entry) => entry.content), line];
  const texts = [...notes.map((note) => note?.text), ...Object.values(replies)];
  return [...new Set(texts.map((text) => text?.trim()).filter(Boolean))];
}

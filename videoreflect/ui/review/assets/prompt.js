/* A question to think with: one at a time, never in the way. */

import { element } from "./element.js";
import { button } from "./icons.js";

const QUESTIONS = [
  "What else could you have done here, and what might have followed?",
  "What did you expect the pupils to say, and what did they say?",
  "Who spoke, and who might have wanted to?",
  "What did you hear in this answer at the time? What do you hear in it now?",
  "If you had waited a little longer here, what might have come?",
  "What made this moment go well, and where else could you use it?",
  "What would a pupil at the back have seen and heard?",
  "If you taught this again tomorrow, what would you keep?",
];

let hidden = false; // for as long as the page is open

/**
 * @returns {HTMLElement}
 */
export function createPrompt() {
  let turn = 0;
  const question = element("b", { text: QUESTIONS[0] });
  const another = () => (question.textContent = QUESTIONS[(turn += 1) % QUESTIONS.length]);
  const root = element("aside", { class: "prompt", "aria-label": "A question to think with", hidden });
  const head = element(
    "p",
    {},
    element("span", { text: "A question to think with" }),
    element("span", { class: "gap" }),
    button({ text: "Another", class: "link", press: another }),
    element("span", { text: "·", "aria-hidden": "true" }),
    button({ text: "Hide", class: "link", press: () => (hidden = root.hidden = true) }),
  );
  root.append(head, element("div", { "aria-live": "polite" }, question));
  return root;
}

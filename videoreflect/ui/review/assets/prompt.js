/* A question to think with: one at a time, never in the way; hidden until the sheet of keys brings it back. */

import { element } from "./element.js";
import { button } from "./icons.js";

/** For who taught the lesson: alternatives and consequences. */
const OWN = [
  "What else could you have done here, and what might have followed?",
  "What did you expect the pupils to say, and what did they say?",
  "Who spoke, and who might have wanted to?",
  "What did you hear in this answer at the time? What do you hear in it now?",
  "If you had waited a little longer here, what might have come?",
  "What made this moment go well, and where else could you use it?",
  "What would a pupil at the back have seen and heard?",
  "If you taught this again tomorrow, what would you keep?",
];

/** For who looks at somebody else's lesson: what is seen before what is thought of it. */
const OTHERS = [
  "What do you see the pupils do here, before you say what you think of it?",
  "What might the teacher have wanted here? How could you ask?",
  "Which pupil would you like to hear more from, and why?",
  "What worked here that the teacher may not have noticed?",
  "What would you like to ask, rather than say?",
  "Where did the pupils do the thinking?",
  "What could this moment open up in your talk?",
];

/**
 * @param {import("./desk.js").Desk} desk
 * @returns {HTMLElement}
 */
export function createPrompt(desk) {
  let [questions, turn] = [OWN, 0];
  const question = element("b", { text: OWN[0] });
  const show = () => (question.textContent = questions[turn % questions.length]);
  const another = () => ((turn += 1), show());
  desk.on("review", ({ lesson }) => {
    const fitting = lesson.mine ? OWN : OTHERS;
    if (fitting === questions) return;
    [questions, turn] = [fitting, 0];
    show();
  });
  const root = element("aside", { class: "prompt", "aria-label": "A question to think with", hidden: true });
  const head = element(
    "p",
    {},
    element("span", { text: "A question to think with" }),
    element("span", { class: "gap" }),
    button({ text: "Another", class: "link", press: another }),
    element("span", { text: "·", "aria-hidden": "true" }),
    button({ text: "Hide", class: "link", press: hide }),
  );
  function hide() {
    root.previousElementSibling?.querySelector('[tabindex="0"]')?.focus();
    desk.saveSettings({ prompts: false }).catch((error) => desk.emit("refused", error.message));
    desk.say("Questions are hidden. The sheet of keys brings them back.");
  }
  desk.on("settings", ({ prompts }) => (root.hidden = !prompts));
  root.append(head, element("div", { "aria-live": "polite" }, question));
  return root;
}

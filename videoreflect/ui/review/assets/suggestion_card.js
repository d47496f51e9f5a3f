/* What somebody suggests for a line, and a passage that was written again: on the line itself, to be taken or left. */

import { moment } from "./clock.js";
import { changedWords } from "./changed_words.js";
import { element } from "./element.js";
import { button } from "./icons.js";
import { colourOf, personOf, shapeOf } from "./marks.js";

/**
 * @param {Object} it what `editing.js` shares
 * @param {(does: () => Promise<void>) => Promise<void>} attempt
 */
export function drawCards(it, attempt) {
  for (const old of it.list.querySelectorAll(".suggestion")) old.remove();
  const { suggestions, passages, mine } = it.state.now;
  for (const one of suggestions) if (one.state === "open" || !mine) put(it, one.before.at(-1) ?? one.after[0], suggestionOf(it, one, attempt));
  for (const one of passages) put(it, one.before.at(-1) ?? one, passageOf(it, one, attempt));
}

function put(it, at, card) {
  if (!card) return;
  const line = it.transcript.lines.find((one) => one.data.id === at?.id) ?? it.transcript.lines.findLast((one) => one.start <= (at?.start_ms ?? 0));
  if (line) line.root.after(card);
  else it.list.append(card);
}

const STATES = {
  open: "You suggested this. It waits for an answer.",
  declined: "You suggested this. The line stays as it was.",
  overtaken: "You suggested this. The line is another by now.",
};

function suggestionOf(it, one, attempt) {
  const { desk, state } = it;
  if (one.state === "taken") return null;
  const person = personOf(desk.review, one.author);
  const ask = (does) => () => attempt(() => does().finally(() => desk.emit("ask", "words")));
  const head = state.now.mine ? [shapeOf(person), element("b", { class: "who", text: person.first_name }), element("span", { text: one.after.length ? "suggests" : "suggests taking this line out" })] : [element("span", { text: STATES[one.state] })];
  const actions = state.now.mine
    ? [button({ text: "Leave", class: "quiet small", press: ask(async () => (await desk.server.answerSuggestion(one.suggestion, false), desk.say("Left as it was."))) }), state.mayEdit() && button({ text: "Take", class: "small", press: ask(async () => (await desk.server.answerSuggestion(one.suggestion, true), desk.say("Taken."))) })]
    : [button({ text: one.state === "open" ? "Take it back" : "Remove", class: "quiet small", press: ask(() => desk.server.withdrawSuggestion(one.suggestion)) })];
  return card(`Suggestion of ${person.first_name}, ${moment((one.before[0] ?? one.after[0])?.start_ms ?? 0)}`, colourOf(person), head, textsOf(one), actions);
}

function passageOf(it, one, attempt) {
  const { desk } = it;
  const head = [element("b", { text: `Written again, ${moment(one.start_ms, one.end_ms)}` }), element("span", { class: "faint", text: one.model })];
  const leave = () => attempt(() => desk.server.leavePassage(one.passage).finally(() => desk.emit("ask", "words")));
  return card(`Passage written again, ${moment(one.start_ms, one.end_ms)}`, "var(--primary)", head, [], [button({ text: "Leave", class: "quiet small", press: leave }), button({ text: "Compare", class: "small", press: () => it.compare(one) })]);
}

function textsOf({ before, after }) {
  const [old, fresh] = [before, after].map((lines) => lines.map((line) => line.text).join(" "));
  return after.length ? [element("p", { class: "suggested", dir: "auto" }, ...changedWords(old, fresh))] : [];
}

function card(label, colour, head, body, actions) {
  const root = element("article", { class: "suggestion", "aria-label": label }, element("p", { class: "head" }, ...head), ...body, element("div", { class: "foot" }, ...actions));
  root.style.setProperty("--who", colour);
  return root;
}

/* What the menus of the transcript offer. */

import { clock } from "./clock.js";

/**
 * @param {Object} it what `editing.js` shares
 * @param {number} index the line
 * @param {(does: () => Promise<void>) => Promise<void>} attempt
 */
export function itemsOfLine(it, index, attempt) {
  const { desk, state } = it;
  const { before, line, after } = it.neighbours(index);
  const change = (kind, lines, said, more = {}) => () => attempt(() => it.send({ kind, lines: lines.map((one) => one.id), ...more }, said));
  const text = { text: state.mayEdit() ? "Change the text" : "Suggest another text", icon: "pencil", keys: "E", press: () => it.edit(index) };
  const out = { text: state.now.mine ? "Take this line out" : "Suggest taking it out", icon: "bin", keys: "Del", press: change("delete", [line], state.mayEdit() ? "The line was taken out. Undo brings it back." : "The line was taken out.") };
  const insert = { text: state.mayEdit() ? "Put in what was not heard" : "Suggest what was not heard", icon: "plus", press: () => it.insert(index) };
  if (state.now.mine && !state.mayEdit()) return [out];
  if (!state.mayEdit()) return [text, insert, out];
  const now = Math.round(desk.player.now());
  const said = (one) => (one.words?.length ? one.words.length : one.text.trim().split(/\s+/).length) > 1;
  return [
    text,
    insert,
    null,
    before && { text: "Join with the line before", press: change("merge", [before, line], "The two lines are one.") },
    after && { text: "Join with the next line", press: change("merge", [line, after], "The two lines are one.") },
    before && said(line) && { text: "First word to the line before", press: change("move", [before, line], "The word was moved.", { words: 1 }) },
    after && said(line) && { text: "Last word to the next line", press: change("move", [line, after], "The word was moved.", { words: 1, forward: true }) },
    now < line.end_ms && now !== line.start_ms && near(now, line) && { text: `Begin it here, at ${clock(now)}`, press: change("move", [line], "The line was moved.", { start_ms: now }) },
    now > line.start_ms && now !== line.end_ms && near(now, line) && { text: `End it here, at ${clock(now)}`, press: change("move", [line], "The line was moved.", { end_ms: now }) },
    null,
    { text: "Choose several lines from here", icon: "check", keys: "Shift ↓", press: () => it.choice.begin(index) },
    { text: "Move the times of lines", icon: "clock", press: () => it.shift(index) },
    { text: "Who speaks here", icon: "talk", press: () => desk.emit("speaker", index) },
    desk.review.lesson.has_sound && { text: "Write this passage again", icon: "book", press: () => it.passage(index) },
    out,
  ];
}

/** Half a minute around a line: farther away nobody means its edge. */
function near(ms, line) {
  return ms > line.start_ms - 30_000 && ms < line.end_ms + 30_000;
}

/**
 * What can be done with several lines at once; `short` for the bar above the words.
 * @param {Object} it
 * @param {(does: () => Promise<void>) => Promise<void>} attempt
 */
export function itemsOfChoice(it, attempt) {
  const { desk, state } = it;
  const lines = it.choice.chosen();
  const many = lines.length;
  const change = (kind, said) => () => attempt(() => it.send({ kind, lines: lines.map((one) => one.id) }, said).then(() => it.backTo(lines[0].start_ms)));
  const out = { text: state.now.mine ? `Take these ${many} lines out` : `Suggest taking these ${many} lines out`, short: "Take out", icon: "bin", keys: "Del", press: change("delete", `${many} lines were taken out.`) };
  const join = { text: state.mayEdit() ? `Join these ${many} lines` : `Suggest joining these ${many} lines`, short: "Join", press: change("merge", `The ${many} lines are one.`) };
  if (state.now.mine && !state.mayEdit()) return [out];
  if (!state.mayEdit()) return [join, out];
  return [
    join,
    { text: "Who speaks in them", short: "Who speaks", icon: "talk", press: () => desk.emit("speakers", lines) },
    { text: "Move their times", short: "Move times", icon: "clock", press: () => it.shift(it.transcript.lines.findIndex((one) => one.data.id === lines[0].id)) },
    out,
  ];
}

/**
 * @param {Object} it
 */
export function itemsOfPane(it) {
  const { state } = it;
  const { undo, redo } = state.now;
  const here = () => Math.max(0, it.transcript.lines.findLastIndex((one) => one.start <= it.desk.player.now()));
  if (state.now.mine && !state.mayEdit()) return [{ text: "Hide a name", icon: "hidden", press: () => it.hide() }];
  if (!state.mayEdit()) return [{ text: "Suggest another text for this line", icon: "pencil", press: () => it.edit(here()) }, { text: "Suggest what was not heard", icon: "plus", press: () => it.insert(here()) }, { text: "Who speaks", icon: "talk", press: () => it.desk.emit("voices") }];
  return [
    undo && { text: `Undo: ${NAMES[undo.kind] ?? "the last change"}`, icon: "undo", keys: "Ctrl Z", press: it.undo },
    redo && { text: `Make again: ${NAMES[redo.kind] ?? "the last change"}`, icon: "redo", keys: "Ctrl Y", press: it.redo },
    null,
    { text: "Change the line that is on", icon: "pencil", press: () => it.edit(here()) },
    { text: "Put in what was not heard", icon: "plus", press: () => it.insert(here()) },
    { text: "Find and replace", icon: "swap", press: it.replace },
    { text: "Move the times of all lines", icon: "clock", press: () => it.shift(here()) },
    it.desk.review.lesson.has_sound && { text: "Write a passage again", icon: "book", press: () => it.passage(here()) },
    null,
    { text: "Who speaks", icon: "talk", press: () => it.desk.emit("voices") },
    { text: "Hide a name", icon: "hidden", press: () => it.hide() },
  ];
}

const NAMES = {
  text: "a text", split: "a split", merge: "a joining", move: "a move", delete: "a line taken out", insert: "a line put in",
  replace: "a replacement", passage: "a passage", suggestion: "a suggestion",
  shift: "times moved", voice: "who speaks",
};

/* What was said, in step with the picture. */

import { clock, lasting } from "./clock.js";
import { createEditing } from "./editing.js";
import { element, fill } from "./element.js";
import { button, icon } from "./icons.js";
import { createImportButton } from "./import_dialog.js";
import { lastBegun, wordsOf } from "./speech.js";
import { createQuote } from "./quote.js";
import { createReplaceBar } from "./replace_bar.js";
import { openTalkShare } from "./talk_share.js";
import { createTranscription } from "./transcription.js";
import { createTranslation } from "./translation.js";
import { chipOf, voiceNames } from "./voice_signs.js";
import { createVoices } from "./voices.js";
import { createWordKeys } from "./word_keys.js";
import { createWordSearch } from "./word_search.js";

const LINGER = 1500; // a line stays lit this long after its last word
const LONG_WAIT = 10_000;
const AT_ONCE = 100; // so many lines are made in about 10 ms
const SECOND_CLICK = 400; // a pane that scrolled at the first click would put something else under the second

/**
 * @param {import("./desk.js").Desk} desk
 */
export function createWords(desk) {
  const list = element("div", { class: "lines", role: "group", "aria-label": "Lines" });
  const scroller = element("div", { class: "scroller" }, list);
  const back = button({ text: "Back to now", icon: "clock", size: "s", class: "small floating", press: () => follow(true) });
  const transcript = { lines: [], words: [] };
  const now = { line: -1, near: 0, word: -1, following: true, held: 0 };
  const search = createWordSearch(desk, transcript, (line) => reveal(scroller, line));
  const transcription = createTranscription(desk);
  const root = element("section", { class: "words", "aria-label": "What was said" });
  const replacing = createReplaceBar(desk, search.input, { back: () => search.input.focus() });
  const dialogs = () => root.closest(".review").querySelector(".dialogs");
  const editing = createEditing(desk, { root, list, dialogs, replace: replacing.open }, transcript);
  const head = element("div", { class: "pane-head" }, element("h2", { text: "What was said" }), element("span", { class: "gap" }), createImportButton(desk), editing.menu, search.root);
  root.append(head, replacing.root, ...editing.bars, editing.trouble, transcription.strip, scroller, back, editing.done);
  back.hidden = search.root.hidden = true;
  list.before(transcription.panel);

  function follow(on) {
    clearTimeout(now.held);
    now.held = 0;
    now.following = on;
    back.hidden = on || !transcript.lines.length;
    if (on && transcript.lines.length) reveal(scroller, transcript.lines[now.near].root);
  }
  /** Before a click moves the words: a second one may follow. */
  function hold() {
    clearTimeout(now.held);
    now.held = setTimeout(() => follow(true), SECOND_CLICK);
  }
  function show(ms) {
    const { line, near, word } = at(transcript, ms);
    if (word !== now.word) mark(transcript.words, now.word, word, "now");
    if (line !== now.line) {
      mark(transcript.lines, now.line, line, "now");
      if (now.following && !now.held && line >= 0 && !desk.scrubbing) reveal(scroller, transcript.lines[line].root);
    }
    Object.assign(now, { line, near, word });
  }
  async function draw() {
    const focused = editing.focusedNow();
    const given = desk.transcript;
    const built = await build(given, () => desk.transcript === given && !desk.signal.aborted);
    if (!built) return; // overtaken by a newer one
    Object.assign(transcript, { lines: built.lines, words: built.words });
    fill(list, built.rows);
    const first = list.querySelector(".stamp");
    if (first) first.tabIndex = 0;
    Object.assign(now, { line: -1, word: -1 });
    search.root.hidden = !transcript.lines.length;
    search.refresh();
    show(desk.player.now());
    editing.drawn(focused);
    desk.emit("lines-drawn");
  }
  createVoices(desk, { list, dialogs, mayEdit: editing.state.mayEdit }, transcript);
  desk.on("words", draw);
  desk.on("english", () => search.refresh());
  desk.on("talk-share", () => openTalkShare(desk, dialogs()));
  list.before(createTranslation(desk, list, transcript));
  desk.on("time", show);
  desk.on("scrubbed", () => now.following && !now.held && now.line >= 0 && reveal(scroller, transcript.lines[now.line].root));
  list.addEventListener("click", (event) => jump(desk, transcript, event, hold));
  watchHand(scroller, () => matchMedia("(max-width: 720px)").matches || follow(false));
  desk.on("scrolled", () => follow(false));
  createWordKeys(desk, list, transcript, createQuote(desk, list, transcript), editing);
  return { root, search, follow };
}

/** The rows of a transcript; a long one in pieces, so that the picture and the keys are not held up meanwhile. */
async function build({ lines, waits, complete, language }, wanted) {
  const made = { lines: [], words: [], rows: [] };
  const names = voiceNames(lines);
  let next = 0;
  for (const [index, line] of lines.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1 && (await rest(), !wanted())) return null;
    const row = buildLine(line, index, made.words, chipOf(line, lines[index - 1], names), line.language || language);
    while (next < waits.length && waits[next][1] <= row.start + 500) made.rows.push(waitRow(waits[next++]));
    made.lines.push(row);
    made.rows.push(row.root);
  }
  if (complete) made.rows.push(...waits.slice(next).map(waitRow));
  return made;
}

/** Let the browser do what it has to, then go on. */
function rest() {
  return globalThis.scheduler?.yield ? scheduler.yield() : new Promise((done) => setTimeout(done, 0));
}

function buildLine(line, index, all, chip, language) {
  const stamp = element("button", { type: "button", class: "stamp", tabindex: "-1", text: clock(line.start_ms), "aria-label": `Play from ${clock(line.start_ms)}: ${line.voice ? `${line.voice}: ` : ""}${line.text.trim()}` });
  const text = element("p", { lang: language || null }); // a screen reader speaks every line in its own language
  const root = element("div", { class: "line", "data-line": index }, stamp, chip, text, line.id && moreButton(line));
  const made = { start: line.start_ms, end: line.end_ms, root, stamp, from: all.length, data: line };
  for (const word of wordsOf(line)) {
    const span = element("span", { class: word.doubtful ? "word doubtful" : "word", "data-word": all.length, text: word.text, title: word.doubtful ? "Not sure: click to check, double click to put it right" : null });
    text.append(word.gap, span);
    all.push({ ...word, root: span, line: index });
  }
  made.to = all.length;
  return made;
}

function moreButton(line) {
  const made = element("button", { type: "button", class: "button only tiny line-more", tabindex: "-1", "aria-label": `Change the line at ${clock(line.start_ms)}`, title: "Change this line", "aria-haspopup": "menu", "aria-expanded": "false" });
  made.append(icon("more", "s"));
  return made;
}

function waitRow([start, end]) {
  const name = end - start < LONG_WAIT ? "Wait " : "Pause ";
  return element("div", { class: "wait" }, element("span", {}, name, element("b", { text: lasting(end - start) })));
}

/** Which line and which word are being said at a time, -1 in a silence; `near` is the line that a silence follows. */
function at({ lines, words }, ms) {
  const line = lastBegun(lines, ms, (one) => one.start);
  const word = lastBegun(words, ms, (one) => one.start);
  const lit = (one) => one && ms < Math.max(one.end, one.start + 200) + 250;
  const heard = line >= 0 && (ms < lines[line].end + LINGER || ms < (lines[line + 1]?.start ?? 0));
  return { line: heard ? line : -1, near: Math.max(0, line), word: lit(words[word]) ? word : -1 };
}

function mark(list, before, after, name) {
  list[before]?.root.classList.remove(name);
  list[after]?.root.classList.add(name);
}

function jump(desk, transcript, event, then) {
  const word = event.target.closest?.(".word");
  const stamp = event.target.closest?.(".stamp");
  const chosen = list(event);
  if (chosen && !chosen.isCollapsed && String(chosen).trim().includes(" ")) return; // words are being chosen, not clicked
  if (!word && !stamp) return;
  then();
  if (word?.classList.contains("match")) desk.player.play(); // it was looked for: to be heard
  if (word) desk.player.seek(transcript.words[Number(word.dataset.word)].start);
  else desk.player.seek(transcript.lines[Number(stamp.closest(".line").dataset.line)].start);
}

function list(event) {
  const root = event.currentTarget.getRootNode();
  return root.getSelection ? root.getSelection() : document.getSelection();
}

function reveal(scroller, row) {
  const pane = scroller.scrollHeight > scroller.clientHeight + 1 && getComputedStyle(scroller).overflowY !== "visible";
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const options = { behavior: calm ? "auto" : "smooth" };
  const box = row.getBoundingClientRect();
  if (pane) {
    const frame = scroller.getBoundingClientRect();
    const offset = box.top - frame.top - frame.height * 0.38;
    const far = Math.abs(offset) > frame.height * 2;
    scroller.scrollBy({ top: offset, behavior: far ? "auto" : options.behavior });
  } else if (box.height && matchMedia("(max-width: 720px)").matches) revealOnPage(row.closest(".review"), box, options);
}

/** In one column the whole page scrolls, under the picture that stays, and under the search while somebody searches. */
function revealOnPage(page, box, options) {
  const tabs = page.querySelector(".tabs").getBoundingClientRect();
  const search = page.querySelector(".words .pane-head:has(.search.searching)")?.offsetHeight ?? 0;
  const top = Math.max(tabs.bottom, 60) + search + 24;
  if (box.top < top || box.bottom > page.clientHeight - 90) page.scrollBy({ top: box.top - top, ...options });
}

/** Scrolling by hand: wheel, finger, page keys, or the bar at the side; never what `reveal` does. */
function watchHand(scroller, stop) {
  for (const event of ["wheel", "touchmove"]) scroller.addEventListener(event, stop, { passive: true });
  scroller.addEventListener("pointerdown", (event) => event.target === scroller && event.offsetX > scroller.clientWidth && stop());
  scroller.addEventListener("keydown", (event) => ["PageUp", "PageDown", "Home", "End"].includes(event.key) && stop());
}

/* Search in what was said: as you type, with n of m; Enter and the arrows jump. */

import { element, field } from "./element.js";
import { button, icon } from "./icons.js";

const LONGEST = 200;
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]/u; // Thai, Lao, Burmese, Khmer, Japanese, Chinese

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{lines: Object[], words: Object[]}} transcript
 * @param {(row: HTMLElement) => void} reveal
 */
export function createWordSearch(desk, transcript, reveal) {
  const input = field("input", { type: "text", role: "searchbox", placeholder: "Search", "aria-label": "Search what was said", maxlength: LONGEST, autocapitalize: "off" });
  const count = element("span", { class: "count", role: "status" });
  const clear = button({ icon: "close", size: "s", label: "Clear the search", class: "tiny", press: () => { input.value = ""; search(); input.focus(); } });
  const root = element("div", { class: "search" }, icon("search", "s"), input, count, clear);
  const found = { list: [], here: -1, entered: false };

  function search() {
    for (const match of found.list) for (const word of match) word.root.classList.remove("match", "here");
    found.list = all(transcript, plain(input.value));
    found.here = nearest(found.list, desk.player.now());
    found.entered = false;
    for (const match of found.list) for (const word of match) word.root.classList.add("match");
    show();
    if (found.here >= 0) reveal(found.list[found.here][0].root.closest(".line"));
  }
  function show() {
    for (const word of root.getRootNode().querySelectorAll?.(".here:is(.word, .english)") ?? []) word.classList.remove("here");
    for (const word of found.list[found.here] ?? []) word.root.classList.add("here");
    const searching = input.value.trim() !== "";
    count.textContent = !searching ? "" : found.list.length ? `${found.here + 1} of ${found.list.length}` : "none";
    root.classList.toggle("searching", searching);
    clear.hidden = !searching;
  }
  function go(step) {
    if (!found.list.length) return;
    found.here = (found.here + step + found.list.length) % found.list.length;
    found.entered = true;
    desk.player.seek(found.list[found.here][0].start);
    reveal(found.list[found.here][0].root.closest(".line"));
    show();
  }
  /** Who looks for a phrase wants to hear it: no key more than Enter. */
  function play(step) {
    go(step);
    if (found.list.length) desk.player.play();
  }
  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") play(event.shiftKey ? -1 : found.entered ? 1 : 0);
    else if (event.key === "ArrowDown") go(found.entered ? 1 : 0);
    else if (event.key === "ArrowUp") go(-1);
    else if (event.key === "Escape") leave(input, search);
    else return;
    event.preventDefault();
  });
  function focus() {
    input.focus();
    input.select();
  }
  desk.commands.add({ name: "words.search", label: "search the words", group: "Words", key: "/", run: focus });
  show();
  return { root, input, focus, refresh: () => input.value.trim() && search() };
}

function leave(input, search) {
  input.value = "";
  search();
  input.blur();
}

/** Fold what nobody types: case, curly quotes, runs of spaces, accents. */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, " ").trim();
}

/** What was said, and the same in English where that is shown. */
function all(transcript, wanted) {
  const english = wanted ? transcript.lines.flatMap((line) => inEnglish(line, wanted)) : [];
  const said = matches(transcript, wanted);
  return english.length ? [...said, ...english].sort((a, b) => a[0].start - b[0].start) : said;
}

function inEnglish({ root, start, end }, wanted) {
  const text = root.querySelector(":scope > .english");
  return text && plain(text.textContent).includes(wanted) ? [[{ root: text, start, end }]] : [];
}

/** Matches may run on from one line into the next; the words of all lines are one text. */
function matches({ words }, wanted) {
  if (!wanted) return [];
  const { text, starts } = textOf(words);
  const found = [];
  for (let index = text.indexOf(wanted); index >= 0; index = text.indexOf(wanted, index + wanted.length)) {
    found.push(words.slice(wordAt(starts, index), wordAt(starts, index + wanted.length - 1) + 1));
  }
  return found;
}

const known = new WeakMap(); // worked out once for each time that the lines are drawn

function textOf(words) {
  if (known.has(words)) return known.get(words);
  const parts = [];
  let length = 0;
  const starts = words.map((word, at) => {
    const before = words[at - 1];
    const gap = word.gap || (before && before.line !== word.line && !UNSPACED.test(before.text.at(-1) ?? "")) ? " " : "";
    const start = length + gap.length;
    word.plain ??= plain(word.text);
    parts.push(gap, word.plain);
    length = start + word.plain.length;
    return start;
  });
  known.set(words, { text: parts.join(""), starts });
  return known.get(words);
}

/** The word that a letter of the text belongs to. */
function wordAt(starts, index) {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

function nearest(list, ms) {
  const next = list.findIndex((match) => match.at(-1).end >= ms);
  return next >= 0 ? next : list.length - 1;
}

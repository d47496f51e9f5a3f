/* Search in what was said: as you type, with n of m; Enter and the arrows jump. */

import { element, field } from "./element.js";
import { button, icon } from "./icons.js";

const LONGEST = 200;

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
    found.list = matches(transcript, plain(input.value));
    found.here = nearest(found.list, desk.player.now());
    found.entered = false;
    for (const match of found.list) for (const word of match) word.root.classList.add("match");
    show();
    if (found.here >= 0) reveal(found.list[found.here][0].root.closest(".line"));
  }
  function show() {
    for (const word of root.getRootNode().querySelectorAll?.(".word.here") ?? []) word.classList.remove("here");
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

function matches({ lines, words }, wanted) {
  if (!wanted) return [];
  return lines.flatMap((line) => matchesIn(words.slice(line.from, line.to), wanted));
}

function matchesIn(words, wanted) {
  let text = "";
  const starts = words.map((word) => {
    text += word.gap ? " " : "";
    const start = text.length;
    text += word.plain ??= plain(word.text);
    return start;
  });
  const found = [];
  for (let index = text.indexOf(wanted); index >= 0; index = text.indexOf(wanted, index + wanted.length)) {
    const end = index + wanted.length;
    found.push(words.filter((word, n) => starts[n] < end && (starts[n + 1] ?? text.length) > index));
  }
  return found;
}

function nearest(list, ms) {
  const next = list.findIndex((match) => match.at(-1).end >= ms);
  return next >= 0 ? next : list.length - 1;
}

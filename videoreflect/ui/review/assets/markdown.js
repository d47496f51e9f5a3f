/* The little markdown that a note may hold, made of nodes: bold, italic, lists, quotes, code, line breaks. Never markup, never a link. */

import { element } from "./element.js";

const LONGEST = 20_000; // characters; what is longer is shown as it was typed
const DEEPEST = 3; // lists and quotes within each other
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g;
const PLAIN = /^[^*_`>\-+•\n\\]*$/;
const ITEM = /^( {0,12})([-*+•]|\d{1,3}[.)]) +(?=\S)/;
const QUOTE = /^ {0,3}> ?/;
const FENCE = /^ {0,3}```/;

/**
 * What a text says, as nodes. Work grows with the length of the text and no faster.
 * @param {string} text
 * @returns {Node[]}
 */
export function marked(text) {
  const clean = text.replaceAll("\r\n", "\n").replace(HIDDEN, "");
  if (clean.length > LONGEST || (PLAIN.test(clean) && !ITEM.test(clean))) return [paragraph([document.createTextNode(clean)])];
  return blocks(clean.replaceAll("\t", "    ").split("\n"), 0);
}

function paragraph(children) {
  return element("p", { dir: "auto" }, ...children);
}

function blocks(lines, depth) {
  const made = [];
  for (let at = 0; at < lines.length; ) {
    const [node, next] = block(lines, at, depth);
    if (node) made.push(node);
    at = next;
  }
  return made;
}

function block(lines, at, depth) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  if (FENCE.test(line)) return fenced(lines, at);
  if (depth < DEEPEST && QUOTE.test(line)) return quoted(lines, at, depth);
  if (depth < DEEPEST && ITEM.test(line)) return listed(lines, at, depth);
  return spoken(lines, at, depth);
}

function fenced(lines, at) {
  let end = at + 1;
  while (end < lines.length && !FENCE.test(lines[end])) end += 1;
  const code = element("code", { text: lines.slice(at + 1, end).join("\n") });
  return [element("pre", { tabindex: "-1" }, code), end + 1];
}

function quoted(lines, at, depth) {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end])) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ""));
  return [element("blockquote", { dir: "auto" }, ...blocks(inner, depth + 1)), end];
}

/** Items of one list: a line that is further in belongs to the item above it. */
function listed(lines, at, depth) {
  const [, inset, sign] = ITEM.exec(lines[at]);
  const numbered = /\d/.test(sign);
  const items = [];
  let end = at;
  while (end < lines.length) {
    const found = ITEM.exec(lines[end]);
    const own = found && found[1].length <= inset.length + 1;
    if (own && /\d/.test(found[2]) !== numbered) break;
    if (!own && !lines[end].startsWith(" ".repeat(inset.length + 2))) break;
    if (own) items.push([lines[end].slice(found[0].length)]);
    else items.at(-1).push(lines[end].trimEnd().slice(inset.length + 2));
    end += 1;
  }
  const made = items.map((item) => element("li", { dir: "auto" }, ...inItem(item, depth)));
  return [element(numbered ? "ol" : "ul", numbered ? { start: parseInt(sign, 10) } : {}, ...made), end];
}

function inItem(lines, depth) {
  const within = blocks(lines, depth + 1);
  return within[0]?.tagName === "P" ? [...within[0].childNodes, ...within.slice(1)] : within;
}

function spoken(lines, at, depth) {
  let end = at + 1;
  const goesOn = (line) => line.trim() && !FENCE.test(line) && (depth >= DEEPEST || (!QUOTE.test(line) && !ITEM.test(line)));
  while (end < lines.length && goesOn(lines[end])) end += 1;
  const said = lines.slice(at, end).flatMap((line, index) => (index ? [element("br"), ...inline(line)] : inline(line)));
  return [paragraph(said), end];
}

const SIGNS = /\\[\\*_`>+-]|`|\*\*|__|\*|_/g;
const TAGS = { "**": "strong", __: "strong", "*": "em", _: "em" };

/** Bold, italic and code in one line. Each sign is looked at once; what is never closed stays as it was typed. */
function inline(line) {
  const open = [{ sign: "", nodes: [] }];
  const state = { at: 0, ticks: true };
  const say = (text) => text && open.at(-1).nodes.push(document.createTextNode(text));
  SIGNS.lastIndex = 0;
  for (let found = SIGNS.exec(line); found; found = SIGNS.exec(line)) {
    say(line.slice(state.at, found.index));
    state.at = SIGNS.lastIndex = found.index + take(line, found, open, state, say);
  }
  say(line.slice(state.at));
  while (open.length > 1) unwind(open);
  return open[0].nodes;
}

/** What one sign means; returns how many characters that took. */
function take(line, found, open, state, say) {
  const [sign] = found;
  if (sign[0] === "\\") return say(sign[1]), 2;
  if (sign === "`") return code(line, found.index, open, state, say);
  const before = line[found.index - 1] ?? " ";
  const after = line[found.index + sign.length] ?? " ";
  if (sign === "**" && open.at(-1).sign === "*" && after === "*") return close(open), 1; // the inner one of three ends first
  const there = open.findIndex((one) => one.sign === sign);
  if (there > 0 && !/\s/.test(before) && !/[\p{L}\p{N}]/u.test(after)) {
    while (open.length > there + 1) unwind(open);
    close(open);
  } else if (there < 0 && !/\s/.test(after) && !/[\p{L}\p{N}]/u.test(before)) open.push({ sign, nodes: [] });
  else say(sign);
  return sign.length;
}

function code(line, index, open, state, say) {
  const end = state.ticks ? line.indexOf("`", index + 1) : -1;
  if (end < 0) {
    state.ticks = false;
    say("`");
    return 1;
  }
  open.at(-1).nodes.push(element("code", { text: line.slice(index + 1, end) }));
  return end + 1 - index;
}

function close(open) {
  const { sign, nodes } = open.pop();
  open.at(-1).nodes.push(element(TAGS[sign], {}, ...nodes));
}

/** A sign that opened and was never closed is text. */
function unwind(open) {
  const { sign, nodes } = open.pop();
  open.at(-1).nodes.push(document.createTextNode(sign), ...nodes);
}

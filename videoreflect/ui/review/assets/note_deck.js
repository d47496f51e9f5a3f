/* The cards of the notes, kept as long as their notes are there: of each only what changed is drawn again. */

import { element, fill } from "./element.js";
import { button } from "./icons.js";
import { colourOf, personOf } from "./marks.js";
import { labelOf, noteHead, partsOfNote, textOf } from "./note_card.js";
import { buildWriter } from "./note_editor.js";
import { buildKeptReply, buildReply, buildReplyEditor, buildReplyWriter } from "./note_thread.js";
import { visibilityOf } from "./visibility.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./drafts.js").createDrafts>} drafts
 * @param {Object<string, Function>} actions
 * @param {{editing: string|null, replying: string|null}} state what is being written in a card
 * @param {(id: string) => string|undefined} conflictOf my text of a note that another window changed too
 */
export function createDeck(desk, drafts, actions, state, conflictOf) {
  const cards = new Map();
  let people = { said: "", turn: 0 };

  /** Everything that the cards say besides their notes: names, who is ready, and what other parts add. */
  function renew(always = false) {
    const { readiness, people: known, me, shared } = desk.review;
    const said = JSON.stringify([readiness, known, me, shared]);
    if (always || said !== people.said) people = { said, turn: people.turn + 1 };
  }
  /**
   * The cards of these notes, in their order; the cards of all others are let go.
   * @param {Object[]} notes
   * @param {Map<string, Object[]>} replies by the id of the note
   */
  function lay(notes, replies) {
    const ways = new Map(drafts.unsaved.map((entry) => [entry.id, entry]));
    const ids = new Set(notes.map((note) => note.id));
    for (const id of cards.keys()) if (!ids.has(id)) cards.delete(id);
    return notes.map((note) => cardOf(note, replies.get(note.id) ?? [], ways));
  }
  function cardOf(note, replies, ways) {
    let card = cards.get(note.id);
    if (!card) cards.set(note.id, (card = newCard()));
    drawNote(card, note, ways.get(note.id));
    drawThread(card, note, replies, ways);
    return card.root;
  }
  function newCard() {
    const main = element("div", { class: "note-main" });
    const thread = element("div", { class: "thread", hidden: true });
    const root = element("article", { class: "note" }, main, thread);
    const card = { root, main, thread, note: null, replies: new Map() };
    root.addEventListener("click", (event) => {
      if (card.key?.editing || event.target.closest("button, textarea, .reply, .reply-writer") || String(document.getSelection()) !== "") return;
      actions.jump(card.note);
    });
    root.addEventListener("dblclick", (event) => card.note.mine && !card.key.editing && !event.target.closest("button, textarea, .thread") && actions.edit(card.note));
    return card;
  }
  function drawNote(card, note, entry) {
    const editing = state.editing === note.id;
    const key = { note, entry, editing, conflict: conflictOf(note.id), people: people.turn };
    if (card.key && editing && card.key.editing && card.key.conflict === key.conflict) return; // what is being written in stays
    if (card.key && Object.keys(key).every((name) => key[name] === card.key[name])) return;
    card.key = key;
    const shown = entry ? { ...note, ...entry.content } : note;
    card.note = shown;
    dressed(card.root, shown, entry, editing);
    keepingFocus(card.main, () => fill(card.main, ...insideOf(shown, note, entry, key)));
    if (editing && card.main.focusWriter) queueMicrotask(card.main.focusWriter); // in its place by then, and before the next key
  }
  function dressed(root, note, entry, editing) {
    const name = `note ${editing ? "editing" : ""} ${entry?.waits ? "draft" : ""} ${note.state} ${root.classList.contains("current") ? "current" : ""}`;
    root.className = name.replace(/ +/g, " ").trim();
    root.dataset.note = note.id;
    root.setAttribute("aria-label", editing ? "Change your note" : labelOf(desk, note));
    root.style.setProperty("--who", colourOf(personOf(desk.review, note.author)));
  }
  function insideOf(shown, note, entry, { editing, conflict }) {
    if (conflict !== undefined) return conflictParts(note, conflict);
    if (!editing) return partsOfNote(desk, shown, wayOf(note, entry), actions);
    const head = noteHead(desk, note.author, note, visibilityOf(desk.review, note), null);
    const writer = writerFor(shown);
    cards.get(note.id).main.focusWriter = writer.focus;
    return [head, ...writer.nodes];
  }
  function writerFor(note) {
    return buildWriter({ label: "Change your note", value: drafts.editOf(note.id) ?? note.text, leave: "Leave as it was", save: (text) => actions.save(note, text), close: () => actions.close(note), keep: (text) => actions.keep(note, text) });
  }
  /** Both texts, in the place of the note; nothing is lost until one is chosen. */
  function conflictParts(note, mine) {
    const part = (words, text, does, which) => element("div", { class: "one-of-two" }, element("p", { class: "hint", text: words }), textOf(text), button({ text: does, class: "small", "data-stop": which, press: () => actions.choose(note, which) }));
    return [
      noteHead(desk, note.author, note, { icon: "alert", word: "Two texts" }, () => actions.jump(note)),
      part("You wrote this here", mine, "Keep this one", "mine"),
      part("You wrote this in another window", note.text, "Keep that one", "theirs"),
      element("div", { class: "note-foot" }, button({ text: "Keep both as text", class: "link", "data-stop": "both", press: () => actions.choose(note, "both") })),
    ];
  }
  function drawThread(card, note, replies, ways) {
    const replying = state.replying === note.id;
    const kept = replying ? undefined : drafts.replyOf(note.id);
    const rows = replies.map((reply) => replyRow(card, reply, ways.get(reply.id)));
    if (!replying) card.writer = null;
    else card.writer ??= opened(buildReplyWriter(desk, note, drafts.replyOf(note.id), actions));
    if (card.kept?.text !== kept) card.kept = kept === undefined ? null : { text: kept, root: buildKeptReply(note, kept, actions) };
    const wanted = [...rows, card.writer?.root, card.kept?.root].filter(Boolean);
    for (const id of card.replies.keys()) if (!replies.some((reply) => reply.id === id)) card.replies.delete(id);
    place(card.thread, wanted);
    card.thread.hidden = !wanted.length;
  }
  function replyRow(card, reply, entry) {
    const editing = state.editing === reply.id;
    const conflict = conflictOf(reply.id);
    const key = { reply, entry, editing, conflict, people: people.turn };
    const old = card.replies.get(reply.id);
    if (old && ((editing && old.key.editing && conflict === old.key.conflict) || Object.keys(key).every((name) => key[name] === old.key[name]))) return old.root;
    const shown = entry ? { ...reply, ...entry.content } : reply;
    const root = insideOfReply(shown, reply, entry, key);
    card.replies.set(reply.id, { key, root });
    if (old) keepingFocus(old.root, () => old.root.replaceWith(root), root);
    return root;
  }
  function insideOfReply(shown, reply, entry, { editing, conflict }) {
    if (conflict !== undefined) return element("div", { class: "reply", "data-note": reply.id }, ...conflictParts(reply, conflict));
    if (editing) return opened(buildReplyEditor(desk, shown, drafts.editOf(reply.id), actions)).root;
    return buildReply(desk, shown, wayOf(reply, entry), actions);
  }
  return { lay, renew, rootOf: (id) => cards.get(id)?.root };
}

function opened(writer) {
  queueMicrotask(writer.focus); // in its place by then, and before the next key
  return writer;
}

function wayOf(note, entry) {
  if (entry?.waits) return "waits";
  return entry || note.saving ? "saving" : "";
}

/** Draw something again; the control that had the focus has it again, or its first neighbour. */
function keepingFocus(holder, draw, after = holder) {
  const active = holder.getRootNode().activeElement;
  const held = holder.contains(active);
  const stops = holder.querySelector('[data-stop][tabindex="0"]') !== null;
  draw();
  if (stops) for (const stop of after.querySelectorAll("[data-stop]")) stop.tabIndex = 0;
  if (!held) return;
  const name = active.dataset.stop;
  const next = (name && after.querySelector(`[data-stop="${name}"]`)) || after.querySelector("[data-stop]");
  next?.focus({ preventScroll: true });
}

/**
 * Put these rows into a holder in this order, and move only what stands elsewhere.
 * @param {HTMLElement} holder
 * @param {HTMLElement[]} rows
 */
export function place(holder, rows) {
  const wanted = new Set(rows);
  for (let child = holder.firstElementChild; child; ) {
    const next = child.nextElementSibling;
    if (!wanted.has(child)) child.remove();
    child = next;
  }
  let at = holder.firstElementChild;
  for (const row of rows) {
    if (row === at) at = at.nextElementSibling;
    else holder.insertBefore(row, at);
  }
}

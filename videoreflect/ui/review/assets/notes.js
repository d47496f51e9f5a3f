/* Everybody's notes that may be seen, in order of time, beside the words. */

import { byTime, contentOf, dropNote, putNote } from "./desk.js";
import { element } from "./element.js";
import { button } from "./icons.js";
import { idOf, personOf } from "./marks.js";
import { buildNoteCard } from "./note_card.js";
import { buildEditor } from "./note_editor.js";
import { draftCard, gone, sealedCard, unsavedCard } from "./other_cards.js";

const AFTERGLOW = 4000; // a note on one moment counts as "here" for so long

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Object} drafts
 * @param {Object} outbox
 * @param {{open: (draft: Object) => void}} composer
 */
export function createNotes(desk, drafts, outbox, composer) {
  const state = { cards: new Map(), editing: null, gone: null, current: [], touched: 0 };
  const count = element("span", { class: "faint" });
  const choice = element("select", { class: "quiet-select", "aria-label": "Whose notes", hidden: true });
  const list = element("div", { class: "note-list" });
  const scroller = element("div", { class: "scroller" }, list);
  const head = element("div", { class: "pane-head" }, element("h2", {}, "Notes ", count), element("span", { class: "gap" }), choice);
  const root = element("section", { class: "notes", "aria-label": "Notes" }, head, scroller);

  const actions = {
    jump: (note) => note.at_ms !== null && desk.player.seek(note.at_ms),
    edit: (note) => setEditing(note.id),
    remove,
    talk: (note) => change(note, { ...contentOf(note), talk: !note.talk }),
    save: (note, text) => change(note, { ...contentOf(note), text }),
    close: (note) => {
      drafts.edit(note.id, null);
      setEditing(null);
      state.cards.get(note.id)?.root.querySelector("button")?.focus();
    },
    keep: (note, text) => drafts.edit(note.id, text),
  };
  function setEditing(id) {
    state.editing = id;
    draw();
  }
  async function change(note, content) {
    const saved = await outbox.send(content, note.id);
    drafts.edit(note.id, null);
    if (state.editing === note.id) setEditing(null);
    desk.say(saved ? "Note saved." : "The connection was lost. Your note is kept.");
  }
  desk.changeNote = (note, changes) => change(note, { ...contentOf(note), ...changes });
  async function remove(note) {
    try {
      await desk.server.removeNote(note.id);
    } catch (error) {
      if (error.name !== "AbortError") desk.emit("refused", error.message);
      return;
    }
    state.gone = note;
    dropNote(desk, note.id);
    desk.say("Note deleted. Undo is in its place.");
    list.querySelector(".gone button")?.focus();
  }
  async function undo() {
    const note = state.gone;
    state.gone = null;
    try {
      putNote(desk, await desk.server.addNote(contentOf(note)));
      desk.say("The note is back.");
    } catch (error) {
      drafts.keep(contentOf(note));
      desk.emit("refused", error.message);
    }
  }
  function draw() {
    if (!desk.review) return;
    drawChoice(desk, choice);
    const shown = desk.shown.filter((note) => choice.value !== "mine" || note.mine);
    count.textContent = shown.length ? String(shown.length) : "";
    place(list, [...rows(shown), ...sealedCards(desk)]);
    if (!shown.length && !drafts.kept.length && !state.gone && !drafts.unsaved.length) list.prepend(emptyPanel(desk));
    light(desk.player.now(), false);
  }
  function rows(shown) {
    const cards = new Map();
    const ordered = shown.map((note) => ({ at: note, root: cardFor(note, cards).root }));
    state.cards = cards;
    const unsaved = drafts.unsaved.filter((entry) => !entry.id).map(({ content }) => ({ at: content, root: unsavedCard(desk, content) }));
    const kept = drafts.kept.map((draft) => ({ at: draft, root: draftCard(desk, draft, () => take(draft), () => drafts.drop(draft)) }));
    const missing = state.gone ? [{ at: state.gone, root: gone(undo, () => ((state.gone = null), draw())) }] : [];
    const others = [...unsaved, ...kept, ...missing].map((row) => ({ at: { created_ms: Infinity, id: "", ...row.at }, root: row.root }));
    return [...ordered, ...others].sort((a, b) => byTime(a.at, b.at)).map((row) => row.root);
  }
  function take(draft) {
    drafts.drop(draft);
    composer.open(draft);
  }
  function cardFor(note, cards) {
    const editing = state.editing === note.id;
    const waiting = drafts.unsaved.find((entry) => entry.id === note.id);
    const old = state.cards.get(note.id);
    const same = old && old.note === note && old.editing === editing && old.waiting === waiting && old.readiness === desk.review.readiness;
    const key = same ? old.key : JSON.stringify([note, editing, waiting, desk.review.readiness]);
    const card = old?.key === key ? Object.assign(old, { note, readiness: desk.review.readiness }) : { key, note, editing, waiting, readiness: desk.review.readiness, root: editing ? buildEditor(desk, note, drafts.editOf(note.id), actions) : buildNoteCard(desk, note, waiting, actions) };
    cards.set(note.id, card);
    return card;
  }
  function light(ms, move = true) {
    const here = desk.notes.filter((note) => note.at_ms !== null && ms >= note.at_ms && ms <= (note.to_ms ?? note.at_ms + AFTERGLOW));
    const ids = here.map((note) => note.id);
    if (move && ids.join() === state.current.join()) return;
    for (const id of new Set([...state.current, ...ids])) state.cards.get(id)?.root.classList.toggle("current", ids.includes(id));
    state.current = ids;
    const first = here.length && state.cards.get(here[0].id)?.root;
    if (move && first && Date.now() - state.touched > 5000) showCard(scroller, first);
  }
  for (const event of ["wheel", "touchmove", "focusin"]) scroller.addEventListener(event, () => (state.touched = Date.now()), { passive: true });
  for (const event of ["notes", "review", "drafts", "filter"]) desk.on(event, draw);
  choice.addEventListener("change", draw);
  desk.on("time", (ms) => light(ms));
  desk.on("select", (id) => select(scroller, state.cards.get(id)?.root));
  watchKeys(list);
  desk.commands.add({ name: "note.delete", label: "delete the note you are on", group: "Notes", key: "Delete", onNote: actions.remove });
  return { root, head, count, restore: () => desk.notes.filter((note) => note.mine && drafts.editOf(note.id)).slice(0, 1).forEach((note) => setEditing(note.id)) };
}

/** Move only what stands elsewhere: a card that is being written in keeps its focus. */
function place(list, rows) {
  const wanted = new Set(rows);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  rows.forEach((row, index) => list.children[index] !== row && list.insertBefore(row, list.children[index] ?? null));
  if (!list.querySelector('[data-stop][tabindex="0"]')) list.querySelector("[data-stop]")?.setAttribute("tabindex", "0");
}

function sealedCards(desk) {
  const sealed = desk.review.readiness.others.filter((other) => !other.revealed);
  return sealed.map((other) => sealedCard(desk, personOf(desk.review, idOf(other.person)), other));
}

function drawChoice(desk, choice) {
  const others = desk.notes.some((note) => !note.mine);
  choice.hidden = !others;
  if (!others) choice.value = "all";
  if (choice.options.length) return;
  choice.append(element("option", { value: "all", text: "Everyone" }), element("option", { value: "mine", text: "Mine" }));
  choice.value = "all";
}

function emptyPanel(desk) {
  return element(
    "div",
    { class: "panel squared" },
    element("h3", { text: "No notes yet" }),
    element("p", { text: "Play the lesson. When something catches you, start typing. The picture waits until you press Enter." }),
    button({ icon: "play", size: "s", text: "Play from the start", press: () => (desk.player.seek(0), desk.player.play()) }),
  );
}

function showCard(scroller, card) {
  if (scroller.scrollHeight <= scroller.clientHeight) return;
  const [box, frame] = [card.getBoundingClientRect(), scroller.getBoundingClientRect()];
  if (box.top >= frame.top && box.bottom <= frame.bottom) return;
  scroller.scrollBy({ top: box.top - frame.top - 12, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function select(scroller, card) {
  if (!card) return;
  showCard(scroller, card);
  card.classList.add("picked");
  setTimeout(() => card.classList.remove("picked"), 1200);
}

/** One tab stop for the list; up and down go from note to note. */
function watchKeys(list) {
  list.addEventListener("keydown", (event) => {
    const card = event.target.closest?.(".note[data-note]");
    if (!card || event.target.matches("textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    focusCard(list, card, step);
    event.preventDefault();
    event.stopPropagation();
  });
}

function focusCard(list, card, step) {
  const all = [...list.querySelectorAll(".note[data-note]")];
  const next = all[all.indexOf(card) + step];
  if (!next) return;
  for (const stop of list.querySelectorAll('[data-stop][tabindex="0"]')) stop.tabIndex = -1;
  const stop = next.querySelector("[data-stop]");
  for (const control of next.querySelectorAll("[data-stop]")) control.tabIndex = 0;
  stop?.focus();
}

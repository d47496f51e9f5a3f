/* Everybody's notes that may be seen, in order of time, beside the words. */

import { byTime } from "./desk.js";
import { element } from "./element.js";
import { button } from "./icons.js";
import { idOf, personOf } from "./marks.js";
import { createDeck, place } from "./note_deck.js";
import { createNoteActions } from "./note_actions.js";
import { draftCard, gone, sealedCard } from "./other_cards.js";
import { createToldLine } from "./told_line.js";

const AFTERGLOW = 4000; // a note on one moment counts as "here" for so long
const READING = 5000; // after a touch the list does not move by itself

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Object} drafts
 * @param {ReturnType<import("./note_changes.js").createChanges>} changes
 * @param {{open: (draft: Object) => void}} composer
 */
export function createNotes(desk, drafts, changes, composer) {
  const state = { editing: null, replying: null, gone: null, current: [], touched: 0, frame: 0 };
  const rows = new WeakMap();
  const count = element("span", { class: "faint" });
  const choice = element("select", { class: "quiet-select", "aria-label": "Whose notes", hidden: true });
  const list = element("div", { class: "note-list" });
  const scroller = element("div", { class: "scroller" }, list);
  const head = element("div", { class: "pane-head" }, element("h2", {}, "Notes ", count), element("span", { class: "gap" }), choice);
  const root = element("section", { class: "notes", "aria-label": "Notes" }, head, createToldLine(desk), scroller);
  const actions = createNoteActions(desk, drafts, changes, state, { draw, focusOn, focusGone: () => list.querySelector(".gone button")?.focus(), leave, writesIn, focusDraft });
  const deck = createDeck(desk, drafts, actions, state, changes.conflictOf);

  function draw() {
    if (!desk.review) return;
    drawChoice(desk, choice);
    const shown = desk.shown.filter((note) => choice.value !== "mine" || note.mine);
    const said = shown.length ? String(shown.length) : "";
    if (count.textContent !== said) count.textContent = said;
    const cards = deck.lay(shown, repliesOf(desk.notes));
    place(list, [...inOrder(shown, cards, otherRows()), ...sealedCards(desk)]);
    if (!shown.length && !drafts.kept.length && !state.gone) list.prepend(emptyPanel(desk));
    if (!list.querySelector('[data-stop][tabindex="0"]')) list.querySelector("[data-stop]")?.setAttribute("tabindex", "0");
    light(desk.player.now(), false);
  }
  /** What is no saved note, with the place in time where it stands. */
  function otherRows() {
    const kept = drafts.kept.map((draft) => ({ at: draft, root: rowOf(draft, () => draftCard(desk, draft, () => take(draft), () => leave(draft, () => drafts.drop(draft)))) }));
    const missing = state.gone ? [{ at: state.gone.note, root: rowOf(state.gone, () => gone(state.gone.note, actions.undoGone, actions.closeGone)) }] : [];
    return [...kept, ...missing].map((row) => ({ at: { created_ms: Infinity, id: "", ...row.at }, root: row.root })).sort((a, b) => byTime(a.at, b.at));
  }
  /** Made once for each draft or deleted note: what has the focus stays when something else is drawn. */
  function rowOf(of, made) {
    if (!rows.has(of)) rows.set(of, made());
    return rows.get(of);
  }
  /** Its row goes with this deed; a focus in it goes on to its neighbour. */
  function leave(of, deed) {
    const row = rows.get(of);
    const held = row?.contains(list.getRootNode().activeElement);
    const near = [row?.nextElementSibling, row?.previousElementSibling];
    deed();
    if (held) [...near, list].map((one) => one?.querySelector("[data-stop], button")).find(Boolean)?.focus();
  }
  function writesIn(id) {
    return list.querySelector(`[data-note="${id}"]`)?.contains(list.getRootNode().activeElement) ?? false;
  }
  /** Where the words are now that were in the field of a card that is gone. */
  function focusDraft(draft) {
    rows.get(draft)?.querySelector("button")?.focus();
  }
  function take(draft) {
    drafts.drop(draft);
    composer.open(draft);
  }
  function light(ms, move = true) {
    const here = desk.notes.filter((note) => note.at_ms !== null && ms >= note.at_ms && ms <= (note.to_ms ?? note.at_ms + AFTERGLOW));
    const ids = here.map((note) => note.id);
    if (move && ids.join() === state.current.join()) return;
    for (const id of new Set([...state.current, ...ids])) deck.rootOf(id)?.classList.toggle("current", ids.includes(id));
    state.current = ids;
    const first = here.length && deck.rootOf(here[0].id);
    if (move && first && !desk.scrubbing && Date.now() - state.touched > READING && !isWriting(list)) showCard(scroller, first);
  }
  function focusOn(id, stop) {
    const card = list.querySelector(`[data-note="${id}"]`);
    (card?.querySelector(`[data-stop="${stop}"]`) ?? card?.querySelector("[data-stop]"))?.focus();
  }
  /** Names, readiness or what other parts say changed: perhaps all cards, once. */
  function renewed(always) {
    if (desk.review) deck.renew(always);
    draw();
  }
  for (const event of ["wheel", "touchmove", "focusin", "keydown"]) scroller.addEventListener(event, () => (state.touched = Date.now()), { passive: true });
  for (const event of ["notes", "drafts", "filter"]) desk.on(event, draw);
  desk.on("review", () => renewed(false));
  for (const event of ["codebooks", "cards"]) desk.on(event, () => renewed(true));
  choice.addEventListener("change", draw);
  desk.on("time", (ms) => light(ms));
  desk.on("scrubbed", () => (state.current = [], light(desk.player.now())));
  desk.on("select", (id) => select(scroller, deck.rootOf(id)));
  watchKeys(list);
  return { root, head, count, actions, restore: actions.restore };
}

/** Replies by the id of the note that they answer, the oldest first. */
function repliesOf(notes) {
  const found = new Map();
  for (const note of notes) {
    if (!note.reply_to) continue;
    if (found.has(note.reply_to)) found.get(note.reply_to).push(note);
    else found.set(note.reply_to, [note]);
  }
  for (const replies of found.values()) replies.sort((a, b) => a.created_ms - b.created_ms || (a.id < b.id ? -1 : 1));
  return found;
}

function inOrder(notes, cards, others) {
  const rows = [];
  let next = 0;
  notes.forEach((note, index) => {
    while (next < others.length && byTime(others[next].at, note) < 0) rows.push(others[next++].root);
    rows.push(cards[index]);
  });
  return [...rows, ...others.slice(next).map((row) => row.root)];
}

function isWriting(list) {
  return Boolean(list.getRootNode().activeElement?.closest?.(".note-list textarea"));
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
    element(
      "div",
      { class: "empty-actions" },
      button({ icon: "play", size: "s", text: "Play from the start", press: () => (desk.player.seek(0), desk.player.play()) }),
      button({ icon: "takeIn", size: "s", text: "Bring notes in", class: "quiet", press: () => desk.emit("import-notes") }),
    ),
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

/* Just type: a note begins at this moment. */

import { clock, moment } from "./clock.js";
import { createComposerCard } from "./composer_card.js";
import { fitTo, tooLong } from "./note_editor.js";
import { newId } from "./new_id.js";
import { LOST } from "./server.js";
import { visibilityOfNew } from "./visibility.js";

const LEAD = 5000; // where a range begins when only its end was set

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./drafts.js").createDrafts>} drafts
 * @param {ReturnType<import("./note_changes.js").createChanges>} changes
 */
export function createComposer(desk, drafts, changes) {
  const state = { draft: null, playOn: false };
  const card = createComposerCard({ start: () => typed(), save, later, talk, share, setIn, setOut, whole });

  function show() {
    desk.writing = state.draft;
    card.show(state.draft, desk);
    desk.emit("writing", state.draft);
  }
  function change(what) {
    state.draft = { ...state.draft, ...what };
    drafts.write(state.draft);
    show();
  }
  /** A letter more or less: nothing but the words is new, so nothing else is drawn. */
  function write(text) {
    state.draft = desk.writing = { ...state.draft, text };
    drafts.write(state.draft);
    card.say(tooLong(text));
  }
  function begin(what = {}) {
    state.draft = { id: newId(), at_ms: desk.player.now(), to_ms: null, text: "", quote: "", talk: false, codes: [], regions: [] };
    state.playOn = false;
    change(what);
  }
  function hold() {
    if (desk.player.paused) return;
    state.playOn = true;
    desk.player.pause();
  }
  /** Focus the field; the key that led here writes its letter there by itself. */
  function typed() {
    if (!state.draft) begin();
    hold();
    card.focus();
  }
  function close() {
    const playOn = state.playOn;
    Object.assign(state, { draft: null, playOn: false });
    drafts.write(null);
    card.say("");
    card.area.value = "";
    fitTo(card.area);
    show();
    desk.emit("unchosen");
    if (card.hasFocus()) card.blur();
    if (playOn) desk.player.play();
  }
  async function save() {
    if (state.draft && desk.unfinished && (await desk.unfinished()) === false) return; // what is being said belongs to the note
    const draft = state.draft;
    if (!draft) return;
    if (!says(draft)) return close();
    if (tooLong(draft.text)) return card.say(tooLong(draft.text));
    close();
    try {
      const note = await changes.add(draft.id ? draft : { ...draft, id: newId() });
      desk.say(note ? `Note saved at ${moment(note.at_ms, note.to_ms)}.` : LOST);
    } catch (error) {
      if (error.name === "AbortError") return;
      refused(draft, error.message);
    }
  }
  function refused(draft, sentence) {
    if (state.draft && says(state.draft)) drafts.keep(draft);
    else open(draft);
    card.say(sentence);
  }
  async function later() {
    if (state.draft && desk.unfinished && (await desk.unfinished()) === false) return;
    if (state.draft && says(state.draft)) {
      drafts.keep(state.draft);
      desk.say("Draft kept.");
    }
    close();
  }
  /** @param {import("./drafts.js").Draft} draft take up a draft again */
  function open(draft, focus = true) {
    if (state.draft && says(state.draft)) drafts.keep(state.draft);
    state.draft = draft;
    card.area.value = draft.text;
    fitTo(card.area);
    change({});
    if (focus) {
      hold();
      card.focus();
    }
  }
  function talk() {
    if (!state.draft) typed();
    change({ talk: !state.draft.talk });
  }
  /** Who can open it: nobody else, or at once everybody who holds the lesson. */
  function share() {
    if (!state.draft) typed();
    const { draft } = state;
    const now = { shared: draft.shared, visibility: visibilityOfNew(desk.review, draft).word === "Released" ? "open" : "" };
    desk.noteSharing.turn(now, async (shared) => {
      if (state.draft?.id !== draft.id) return;
      change({ shared });
      requestAnimationFrame(card.focus);
    });
  }
  function setIn() {
    const now = desk.player.now();
    if (!state.draft) begin({ at_ms: now });
    else change({ at_ms: now, to_ms: state.draft.to_ms > now ? state.draft.to_ms : null });
    desk.say(`The note begins at ${clock(now)}.`);
  }
  function setOut() {
    const now = desk.player.now();
    if (!state.draft) begin({ at_ms: Math.max(0, now - LEAD), to_ms: now });
    else change(ordered(state.draft.at_ms ?? Math.max(0, now - LEAD), now));
    desk.say(`The note ends at ${clock(now)}.`);
    hold();
    card.focus();
  }
  function whole() {
    change(state.draft.at_ms === null ? { at_ms: desk.player.now() } : { at_ms: null, to_ms: null });
  }
  desk.commands.add(
    { name: "note.start", label: "a note at this moment", group: "Notes", key: "", letter: "n", run: typed },
    { name: "note.save", label: "save, play on", group: "Notes", key: "Enter", fixed: true, possible: () => Boolean(state.draft), run: save },
    { name: "note.line", label: "a new line in the note", group: "Notes", key: "Shift+Enter", fixed: true },
    { name: "note.later", label: "give up, keep the draft", group: "Notes", key: "Escape", fixed: true, possible: () => Boolean(state.draft), run: later },
    { name: "note.in", label: "the note begins here", group: "Notes", key: "[", letter: "i", onEmpty: true, run: setIn },
    { name: "note.out", label: "the note ends here", group: "Notes", key: "]", letter: "o", onEmpty: true, run: setOut },
    { name: "note.talk", label: "talk about this", group: "Notes", key: "*", letter: "t", onEmpty: true, run: talk, onNote: (note) => desk.noteActions.talk(note) },
    { name: "note.visibility", label: "who can open the note", group: "Notes", key: "#", letter: "v", onEmpty: true, run: share, onNote: (note) => desk.noteActions.share(note) },
  );
  desk.compose = (what) => {
    if (what.text !== undefined) card.area.value = what.text;
    return state.draft ? change(what) : begin(what);
  };
  card.area.addEventListener("input", () => {
    fitTo(card.area);
    if (!state.draft) begin();
    hold();
    write(card.area.value);
  });
  desk.on("time", (ms) => card.tick(ms));
  desk.on("chosen", (words) => (state.draft ? change(words) : begin(words)));
  desk.on("reached", (reached) => card.connection(reached || (!drafts.unsaved.length && !state.draft?.text)));
  desk.on("refused", (sentence) => card.say(sentence));
  for (const event of ["review", "settings"]) desk.on(event, () => desk.review && show());
  return { root: card.root, typed, save, later, talk, setIn, setOut, open, restore: (draft) => draft && open(draft, false), get active() { return Boolean(state.draft); } };
}

/** Whether there is anything to save: words, a label, something drawn or said, or being said. */
function says({ text, codes = [], regions = [], voice = "", speaking = "" }) {
  return Boolean(text.trim() || codes.length || regions.length || voice || speaking);
}

function ordered(from, to) {
  return from <= to ? { at_ms: from, to_ms: to === from ? null : to } : { at_ms: to, to_ms: from };
}

/* Just type: a note begins at this moment. */

import { clock, moment } from "./clock.js";
import { createComposerCard } from "./composer_card.js";
import { LOST } from "./server.js";

const LEAD = 5000; // where a range begins when only its end was set

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./drafts.js").createDrafts>} drafts
 * @param {ReturnType<import("./outbox.js").createOutbox>} outbox
 */
export function createComposer(desk, drafts, outbox) {
  const state = { draft: null, playOn: false };
  const card = createComposerCard({ start: () => typed(), save, later, talk, setIn, setOut, whole });

  function show() {
    desk.writing = state.draft;
    card.show(state.draft, desk);
    desk.emit("writing", state.draft);
  }
  function change(changes) {
    state.draft = { ...state.draft, ...changes };
    drafts.write(state.draft);
    show();
  }
  function begin(changes = {}) {
    state.draft = { at_ms: desk.player.now(), to_ms: null, text: "", quote: "", talk: false, codes: [], regions: [] };
    state.playOn = false;
    change(changes);
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
    show();
    desk.emit("unchosen");
    if (card.hasFocus()) card.blur();
    if (playOn) desk.player.play();
  }
  async function save() {
    if (state.draft && desk.unfinished && (await desk.unfinished()) === false) return; // what is being said belongs to the note
    const draft = state.draft;
    if (!draft) return;
    if (!holdsSomething(draft)) return close();
    close();
    try {
      const note = await outbox.send(draft);
      desk.say(note ? `Note saved at ${moment(note.at_ms, note.to_ms)}.` : LOST);
    } catch (error) {
      if (error.name === "AbortError") return;
      refused(draft, error.message);
    }
  }
  function refused(draft, sentence) {
    if (state.draft?.text) drafts.keep(draft);
    else open(draft);
    card.say(sentence);
  }
  async function later() {
    if (state.draft && desk.unfinished && (await desk.unfinished()) === false) return;
    if (state.draft && holdsSomething(state.draft)) {
      drafts.keep(state.draft);
      desk.say("Draft kept.");
    }
    close();
  }
  /** @param {import("./drafts.js").Draft} draft take up a draft again */
  function open(draft, focus = true) {
    if (state.draft && holdsSomething(state.draft)) drafts.keep(state.draft);
    state.draft = draft;
    card.area.value = draft.text;
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
    { name: "note.talk", label: "talk about this", group: "Notes", key: "*", letter: "t", onEmpty: true, run: talk, onNote: (note) => desk.changeNote(note, { talk: !note.talk }).catch((error) => desk.emit("refused", error.message)) },
  );
  desk.compose = (changes) => {
    if (changes.text !== undefined) card.area.value = changes.text;
    return state.draft ? change(changes) : begin(changes);
  };
  card.area.addEventListener("input", () => {
    if (!state.draft) begin();
    hold();
    change({ text: card.area.value });
  });
  desk.on("time", (ms) => card.tick(ms));
  desk.on("chosen", (words) => (state.draft ? change(words) : begin(words)));
  desk.on("reached", (reached) => card.connection(reached || (!drafts.unsaved.length && !state.draft?.text)));
  desk.on("refused", (sentence) => card.say(sentence));
  desk.on("review", () => show());
  return { root: card.root, typed, save, later, talk, setIn, setOut, open, restore: (draft) => draft && open(draft, false), get active() { return Boolean(state.draft); } };
}

/** A note may be words, labels, a drawing or a voice alone. */
function holdsSomething({ text, codes = [], regions = [], voice = "" }) {
  return Boolean(text.trim() || codes.length || regions.length || voice);
}

function ordered(from, to) {
  return from <= to ? { at_ms: from, to_ms: to === from ? null : to } : { at_ms: to, to_ms: from };
}

/* What the parts of the screen share: the lesson, its notes and words, the one clock, and who listens. */

import { createCommands } from "./commands.js";
import { createServer } from "./server.js";

/**
 * @typedef {Object} Desk
 * @property {Object|null} review the answer of GET /vr/lessons/{id}
 * @property {Object[]} notes
 * @property {{lines: Object[], speech: number[][], waits: number[][], complete: boolean}} transcript
 * @property {Uint8Array} waveform one value per 100 ms
 * @property {Object} player now(), seek(ms), play(), pause(), toggle()
 * @property {ReturnType<typeof createCommands>} commands what can be done by a key
 * @property {Object} settings how this person wants the screen: typing_starts, keys, letters, prompts; event "settings"
 * @property {Object[]} codebooks those in use, each `{id, title, codes: [{id, name, letters, colour, key, about, group}]}`; event "codebooks"
 * @property {(ref: string) => import("./code_book.js").Code} [codeOf] the code of a label, also where its codebook is not in use
 * @property {boolean} scrubbing somebody drags along the clip: what follows it waits for the event "scrubbed"
 * @property {(note: Object) => boolean} filter which notes are shown; event "filter" after it was replaced
 * @property {((note: Object) => Node|null)[]} cardParts what other parts add to the card of a note, below its text
 * @property {((draft: Object) => Node|null)[]} composerParts what other parts add to the composer, drawn anew when the draft changes
 * @property {(id: string) => Object|undefined} noteNow a note as it is now, with what waits for the connection
 * @property {(note: Object, changes: Object, sitting?: Object) => Promise<void>} changeNote change one of my saved notes; can be undone, all of one sitting at once
 * @property {ReturnType<import("./note_history.js").createHistory>} history what was done to notes in this sitting
 * @property {(changes: Object) => void} compose change what is being written, or begin with it
 * @property {(() => Promise<boolean>)|null} unfinished ends what belongs to the note that is being written, a recording, before it is saved; false: it did not work
 * @property {boolean} closed the lesson may no longer be seen: nothing is written, opened or undone any more
 * @property {{line: Object|null, keepLine: (line: Object|null) => void}} lineDrafts what is typed into a line of the transcript and not saved
 * @property {{from: number, to: number}|null} range a stretch that was chosen on the timeline; event "range"; `chooseRange` sets it
 * @property {{from: number, to: number}|null} view what the timeline shows, in ms; event "view"
 * @property {Object|null} writing what is being written; event "writing"
 */

/**
 * @param {string} lessonId
 * @param {(where: string) => void} go asks Python for another page
 * @param {AbortSignal} signal
 * @returns {Desk}
 */
export function createDesk(lessonId, go, signal) {
  const events = new EventTarget();
  const desk = {
    server: createServer(lessonId, signal),
    signal,
    go,
    review: null,
    notes: [],
    transcript: { lines: [], speech: [], waits: [], complete: false },
    waveform: new Uint8Array(),
    player: null,
    settings: {},
    saveSettings: async () => {},
    ready: false,
    closed: false,
    commands: createCommands(() => desk.settings),
    codebooks: [],
    filter: () => true,
    cardParts: [],
    composerParts: [],
    touched: new Map(),
    changeNote: async () => {},
    compose: () => {},
    scrubbing: false,
    range: null,
    chooseRange: () => {},
    writing: null,
    unfinished: null,
    view: null,
    say: () => {},
    on(name, listener) {
      events.addEventListener(name, (event) => listener(event.detail), { signal });
    },
    emit(name, detail) {
      events.dispatchEvent(new CustomEvent(name, { detail }));
    },
    /** A note as it is now; what waits for the connection counts, once there is an outbox. */
    noteNow(id) {
      return this.notes.find((note) => note.id === id);
    },
    /** The notes that the filter lets through; a reply stands with the note that it answers, and not here. */
    get shown() {
      const answered = new Set(this.notes.filter((note) => !note.reply_to).map((note) => note.id));
      return this.notes.filter((note) => !answered.has(note.reply_to) && this.filter(note));
    },
    get duration() {
      return this.review?.lesson.duration_ms ?? 0;
    },
  };
  return desk;
}

/**
 * Put a note among the others, or in the place of its older self, in order of time.
 * @param {Desk} desk
 * @param {Object} note
 */
export function putNote(desk, note) {
  const others = desk.notes.filter((other) => other.id !== note.id);
  const after = others.findIndex((other) => byTime(other, note) > 0);
  others.splice(after < 0 ? others.length : after, 0, note);
  settle(desk, others, note.id, note);
}

/**
 * @param {Desk} desk
 * @param {string} id
 */
export function dropNote(desk, id) {
  settle(desk, desk.notes.filter((note) => note.id !== id), id, null);
}

function settle(desk, notes, id, note) {
  desk.notes = notes;
  desk.touched.set(id, { at: performance.now(), note });
  desk.emit("notes", { only: id });
}

/**
 * Take in the notes as the server has them. What was done here since it was asked counts, and what did not change
 * stays the very same object.
 * @param {Desk} desk
 * @param {Object[]} fetched
 * @param {number} asked when, by performance.now()
 */
export function takeNotes(desk, fetched, asked) {
  const before = new Map(desk.notes.map((note) => [note.id, note]));
  for (const [id, { at }] of desk.touched) if (at < asked && !before.get(id)?.saving) desk.touched.delete(id);
  const known = fetched.filter((note) => !desk.touched.has(note.id)).map((note) => (isSame(before.get(note.id), note) ? before.get(note.id) : note));
  const here = [...desk.touched.values()].map(({ note }) => note).filter(Boolean);
  const notes = [...known, ...here].sort(byTime);
  if (notes.length && notes.length === desk.notes.length && notes.every((note, index) => note === desk.notes[index])) return;
  desk.notes = notes;
  desk.emit("notes");
}

function isSame(old, note) {
  if (!old) return false;
  return Object.keys(note).every((name) => old[name] === note[name] || (typeof note[name] === "object" && JSON.stringify(old[name]) === JSON.stringify(note[name])));
}

/** Notes on the whole lesson first, then by moment, then by when they were written. */
export function byTime(a, b) {
  return (a.at_ms ?? -1) - (b.at_ms ?? -1) || a.created_ms - b.created_ms || (a.id < b.id ? -1 : 1);
}

/** What a note says, without who and when: the body of POST and PUT. */
export function contentOf({ at_ms, to_ms, text, quote, talk, ...more }) {
  return { at_ms, to_ms, text, quote: quote ?? "", talk: Boolean(talk), ...laterOf(more) };
}

function laterOf({ codes = [], state = "", shared = false, reply_to = "", regions = [], voice = "", voice_ms = 0, origin = "" }) {
  return { codes, state, shared, reply_to, regions, voice, voice_ms, origin };
}

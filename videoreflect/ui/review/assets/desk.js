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
 * @property {(note: Object) => boolean} filter which notes are shown; event "filter" after it was replaced
 * @property {((note: Object) => Node|null)[]} cardParts what other parts add to the card of a note, below its text
 * @property {((draft: Object) => Node|null)[]} composerParts what other parts add to the composer, drawn anew when the draft changes
 * @property {(note: Object, changes: Object) => Promise<void>} changeNote change one of my saved notes; can be undone
 * @property {(changes: Object) => void} compose change what is being written, or begin with it
 * @property {(() => Promise<boolean>)|null} unfinished ends what belongs to the note that is being written, a recording, before it is saved; false: it did not work
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
    commands: createCommands(() => desk.settings),
    codebooks: [],
    filter: () => true,
    cardParts: [],
    composerParts: [],
    changeNote: async () => {},
    compose: () => {},
    writing: null,
    unfinished: null,
    say: () => {},
    on(name, listener) {
      events.addEventListener(name, (event) => listener(event.detail), { signal });
    },
    emit(name, detail) {
      events.dispatchEvent(new CustomEvent(name, { detail }));
    },
    /** The notes that the filter lets through. */
    get shown() {
      return this.notes.filter((note) => this.filter(note));
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
  desk.notes = [...desk.notes.filter((other) => other.id !== note.id), note].sort(byTime);
  desk.emit("notes");
}

/**
 * @param {Desk} desk
 * @param {string} id
 */
export function dropNote(desk, id) {
  desk.notes = desk.notes.filter((note) => note.id !== id);
  desk.emit("notes");
}

/** Notes on the whole lesson first, then by moment, then by when they were written. */
export function byTime(a, b) {
  return (a.at_ms ?? -1) - (b.at_ms ?? -1) || a.created_ms - b.created_ms || (a.id < b.id ? -1 : 1);
}

/** What a note says, without who and when: the body of POST and PUT. */
export function contentOf({ at_ms, to_ms, text, quote, talk, ...more }) {
  return { at_ms, to_ms, text, quote: quote ?? "", talk: Boolean(talk), ...laterOf(more) };
}

function laterOf({ codes = [], state = "", shared = false, reply_to = "", regions = [], voice = "", voice_ms = 0 }) {
  return { codes, state, shared, reply_to, regions, voice, voice_ms };
}

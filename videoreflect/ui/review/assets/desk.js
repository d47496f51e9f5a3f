/* What the parts of the screen share: the lesson, its notes and words, the one clock, and who listens. */

import { createServer } from "./server.js";

/**
 * @typedef {Object} Desk
 * @property {Object|null} review the answer of GET /vr/lessons/{id}
 * @property {Object[]} notes
 * @property {{lines: Object[], speech: number[][], waits: number[][], complete: boolean}} transcript
 * @property {Uint8Array} waveform one value per 100 ms
 * @property {Object} player now(), seek(ms), play(), pause(), toggle()
 */

/**
 * @param {string} lessonId
 * @param {(where: string) => void} go asks Python for another page
 * @param {AbortSignal} signal
 * @returns {Desk}
 */
export function createDesk(lessonId, go, signal) {
  const events = new EventTarget();
  return {
    server: createServer(lessonId, signal),
    signal,
    go,
    review: null,
    notes: [],
    transcript: { lines: [], speech: [], waits: [], complete: false },
    waveform: new Uint8Array(),
    player: null,
    say: () => {},
    on(name, listener) {
      events.addEventListener(name, (event) => listener(event.detail), { signal });
    },
    emit(name, detail) {
      events.dispatchEvent(new CustomEvent(name, { detail }));
    },
    get duration() {
      return this.review?.lesson.duration_ms ?? 0;
    },
  };
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
export function contentOf({ at_ms, to_ms, text, quote, talk }) {
  return { at_ms, to_ms, text, quote: quote ?? "", talk: Boolean(talk) };
}

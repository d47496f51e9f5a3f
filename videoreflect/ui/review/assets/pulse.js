/* Asks once a second whether anything changed, and fetches what did. */

import { takeNotes } from "./desk.js";

const EVERY = 1000;
const HIDDEN_EVERY = 5000;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{closed: (error: Error) => void}} actions `closed` when the lesson may no longer be seen
 */
export function createPulse(desk, { closed }) {
  const seen = { revision: "", notes: "", words: "", misses: 0, turn: 0, ended: false };
  const fetchers = {
    review: async () => {
      desk.review = await desk.server.review();
      desk.emit("review", desk.review);
    },
    notes: async () => {
      const asked = performance.now();
      takeNotes(desk, await desk.server.notes(), asked);
    },
    words: async () => {
      desk.transcript = await desk.server.transcript();
      desk.emit("words");
    },
    wave: async () => {
      desk.waveform = await desk.server.waveform();
      desk.emit("wave");
    },
  };

  async function start() {
    // Taken before what it speaks of: what changes while the page opens is fetched again with the first beat.
    const [pulse] = await Promise.all([desk.server.pulse().catch(() => null), fetchers.review()]);
    if (pulse) note(pulse.revision === desk.review.revision ? pulse : { ...pulse, revision: "another" });
    await Promise.all(["notes", "words", "wave"].map((name) => fetchers[name]().catch((error) => fail(error))));
    next();
  }
  function next() {
    if (desk.signal.aborted || seen.ended) return;
    // What plays on in a hidden window has to stop as soon as in an open one.
    seen.turn = setTimeout(beat, document.hidden && desk.player?.paused !== false ? HIDDEN_EVERY : EVERY);
  }
  async function beat() {
    try {
      await look(await desk.server.pulse());
      if (seen.misses > 1) desk.emit("reached", true);
      seen.misses = 0;
    } catch (error) {
      fail(error);
    }
    next();
  }
  async function look(pulse) {
    if (desk.review.transcription.job || pulse.job) showJob(desk, pulse.job);
    if (seen.revision && pulse.revision !== seen.revision) await fetchers.review();
    if (seen.notes && pulse.notes_revision !== seen.notes) await fetchers.notes();
    if (seen.words && pulse.transcript_revision !== seen.words) await fetchers.words();
    note(pulse);
    desk.emit("pulse", pulse);
  }
  function note({ revision, notes_revision, transcript_revision }) {
    Object.assign(seen, { revision, notes: notes_revision, words: transcript_revision });
  }
  function fail(error) {
    if (error.name === "AbortError") return;
    if (error.status === 403 || error.status === 404) {
      seen.ended = true;
      closed(error);
    } else if (error.passing && (seen.misses += 1) === 2) desk.emit("reached", false);
  }
  /** What was asked for here is not fetched again with the next beat, unless it changed once more. */
  async function asked(name) {
    const pulse = name === "words" && (await desk.server.pulse().catch(() => null));
    await fetchers[name]();
    if (pulse) seen.words = pulse.transcript_revision;
  }
  desk.on("ask", (name) => asked(name).catch(fail));
  desk.signal.addEventListener("abort", () => clearTimeout(seen.turn));
  return { start };
}

function showJob(desk, job) {
  if (job?.state !== "running" && job?.state !== "waiting") return;
  Object.assign(desk.review.transcription, { state: "running", job });
  desk.emit("job");
}

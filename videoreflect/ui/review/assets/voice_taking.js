/* What was said before this page was opened, and was not stopped: found again, as the sound of the draft that names it. */

import { element } from "./element.js";
import { button } from "./icons.js";

const EVERY = 1000;
const STILL = 6000; // ms; so long it may be the page that was left a moment ago, afterwards it is another window
const FOR_GOOD = [400, 404, 413, 422]; // nothing is there, or nothing that can be heard
const FINDING = "Finding what you said so far.";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{soFar: (id: string, how: {after: string, now: boolean}) => Promise<{voice: string, voice_ms: number}>}} routes
 * @param {{changed: () => void, found: (voice: string, ms: number) => void, lost: (sentence: string) => void}} told
 */
export function createTaking(desk, routes, { changed, found, lost }) {
  const state = { speaking: "", phase: "none", sentence: "", since: 0, turn: 0 };
  const named = () => state.speaking && desk.writing?.speaking === state.speaking;

  /** @param {string} speaking what the draft names and this page does not record */
  function begin(speaking) {
    if (state.speaking === speaking && state.phase !== "none") return;
    Object.assign(state, { speaking, since: performance.now() });
    ask();
  }
  /** Resolves to false where it did not work: it is still there then. */
  async function ask(now = false) {
    clearTimeout(state.turn);
    if (!named()) return end();
    put(now || state.phase === "none" ? "asking" : state.phase);
    try {
      const { voice, voice_ms } = await routes.soFar(state.speaking, { after: desk.writing.voice ?? "", now });
      return named() ? arrived({ voice, voice_ms }) : end();
    } catch (error) {
      return failed(error);
    }
  }
  function arrived(sound) {
    end();
    desk.compose({ ...sound, speaking: "" });
    found(sound.voice, sound.voice_ms);
    return true;
  }
  function failed(error) {
    if (error.name === "AbortError") return false;
    if (error.code === "still-speaking") return waits(error.message);
    if (!FOR_GOOD.includes(error.status)) return put("away", error.message);
    const stood = named();
    end();
    if (stood) desk.compose({ speaking: "" });
    if (stood && error.status !== 404) lost(error.message);
    return true;
  }
  function waits(sentence) {
    state.turn = setTimeout(() => !desk.signal.aborted && ask(), EVERY);
    return performance.now() - state.since > STILL ? put("elsewhere", sentence) : put("asking");
  }
  function put(phase, sentence = state.sentence) {
    const same = state.phase === phase && state.sentence === sentence;
    Object.assign(state, { phase, sentence });
    if (!same) changed();
    return false;
  }
  function end() {
    clearTimeout(state.turn);
    Object.assign(state, { phase: "none", speaking: "", sentence: "" });
    changed();
    return true;
  }
  function lines() {
    if (state.phase === "asking") return [element("p", { class: "hint", role: "status", text: FINDING })];
    const text = state.phase === "away" ? "Try again" : "Take what is kept so far";
    return [element("p", { class: "hint", role: "status", text: state.sentence }), button({ text, class: "small", press: () => ask(state.phase === "elsewhere") })];
  }
  desk.signal.addEventListener("abort", () => clearTimeout(state.turn));
  return { begin, lines, finish: () => ask(true), get busy() { return state.phase !== "none"; } };
}

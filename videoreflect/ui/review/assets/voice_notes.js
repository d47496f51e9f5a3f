/* Speaking a note: recorded after a press, kept encrypted with the note, heard again on its card. */

import { element, fill } from "./element.js";
import { button } from "./icons.js";
import { withKey } from "./key_hints.js";
import { personOf } from "./marks.js";
import { createVoicePieces } from "./voice_pieces.js";
import { clockOf, createVoicePlayer } from "./voice_player.js";
import { LONGEST, record } from "./voice_recorder.js";
import { createVoiceRoutes } from "./voice_routes.js";
import { createTaking } from "./voice_taking.js";
import { createVoiceWords } from "./voice_words.js";

const OWN = "Your own voice, kept encrypted on this device. Who can open the note can hear it.";
const LEAST = 1000; // ms that have to be left of three minutes to go on
const USELESS = [400, 413, 422]; // what was recorded is no voice note, and sending it again helps nobody

/**
 * @param {import("./desk.js").Desk} desk
 * @param {string} lesson
 * @param {Promise<{activity?: () => void}>} presence speaking is activity: it puts off the idle lock
 * @param {ReturnType<import("./drafts.js").createDrafts>} drafts the draft names what is being said, while it is
 */
export function createVoiceNotes(desk, lesson, presence, drafts) {
  const routes = createVoiceRoutes(desk, lesson);
  const player = createVoicePlayer(desk, routes.address);
  const state = { phase: "none", recorder: null, pieces: null, sound: null, ending: null, after: "", before: "", from: 0, sentence: "", active: 0, turn: 0, kept: null, again: "" };
  const root = element("div", { class: "voice-part" });
  const meter = createMeter();
  const cards = new Map();
  const words = createVoiceWords(desk, routes, () => {
    draw();
    for (const [voice, one] of cards) one.slot.isConnected ? fill(one.slot, ...words.said(one.note())) : cards.delete(voice);
  });

  const taking = createTaking(desk, routes, {
    changed: () => go(state.phase, state.sentence),
    found(voice, ms) {
      state.again = voice;
      draw();
      desk.say(keptSoFar(ms));
    },
    lost: (sentence) => go("none", sentence),
  });

  async function begin() {
    if (state.phase !== "none" || taking.busy || full(desk.writing)) return;
    player.stop();
    desk.player.pause();
    desk.compose({});
    const { id, voice: after = "", voice_ms: from = 0 } = desk.writing;
    const turn = ++state.turn;
    go("asking");
    try {
      const pieces = createVoicePieces(routes.piece, { lost: () => drafts.flush(true), refused: (error) => desk.emit("refused", error.message) });
      const wanted = () => state.turn === turn && !desk.signal.aborted;
      const recorder = await record({ level, piece: pieces.add, ended: () => finish(), wanted, longest: LONGEST - from });
      if (!recorder) return;
      if (desk.writing?.id !== id) return leave(recorder, pieces);
      Object.assign(state, { recorder, pieces, after, from, before: desk.writing?.text ?? "", ending: finish });
      desk.compose({ speaking: pieces.id });
      drafts.flush();
      go("recording");
      desk.say(from ? `Recording goes on from ${clockOf(from)}.` : "Recording. Three minutes at most.");
      stopButton()?.focus({ preventScroll: true });
    } catch (error) {
      if (state.turn === turn) go("none", error.message);
    }
  }
  /** Another draft was opened while the browser asked: nothing is recorded. */
  function leave(recorder, pieces) {
    pieces.end();
    recorder.drop();
    go("none");
  }
  function level(loud, ms) {
    meter.show(loud, state.from + ms);
    if (ms - state.active < 10_000 && ms > state.active) return;
    state.active = ms;
    presence.then((here) => here.activity?.());
  }
  /** Stop, and keep what was said with the note that is being written. Resolves to false where that did not work. */
  function finish() {
    const { recorder } = state;
    if (!recorder) return state.kept;
    Object.assign(state, { recorder: null, sound: recorder.stop() }); // at once: an Enter right after this waits for it too
    return keep();
  }
  function keep() {
    state.kept = sent();
    return state.kept;
  }
  async function sent() {
    go("sending");
    try {
      const { voice, voice_ms } = await routes.send(await state.sound, state.after);
      if (isElsewhere(desk.writing)) return leaveIt();
      state.pieces.end();
      Object.assign(state, { sound: null, active: 0, ending: null });
      const before = desk.writing ? state.before : "";
      desk.compose({ voice, voice_ms, speaking: "" });
      go("none");
      desk.say(`${clockOf(voice_ms)} of voice kept with the note.`);
      words.write(voice, before);
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
      if (isElsewhere(desk.writing)) return leaveIt();
      if (USELESS.includes(error.status)) letGo();
      state.ending = state.sound ? keep : null;
      go(state.sound ? "failed" : "none", error.message);
      return false;
    }
  }
  const isElsewhere = (draft) => Boolean(draft && (state.recorder || state.sound) && draft.speaking !== state.pieces.id);
  /** Another draft was opened: what was being said stays with the one in which it began, and is found there. */
  function leaveIt() {
    state.recorder?.drop();
    Object.assign(state, { recorder: null, sound: null, active: 0, ending: null });
    go("none");
    return true;
  }
  /** The microphone is let go of, and is not taken if the browser allows it only now. */
  function release() {
    state.turn += 1;
    state.pieces?.end();
    state.recorder?.drop();
    Object.assign(state, { recorder: null, sound: null, active: 0, ending: null });
    go("none");
  }
  /** The draft names it no more: the server forgets what it kept of it. */
  function letGo() {
    state.pieces?.end();
    state.sound = null;
    if (desk.writing?.speaking) desk.compose({ speaking: "" });
  }
  function drop() {
    release();
    letGo();
    desk.say("Discarded.");
    desk.commands.get("note.start")?.run();
  }
  async function discard() {
    const { voice } = desk.writing;
    player.stop();
    words.forget(voice);
    desk.compose({ voice: "", voice_ms: 0 });
    draw();
    desk.say("Discarded.");
    desk.commands.get("note.start")?.run();
    if (!desk.notes.some((note) => note.voice === voice)) await routes.discard(voice).catch(() => {}); // else it goes as a left-over
  }
  function go(phase, sentence = "") {
    Object.assign(state, { phase, sentence });
    desk.unfinished = taking.busy ? taking.finish : state.ending;
    draw();
  }
  function draw() {
    const had = root.contains(root.getRootNode().activeElement);
    fill(root, ...lines());
    if (had && !root.contains(root.getRootNode().activeElement)) root.querySelector("button")?.focus({ preventScroll: true });
  }
  function lines() {
    if (taking.busy) return taking.lines();
    if (state.phase === "asking") return [said("Allow the microphone when the browser asks."), button({ text: "Cancel", class: "small", press: drop })];
    if (state.phase === "recording") return [meter.root, button({ icon: "stop", size: "s", text: "Stop", class: "small stop-voice", press: finish }), button({ text: "Discard", class: "quiet small", press: drop }), said(OWN)];
    if (state.phase === "sending") return [said("Keeping what you said.")];
    if (state.phase === "failed") return [alert(state.sentence), button({ text: "Try again", class: "small", press: keep }), button({ text: "Discard", class: "quiet small", press: drop })];
    if (desk.writing?.voice) return [...soFar(), player.control(desk.writing, "your voice note"), ...goOn(), button({ icon: "bin", size: "s", label: "Discard the voice note", class: "tiny", press: discard }), ...words.said(desk.writing), ...trouble()];
    return [speak, ...trouble()];
  }
  const trouble = () => (state.sentence ? [alert(state.sentence)] : []);
  const soFar = () => (state.again === desk.writing.voice ? [said(keptSoFar(desk.writing.voice_ms))] : []);
  const goOn = () => (full(desk.writing) ? [] : [button({ icon: "microphone", size: "s", text: "Go on speaking", class: "small", press: begin })]);
  const stopButton = () => root.querySelector(".stop-voice");
  let drawnFor;
  desk.composerParts.push((draft) => {
    const key = `${draft.voice ?? ""}|${!draft.text}|${draft.speaking ?? ""}`;
    if (key !== drawnFor) draw();
    drawnFor = key;
    return root;
  });
  desk.cardParts.push((note) => (note.voice ? cardPart(note) : null));
  function cardPart(note) {
    const whose = note.mine ? "your voice note" : `the voice note of ${personOf(desk.review, note.author).first_name}`;
    const slot = element("div", { class: "voice-words" }, ...(note.mine ? words.said(note) : []));
    const latest = () => desk.notes.find((one) => one.id === note.id) ?? note;
    if (note.mine) cards.set(note.voice, { slot, note: latest });
    const remove = note.mine && note.text && button({ icon: "bin", size: "s", label: "Remove the voice note, keep the words", class: "tiny", tabindex: "-1", "data-stop": "voice-bin", press: () => desk.changeNote(latest(), { voice: "", voice_ms: 0 }).catch((error) => desk.emit("refused", error.message)) });
    return element("div", { class: "voice-part" }, player.control(note, whose), remove, slot);
  }
  const onNote = (note) => note.voice && player.toggle(note.voice, 0);
  const toggle = () => (state.recorder ? finish() : begin());
  desk.commands.add({ name: "note.speak", label: "speak a note, or stop", group: "Notes", key: "@", letter: "s", onEmpty: true, run: toggle, onNote });
  const speak = withKey(desk, button({ icon: "microphone", size: "s", text: "Speak a note", class: "chip", press: begin }), "note.speak", "Speak a note");
  desk.on("writing", (draft) => {
    if (["recording", "failed"].includes(state.phase) && isElsewhere(draft)) leaveIt();
    if (draft?.speaking && state.phase === "none") return taking.begin(draft.speaking);
    if (draft) return;
    if (state.recorder) drop();
    else if (state.phase === "asking") release();
  });
  desk.on("notes", () => player.voice && desk.writing?.voice !== player.voice && !desk.notes.some((note) => note.voice === player.voice) && player.stop());
  desk.on("closed", release);
  window.addEventListener("beforeunload", (event) => state.recorder && event.preventDefault(), { signal: desk.signal });
  /** At the lock: what is being said is held in memory, as the draft is, until the same person is back. */
  desk.spoken = () => {
    const recorder = state.recorder;
    state.recorder = null;
    if (recorder) return recorder.stop();
    return state.sound ? Promise.resolve(state.sound) : null;
  };
  /** What was said last is on its way to the server, or did not come through. */
  desk.spokenSent = () => state.pieces?.settled();
  desk.signal.addEventListener("abort", () => state.recorder?.drop());
}

const keptSoFar = (ms) => `What you said so far is kept: ${clockOf(ms)}.`;

/** Whether there is no time left to go on. */
function full(draft) {
  return (draft?.voice_ms ?? 0) > LONGEST - LEAST;
}

function said(text) {
  return element("p", { class: "hint", text });
}

function alert(text) {
  return element("p", { class: "hint voice-trouble", role: "alert", text });
}

/** How long and how loud, for the eye; a screen reader was told that it records. */
function createMeter() {
  const time = element("b", { text: "0:00" });
  const bar = element("span", { class: "level-bar" });
  const root = element("div", { class: "recording" }, element("span", { class: "red-dot" }), element("span", {}, "Recording ", time, ` of ${clockOf(LONGEST)}`), element("span", { class: "level", "aria-hidden": "true" }, bar));
  return {
    root,
    show(loud, ms) {
      time.textContent = clockOf(Math.floor(ms / 1000) * 1000);
      bar.style.transform = `scaleX(${loud.toFixed(2)})`;
    },
  };
}

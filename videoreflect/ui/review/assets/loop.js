/* A stretch that plays again and again, until Esc or the same key. */

import { clock } from "./clock.js";
import { button } from "./icons.js";
import { withKey } from "./key_hints.js";
import { lastBegun } from "./speech.js";

const SHORTEST = 300;
const AROUND = 5000; // where nothing is chosen and nothing is said: so much before and after
const LINGER = 2000;
const END = 120; // before the very end, where playing would stop

/**
 * @typedef {{from: number, to: number, of: string}} Loop `of` is "range", "writing", the id of a note, or ""
 *
 * @param {import("./desk.js").Desk} desk
 * @param {Object} player
 */
export function createLoop(desk, player) {
  const state = { loop: null, last: 0 };
  const control = button({ icon: "loop", label: "Loop", class: "loop", "aria-pressed": "false", press: () => toggle() });

  function set(loop) {
    state.loop = loop && bounded(loop, desk.duration);
    control.setAttribute("aria-pressed", String(Boolean(loop)));
    desk.emit("loop", state.loop);
  }
  function toggle() {
    if (state.loop) return end();
    start(chosen(desk, player.now(), control));
  }
  function start(loop) {
    set(loop);
    const { from, to } = state.loop;
    const now = player.now();
    if (now < from || now >= to) player.seek(from);
    player.play();
    desk.say(`Loops ${clock(from)} to ${clock(to)}.`);
  }
  function end() {
    set(null);
    desk.say("The loop is over.");
  }
  function watch(ms) {
    const { loop, last } = state;
    state.last = ms;
    if (!loop || player.seeking || player.paused) return;
    if (last < loop.to && last >= loop.from - LINGER && ms >= loop.to) player.seek(loop.from);
  }
  /** What is looped moves with what it was taken from. */
  function follow(of, range) {
    if (state.loop?.of === of && range && range.to !== null) set({ ...range, of });
  }
  desk.on("time", watch);
  desk.on("played", ({ at }) => document.hidden && watch(at)); // a hidden window gets no ticks of the screen
  desk.on("ended", () => {
    if (!state.loop) return;
    player.seek(state.loop.from);
    player.play();
  });
  desk.on("range", (range) => follow("range", range));
  desk.on("writing", (draft) => draft && follow("writing", { from: draft.at_ms, to: draft.to_ms }));
  desk.on("notes", () => {
    const note = state.loop && desk.notes.find((one) => one.id === state.loop.of);
    if (note && (note.at_ms !== state.loop.from || note.to_ms !== state.loop.to)) follow(note.id, { from: note.at_ms, to: note.to_ms });
  });
  desk.on("emptied", () => set(null));
  desk.commands.add(
    { name: "player.loop", label: "loop what is chosen, or what is said here", group: "Play", key: ";", letter: "l", onEmpty: true, run: toggle },
    { name: "player.loop-end", label: "end the loop", group: "Play", key: "Escape", fixed: true, possible: () => Boolean(state.loop && !desk.writing), run: end },
  );
  return {
    button: control,
    start,
    toggle,
    end,
    get now() {
      return state.loop;
    },
  };
}

function bounded({ from, to, of }, duration) {
  const last = Math.max(SHORTEST, duration - END);
  const start = Math.min(Math.max(0, from), last - SHORTEST);
  return { from: start, to: Math.min(Math.max(to, start + SHORTEST), last), of };
}

/** What was chosen on the timeline; the note being written; the note that has the focus or is at this moment; what is said. */
function chosen(desk, now, control) {
  const { range, writing } = desk;
  if (range) return { ...range, of: "range" };
  if (writing && writing.to_ms !== null && writing.at_ms !== null) return { from: writing.at_ms, to: writing.to_ms, of: "writing" };
  const note = noteHere(desk, now, control.getRootNode().activeElement);
  if (note) return { from: note.at_ms, to: note.to_ms, of: note.id };
  return said(desk.transcript.lines, now) ?? { from: now - AROUND, to: now + AROUND, of: "" };
}

function noteHere(desk, now, focused) {
  const ranges = desk.shown.filter((note) => note.at_ms !== null && note.to_ms !== null);
  const id = focused?.closest?.("[data-note]")?.dataset.note;
  const there = ranges.filter((note) => now >= note.at_ms - 1 && now <= note.to_ms);
  return ranges.find((note) => note.id === id) ?? there.sort((a, b) => a.to_ms - a.at_ms - (b.to_ms - b.at_ms))[0];
}

function said(lines, now) {
  const line = lines[lastBegun(lines, now, (one) => one.start_ms)];
  return line && now < line.end_ms + LINGER ? { from: line.start_ms, to: line.end_ms, of: "" } : null;
}

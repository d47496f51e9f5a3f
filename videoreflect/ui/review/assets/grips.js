/* The ends of a stretch, to be dragged or moved by the arrow keys. */

import { precise } from "./clock.js";
import { element } from "./element.js";

const STEP = 100;
const LONG_STEP = 1000;
const SHORTEST = 100;
const REST = 700; // after the last press of an arrow, it is saved

/**
 * @typedef {{note: string, name: string, at_ms: number, to_ms: number}} Stretch
 * @typedef {{show: (times: Object) => void, keep: (times: Object) => Promise<void>|void}} Uses
 *
 * @param {import("./desk.js").Desk} desk
 * @param {{x: (ms: number) => number, from: number, to: number, width: number}} view
 * @param {() => void} settled after which everything may be drawn anew
 */
export function createGrips(desk, view, settled) {
  const state = { moving: null, turn: 0 };

  /** @param {HTMLElement} lane @param {Stretch} stretch @param {Uses} uses */
  function attach(lane, stretch, uses) {
    const both = { times: { at_ms: stretch.at_ms, to_ms: stretch.to_ms } };
    const grips = ["at_ms", "to_ms"].map((end) => gripOf(desk, stretch, end));
    const place = () => grips.forEach((grip) => placeAt(grip, both.times, view));
    const moveTo = (end, ms) => {
      both.times = bounded(both.times, end, ms, desk.duration);
      place();
      uses.show(both.times);
      desk.player.scrub(both.times[end]);
    };
    const finish = async () => {
      const { times } = both;
      if (times.at_ms !== stretch.at_ms || times.to_ms !== stretch.to_ms) await uses.keep(times);
      state.moving = null;
      settled();
    };
    for (const grip of grips) {
      watchPointer(grip, view, state, both, moveTo, finish);
      watchKeys(grip, state, both, moveTo, finish);
    }
    place();
    lane.append(...grips);
  }
  return {
    attach,
    get moving() {
      return state.moving;
    },
  };
}

function gripOf(desk, { note, name }, end) {
  return element("span", {
    class: `grip ${end === "at_ms" ? "start" : "end"}`,
    role: "slider",
    tabindex: "0",
    "aria-orientation": "horizontal",
    "aria-label": `${end === "at_ms" ? "Start" : "End"} of ${name}`,
    title: "Drag, or use the arrow keys",
    "aria-valuemin": "0",
    "aria-valuemax": String(Math.round(desk.duration / 100) / 10),
    "data-note": note,
    "data-end": end,
  });
}

function placeAt(grip, times, view) {
  const ms = times[grip.dataset.end];
  grip.style.left = `${view.x(ms).toFixed(1)}px`;
  grip.setAttribute("aria-valuenow", String(Math.round(ms / 100) / 10));
  grip.setAttribute("aria-valuetext", precise(ms));
}

function bounded(times, end, ms, duration) {
  const [low, high] = end === "at_ms" ? [0, times.to_ms - SHORTEST] : [times.at_ms + SHORTEST, duration];
  return { ...times, [end]: Math.round(Math.min(Math.max(ms, low), Math.max(low, high))) };
}

function watchPointer(grip, view, state, both, moveTo, finish) {
  const drag = { before: null, offset: 0 };
  const ms = (x) => view.from + ((x + drag.offset) / view.width) * (view.to - view.from);
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    grip.setPointerCapture(event.pointerId);
    grip.focus({ preventScroll: true });
    event.preventDefault();
    event.stopPropagation();
    drag.before = both.times;
    drag.offset = view.x(both.times[grip.dataset.end]) - event.clientX; // where it was taken hold of does not move it
    state.moving = grip.dataset.note;
  });
  grip.addEventListener("pointermove", (event) => {
    if (!drag.before || !grip.hasPointerCapture(event.pointerId)) return;
    cancelAnimationFrame(state.turn);
    state.turn = requestAnimationFrame(() => drag.before && moveTo(grip.dataset.end, ms(event.clientX)));
  });
  const end = (event, back) => {
    if (!drag.before) return;
    cancelAnimationFrame(state.turn);
    const before = drag.before;
    if (back) moveTo(grip.dataset.end, before[grip.dataset.end]);
    else if (ms(event.clientX) !== before[grip.dataset.end]) moveTo(grip.dataset.end, ms(event.clientX));
    drag.before = null;
    finish();
  };
  grip.addEventListener("pointerup", (event) => end(event, false));
  grip.addEventListener("pointercancel", (event) => end(event, true));
}

function watchKeys(grip, state, both, moveTo, finish) {
  const keys = { turn: 0, before: null };
  const done = () => {
    if (!keys.before) return;
    clearTimeout(keys.turn);
    keys.before = null;
    finish();
  };
  grip.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (event.key === "Escape" && keys.before) moveTo(grip.dataset.end, keys.before[grip.dataset.end]);
    else if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    else {
      keys.before ??= both.times;
      state.moving = grip.dataset.note;
      moveTo(grip.dataset.end, both.times[grip.dataset.end] + way * (event.shiftKey ? LONG_STEP : STEP));
    }
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(keys.turn);
    keys.turn = setTimeout(done, REST);
  });
  grip.addEventListener("blur", done);
}

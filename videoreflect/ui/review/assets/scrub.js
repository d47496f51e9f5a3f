/* Dragging over the timeline: along the ruler it looks for a place, over the speech it chooses a stretch. */

import { sayRange } from "./range.js";

const MOVED = 4; // pixels: less than that is a press
const SHORTEST = 100;

/**
 * A press seeks; dragging scrubs, at most one seek a frame. With Shift it chooses a stretch.
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} track
 * @param {{from: number, to: number, width: number}} view
 */
export function watchScrub(desk, track, view) {
  watchDrag(desk, track, view, (event) => event.shiftKey);
}

/**
 * A press seeks; dragging chooses a stretch.
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} track
 * @param {{from: number, to: number, width: number}} view
 */
export function watchChoosing(desk, track, view) {
  watchDrag(desk, track, view, () => true);
}

function watchDrag(desk, track, view, chooses) {
  const drag = { x: 0, left: 0, choosing: false, moved: false, turn: 0 };
  const ms = (x) => Math.round(Math.min(Math.max(0, view.from + ((x - drag.left) / view.width) * (view.to - view.from)), desk.duration));
  const soon = (act) => {
    cancelAnimationFrame(drag.turn);
    drag.turn = requestAnimationFrame(act);
  };
  function move(x) {
    const [from, to] = [ms(drag.x), ms(x)].sort((a, b) => a - b);
    soon(() => {
      if (!drag.choosing) return desk.player.scrub(ms(x));
      if (to - from >= SHORTEST) desk.chooseRange({ from, to });
    });
  }
  track.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("button")) return;
    track.setPointerCapture(event.pointerId);
    event.preventDefault();
    Object.assign(drag, { x: event.clientX, left: track.getBoundingClientRect().left, choosing: chooses(event), moved: false });
    if (!drag.choosing) move(event.clientX);
  });
  track.addEventListener("pointermove", (event) => {
    if (!track.hasPointerCapture(event.pointerId)) return;
    drag.moved ||= Math.abs(event.clientX - drag.x) >= MOVED;
    if (drag.moved || !drag.choosing) move(event.clientX);
  });
  track.addEventListener("pointerup", (event) => {
    if (!track.hasPointerCapture(event.pointerId) || !drag.choosing) return;
    cancelAnimationFrame(drag.turn); // what comes now is the end of it: nothing may follow the next key
    if (drag.moved) return chosen(desk, drag, ms, event.clientX);
    desk.chooseRange(null);
    desk.player.seek(ms(event.clientX));
  });
}

/** The end of a drag: exactly what was dragged over, its beginning in the picture. */
function chosen(desk, drag, ms, x) {
  const [from, to] = [ms(drag.x), ms(x)].sort((a, b) => a - b);
  if (to - from < SHORTEST) return;
  desk.chooseRange({ from, to });
  desk.player.seek(from);
  sayRange(desk, { from, to });
}

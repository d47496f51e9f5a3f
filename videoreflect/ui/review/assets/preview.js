/* A small picture of the place under the pointer: from the sheet of thumbnails, if the lesson has one. */

import { clock } from "./clock.js";
import { element, write } from "./element.js";

const GAP = 8;

/**
 * @param {import("./desk.js").Desk} desk
 * @returns {{root: HTMLElement, watch: (track: HTMLElement, msAt: (x: number, box: DOMRect) => number) => void}}
 */
export function createPreview(desk) {
  const canvas = element("canvas");
  const time = element("span");
  const root = element("div", { class: "preview", "aria-hidden": "true", hidden: true }, canvas, time);
  const state = { sheet: null, asked: "", turn: 0, last: null };

  async function load() {
    const layout = desk.review?.thumbnails;
    if (!layout || state.asked) return;
    state.asked = layout.url;
    try {
      const sheet = await createImageBitmap(new Blob([await desk.server.thumbnails()], { type: "image/jpeg" }));
      if (state.asked !== layout.url || desk.signal.aborted) return sheet.close();
      state.sheet = sheet;
      if (state.last) show(...state.last); // the pointer may rest where it came in
    } catch {
      // A picture that is not there is worth no sentence: the place is found without.
    }
  }
  function drop() {
    hide();
    state.sheet?.close();
    Object.assign(state, { sheet: null, asked: "" });
    canvas.width = canvas.height = 0;
  }
  function show(ms, x, top) {
    state.last = [ms, x, top];
    cancelAnimationFrame(state.turn);
    state.turn = requestAnimationFrame(() => {
      const layout = desk.review?.thumbnails;
      if (!state.sheet || !layout) return;
      drawAt(canvas, state.sheet, layout, ms);
      write(time, clock(ms));
      root.hidden = false;
      const half = layout.width / 2 + 5;
      const left = Math.min(Math.max(half, x), document.documentElement.clientWidth - half) - half;
      const room = top - layout.height - 34 - GAP;
      root.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(0, room))}px)`;
    });
  }
  function hide() {
    state.last = null;
    cancelAnimationFrame(state.turn);
    root.hidden = true;
  }
  function watch(track, msAt) {
    const look = (event) => {
      load();
      const box = track.getBoundingClientRect();
      const ms = msAt(event.clientX, box);
      if (ms >= 0 && ms <= desk.duration) show(ms, event.clientX, box.top);
    };
    track.addEventListener("pointerenter", look);
    track.addEventListener("pointermove", look);
    track.addEventListener("pointerdown", look);
    for (const event of ["pointerleave", "pointercancel"]) track.addEventListener(event, hide);
  }
  desk.on("review", ({ thumbnails }) => thumbnails || drop());
  desk.on("emptied", drop);
  desk.signal.addEventListener("abort", drop);
  return { root, watch };
}

function drawAt(canvas, sheet, { every_ms, width, height, columns, count }, ms) {
  const number = Math.min(count - 1, Math.floor(ms / every_ms));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const [left, top] = [(number % columns) * width, Math.floor(number / columns) * height];
  canvas.getContext("2d").drawImage(sheet, left, top, width, height, 0, 0, width, height);
}

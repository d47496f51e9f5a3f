/* Drawing on the picture: with a hand, a pen, a finger, or the arrow keys. */

import { drawn, element } from "./element.js";
import { button } from "./icons.js";
import { drawnBy } from "./region_marks.js";
import { bounded, finished, inWords, MOST_REGIONS, moved, outline, WHOLE } from "./region_shapes.js";

const TOOLS = { box: ["frame", "Box"], arrow: ["arrow", "Arrow"], line: ["scribble", "Line by hand"] };
const STEP = 250;
const FINE = 50;
const NEAR = 30; // points of a line closer than this say nothing new
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const START = { box: [[3500, 3500], [6500, 6500]], arrow: [[3000, 7000], [5000, 5000]], line: null };
const HOW = "Drag on the picture. With keys: Enter puts a shape there, arrows move it, Shift and arrows change its size, Esc ends.";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} stage
 * @param {SVGElement} layer lies exactly over the picture
 * @param {() => {width: number, height: number}} size
 * @param {() => void} redrawn what is shown besides is to be drawn anew
 */
export function createDrawing(desk, stage, layer, size, redrawn) {
  const state = { active: false, note: null, regions: [], tool: "box", pen: null, wasPaused: true };
  const sheet = drawn("svg", { class: "drawing-sheet", preserveAspectRatio: "none", tabindex: "0", role: "application" });
  const tools = Object.entries(TOOLS).map(([name, [picture, label]]) => button({ icon: picture, label, "aria-pressed": "false", press: () => choose(name) }));
  const undo = button({ icon: "undo", label: "Undo last", press: () => keep(state.regions.slice(0, -1), "Taken back") });
  const clear = button({ icon: "bin", label: "Remove all", press: () => keep([], "All removed") });
  const done = button({ text: "Done", class: "small", press: () => end() });
  const strip = element("div", { class: "draw-strip", role: "toolbar", "aria-label": "Draw on the picture", hidden: true }, ...tools, undo, clear, done);
  const hint = element("p", { class: "draw-hint", hidden: true, text: HOW });
  layer.after(sheet, strip, hint);
  hide(true);

  function hide(hidden) {
    sheet.style.display = hidden ? "none" : "";
    strip.hidden = hint.hidden = hidden;
    stage.classList.toggle("drawing", !hidden);
  }
  /** @param {Object|null} note one of my saved notes; null: what is being written */
  function begin(note) {
    if (state.active) end();
    desk.player.pause();
    if (note && note.at_ms !== null && !inside(note, desk.player.now())) desk.player.seek(note.at_ms);
    if (!note && desk.writing && desk.writing.at_ms !== null && !inside(desk.writing, desk.player.now())) desk.player.seek(desk.writing.at_ms);
    if (!note) desk.compose({});
    Object.assign(state, { active: true, note, regions: [...((note ?? desk.writing)?.regions ?? [])], pen: null });
    hide(false);
    choose(state.tool);
    redrawn();
    sheet.focus({ preventScroll: true });
    desk.say(`Drawing on the picture. ${HOW}`);
  }
  function end() {
    if (!state.active) return;
    const { note, regions } = state;
    Object.assign(state, { active: false, note: null, pen: null });
    const inUse = sheet.contains(sheet.getRootNode().activeElement) || strip.contains(sheet.getRootNode().activeElement);
    hide(true);
    if (note) saveOn(desk, note, regions);
    redrawn();
    desk.say(regions.length ? `Done: ${inWords(regions)}.` : "Nothing is drawn.");
    if (inUse && !note) desk.commands.get("note.start")?.run(); // on to the words
  }
  function choose(tool) {
    state.tool = tool;
    tools.forEach((one, at) => one.setAttribute("aria-pressed", String(Object.keys(TOOLS)[at] === tool)));
    draw();
  }
  function keep(regions, said) {
    if (regions.length > MOST_REGIONS) return desk.say(`There is room for ${MOST_REGIONS} shapes on one note.`);
    state.regions = regions;
    if (!state.note) desk.compose({ regions });
    draw();
    desk.say(`${said}. ${inWords(regions) || "Nothing is drawn"}.`);
  }
  function draw() {
    if (!state.active) return;
    const { width, height } = size();
    sheet.setAttribute("viewBox", `0 0 ${width} ${height}`);
    sheet.setAttribute("aria-label", `The picture, to draw on: ${inWords(state.regions) || "nothing yet"}. ${HOW}`);
    const all = state.pen ? [...state.regions, state.pen] : state.regions;
    const last = all.at(-1);
    sheet.replaceChildren(drawnBy(desk.review.me, all, { width, height }), ...(last ? [drawn("path", { d: outline(last, { width, height }), class: "chosen" })] : []));
    undo.disabled = clear.disabled = !state.regions.length;
    hint.hidden = all.length > 0; // the picture is wanted, not the words on it
  }
  function pointOf(event) {
    const box = sheet.getBoundingClientRect();
    return [bounded(((event.clientX - box.left) / box.width) * WHOLE), bounded(((event.clientY - box.top) / box.height) * WHOLE)];
  }
  const by = {
    pointerdown(event) {
      if (event.button !== 0 || state.pen) return;
      sheet.setPointerCapture(event.pointerId);
      sheet.focus({ preventScroll: true });
      state.pen = { shape: state.tool, points: [pointOf(event), pointOf(event)] };
      draw();
    },
    pointermove(event) {
      if (!state.pen) return;
      const at = pointOf(event);
      const { shape, points } = state.pen;
      const last = points.at(-1);
      if (shape !== "line") points[1] = at;
      else if (Math.hypot(at[0] - last[0], at[1] - last[1]) > NEAR) points.push(at);
      draw();
    },
    pointerup() {
      const region = state.pen && finished(state.pen);
      state.pen = null;
      if (region) keep([...state.regions, region], "Drawn");
      else draw();
    },
    pointercancel() {
      state.pen = null;
      draw();
    },
  };
  for (const [name, listener] of Object.entries(by)) sheet.addEventListener(name, (event) => (event.preventDefault(), listener(event)));
  for (const part of [sheet, strip, hint]) part.addEventListener("click", (event) => event.stopPropagation()); // the picture does not play while it is drawn on

  /** Before the screen's own keys: what is drawn on belongs to the drawing. */
  function onKey(event) {
    const target = event.composedPath()[0];
    if (!state.active || event.ctrlKey || event.metaKey || !(target === sheet || strip.contains(target))) return;
    if (event.key === "Escape") end();
    else if (target !== sheet) return event.key.length === 1 || ARROWS[event.key] ? event.stopImmediatePropagation() : undefined;
    else if (ARROWS[event.key]) nudge(event);
    else if (event.key === "Enter" || event.key === " ") place();
    else if (event.key === "Delete" || event.key === "Backspace") keep(state.regions.slice(0, -1), "Taken away");
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  function place() {
    if (state.tool === "line") return desk.say("A line by hand needs a mouse, a pen or a finger. A box and an arrow can be put there by keys.");
    const shift = (state.regions.length % 5) * 300;
    keep([...state.regions, moved({ shape: state.tool, points: START[state.tool] }, shift, shift, false)], `${TOOLS[state.tool][1]} in the middle`);
  }
  function nudge(event) {
    const last = state.regions.at(-1);
    if (!last) return desk.say("Press Enter first: it puts a shape in the middle.");
    const step = event.altKey ? FINE : STEP;
    const [right, down] = ARROWS[event.key].map((way) => way * step);
    state.regions = [...state.regions.slice(0, -1), moved(last, right, down, event.shiftKey)];
    if (!state.note) desk.compose({ regions: state.regions });
    draw();
  }
  window.addEventListener("keydown", onKey, { capture: true, signal: desk.signal });
  desk.on("writing", (draft) => state.active && !state.note && !draft && end());
  desk.on("playing", (playing) => playing && end());
  desk.on("review", draw);
  return { begin, end, sheet, get active() { return state.active; }, get note() { return state.note; } };
}

function inside({ at_ms, to_ms }, ms) {
  return ms >= at_ms && ms <= (to_ms ?? at_ms);
}

async function saveOn(desk, note, regions) {
  const now = desk.notes.find((one) => one.id === note.id);
  if (!now || JSON.stringify(now.regions ?? []) === JSON.stringify(regions)) return;
  const empty = !regions.length && !now.text && !now.voice && !now.codes?.length;
  if (empty) return desk.emit("refused", "This note is only a drawing. Delete the note, or write a few words first.");
  try {
    await desk.changeNote(now, { regions });
  } catch (error) {
    if (error.name !== "AbortError") desk.emit("refused", error.message);
  }
}

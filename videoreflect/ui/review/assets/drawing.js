/* Drawing on the picture: with a hand, a pen, a finger, or the arrow keys. */

import { contentOf } from "./desk.js";
import { drawn, element } from "./element.js";
import { button } from "./icons.js";
import { drawnBy } from "./region_marks.js";
import { bounded, finished, inWords, MOST_REGIONS, moved, outline, WHOLE } from "./region_shapes.js";

const TOOLS = { box: ["frame", "Box"], arrow: ["arrow", "Arrow"], line: ["scribble", "Line by hand"] };
const STEP = 250;
const FINE = 50;
const PAUSE = 400; // after the last arrow key a saved note has what it moved
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
  const state = { active: false, note: null, regions: [], tool: "box", pen: null, sitting: null, sent: null, saving: 0 };
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
    state.sitting = note && { regions: note.regions ?? [] };
    state.sent = JSON.stringify(state.regions);
    hide(false);
    choose(state.tool);
    redrawn();
    sheet.focus({ preventScroll: true });
    desk.say(`Drawing on the picture. ${HOW}`);
  }
  function end() {
    if (!state.active) return;
    const { note, regions } = state;
    const now = note && settle();
    Object.assign(state, { active: false, note: null, pen: null });
    const inUse = sheet.contains(sheet.getRootNode().activeElement) || strip.contains(sheet.getRootNode().activeElement);
    hide(true);
    if (now && isEmptied(now, regions)) desk.emit("refused", "This note is only a drawing. Delete the note, or write a few words first.");
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
    hold(regions);
    if (state.note) settle();
    draw();
    desk.say(`${said}. ${inWords(regions) || "Nothing is drawn"}.`);
  }
  /** On the note that is being written it is kept with its words; on a saved one it is saved by `settle`. */
  function hold(regions) {
    state.regions = regions;
    if (!state.note) desk.compose({ regions });
  }
  /** A saved note has what was drawn at once, so that leaving loses nothing; the answer is the note as it is now. */
  function settle() {
    unschedule();
    const { note, regions, sitting } = state;
    const now = desk.notes.find((one) => one.id === note.id);
    const text = JSON.stringify(regions);
    if (!now || text === state.sent || isEmptied(now, regions)) return now;
    state.sent = text;
    saveOn(desk, now, regions, sitting).then((saved) => saved || (state.sent = null));
    return now;
  }
  function unschedule() {
    clearTimeout(state.saving);
    state.saving = 0;
  }
  /** The screen is left or locked: what arrow keys moved in the last moment goes with what waits to be sent. */
  function leave() {
    const { note, regions, saving } = state;
    const now = saving && desk.notes.find((one) => one.id === note.id);
    unschedule();
    if (!now || isEmptied(now, regions)) return;
    const { unsaved, hold: wait } = desk.lineDrafts;
    const before = unsaved.find((entry) => entry.id === now.id) ?? { id: now.id, added: false, content: contentOf(now), base: contentOf(now), was_ms: now.edited_ms };
    wait({ ...before, content: { ...before.content, regions }, waits: true });
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
    if (!state.active || !(target === sheet || strip.contains(target))) return;
    if (isUndo(event)) undo.disabled || undo.click();
    else if (event.ctrlKey || event.metaKey) return;
    else if (event.key === "Escape") end();
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
    hold([...state.regions.slice(0, -1), moved(last, right, down, event.shiftKey)]);
    unschedule();
    if (state.note) state.saving = setTimeout(settle, PAUSE);
    draw();
  }
  window.addEventListener("keydown", onKey, { capture: true, signal: desk.signal });
  desk.on("writing", (draft) => state.active && !state.note && !draft && end());
  desk.on("playing", (playing) => playing && end());
  desk.on("review", draw);
  desk.signal.addEventListener("abort", unschedule);
  return { begin, end, leave, sheet, get active() { return state.active; }, get note() { return state.note; } };
}

function inside({ at_ms, to_ms }, ms) {
  return ms >= at_ms && ms <= (to_ms ?? at_ms);
}

function isUndo({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  return (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === "z";
}

/** Whether a note that was only a drawing would be left with nothing. */
function isEmptied(note, regions) {
  return !regions.length && Boolean(note.regions?.length) && !note.text && !note.voice && !note.codes?.length;
}

/** @param {Object} sitting what is drawn in one go is one step of undo, back to how it was then */
async function saveOn(desk, note, regions, sitting) {
  try {
    await desk.changeNote(note, { regions }, sitting);
    return true;
  } catch (error) {
    if (error.name !== "AbortError") desk.emit("refused", error.message);
    return false;
  }
}

/* The whole lesson on one line: sound, everybody's notes, and a frame round what is shown below. */

import { drawn, element } from "./element.js";
import { colourOf, personOf, shapeOf } from "./marks.js";
import { bars } from "./waves.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{from: number, to: number}|null} view without one (phone), a click seeks
 * @param {(from: number, to: number) => void} [setView]
 */
export function createOverview(desk, view = null, setView = () => {}) {
  const [rest, speech] = ["rest", "speech"].map((name) => drawn("path", { class: `wave ${name}` }));
  const picture = drawn("svg", { preserveAspectRatio: "none" }, rest, speech);
  const marks = element("div", { class: "marks" });
  const chapters = element("div", { class: "chapter-ticks" });
  const frame = element("div", { class: "frame" });
  const head = element("div", { class: "head" });
  const root = element("div", { class: "overview", "aria-hidden": "true" }, picture, chapters, marks, view ? frame : head);
  const drawnFor = { key: "", notes: null };
  const marked = new Map(); // the mark of each note, by its id

  function draw() {
    const [width, height] = [root.clientWidth, root.clientHeight];
    if (!width || !desk.duration) return;
    const key = [width, desk.waveform.length, desk.transcript.speech.length, desk.duration].join();
    if (key !== drawnFor.key) drawSound(width, height);
    if (key !== drawnFor.key || desk.notes !== drawnFor.notes) drawMarks();
    if (key !== drawnFor.key || desk.review.chapters !== drawnFor.chapters) chapters.replaceChildren(...desk.review.chapters.map((chapter) => tickOf(desk, chapter)));
    Object.assign(drawnFor, { key, notes: desk.notes, chapters: desk.review.chapters });
    if (!view) return;
    frame.style.left = `${(100 * view.from) / desk.duration}%`;
    frame.style.width = `${(100 * (view.to - view.from)) / desk.duration}%`;
    frame.hidden = view.to - view.from >= desk.duration - 1;
  }
  /** A mark stays as long as its note stands where it stood: one note more costs one mark, not five hundred. */
  function drawMarks() {
    const wanted = new Map(desk.notes.filter((note) => note.at_ms !== null).map((note) => [note.id, note]));
    for (const [id, { mark, of }] of marked) {
      if (isSame(of, wanted.get(id), desk)) continue;
      mark.remove();
      marked.delete(id);
    }
    for (const [id, note] of wanted) if (!marked.has(id)) marked.set(id, { mark: marks.appendChild(markOf(desk, note)), of: placeOf(note, desk) });
  }
  function drawSound(width, height) {
    const paths = bars({ waveform: desk.waveform, speech: desk.transcript.speech }, { from: 0, to: desk.duration }, { width, height });
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    rest.setAttribute("d", paths.rest);
    speech.setAttribute("d", paths.speech);
  }
  desk.on("time", (ms) => (head.style.left = `${(100 * ms) / (desk.duration || 1)}%`));
  watchPointer(desk, root, view, setView);
  return { root, draw };
}

function placeOf(note, { review, duration }) {
  return { author: note.author, mark: personOf(review, note.author).mark, at_ms: note.at_ms, duration };
}

function isSame(of, note, desk) {
  return note && Object.entries(placeOf(note, desk)).every(([name, value]) => of[name] === value);
}

function tickOf(desk, chapter) {
  const tick = element("i", {});
  tick.style.left = `${(100 * chapter.at_ms) / desk.duration}%`;
  return tick;
}

function markOf(desk, note) {
  const person = personOf(desk.review, note.author);
  const mark = shapeOf(person);
  mark.style.left = `${(100 * note.at_ms) / desk.duration}%`;
  mark.style.color = colourOf(person);
  return mark;
}

function watchPointer(desk, root, view, setView) {
  const move = (event) => {
    const box = root.getBoundingClientRect();
    const ms = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * desk.duration;
    if (!view || view.to - view.from >= desk.duration - 1) desk.player.scrub(ms);
    else setView(ms - (view.to - view.from) / 2, ms + (view.to - view.from) / 2);
  };
  root.addEventListener("pointerdown", (event) => {
    root.setPointerCapture(event.pointerId);
    move(event);
  });
  root.addEventListener("pointermove", (event) => root.hasPointerCapture(event.pointerId) && move(event));
}

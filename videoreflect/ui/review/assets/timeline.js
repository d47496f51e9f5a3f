/* The whole lesson in one line, and a closer look below it: ruler, chapters, speech, lanes. */

import { createBands } from "./bands.js";
import { createChapterLane } from "./chapter_lane.js";
import { clock } from "./clock.js";
import { element } from "./element.js";
import { button, icon } from "./icons.js";
import { createLanes } from "./lanes.js";
import { createOverview } from "./overview.js";
import { createRange } from "./range.js";
import { createTracks } from "./tracks.js";

const FIRST_VIEW = 4 * 60_000;
const CLOSEST = 4000;
const PAN_REST = 4000; // after moving by hand, the view leaves the playhead alone for so long

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./preview.js").createPreview>} preview
 */
export function createTimeline(desk, preview) {
  const view = { from: 0, to: 0, width: 0, drawn: 0, moved: 0 };
  const zoom = element("span", { class: "zoom-level", text: "Zoom 1×" });
  const total = element("span");
  const overview = createOverview(desk, view, setView);
  const tracks = createTracks(desk, view);
  const lanes = createLanes(desk, view, setView, draw);
  const chapters = createChapterLane(desk, view);
  const range = createRange(desk);
  const bands = createBands(desk, view, range.tools);
  const over = element("div", { class: "over", "aria-hidden": "true" }, ...bands.nodes, tracks.head);
  const root = element(
    "section",
    { class: "timeline", "aria-label": "Timeline" },
    label(total, element("span", { class: "gap" }), zoomButton("minus", "Zoom out", 2), zoomButton("plus", "Zoom in", 0.5)),
    overview.root,
    label(zoom),
    tracks.ruler,
    chapters.label,
    chapters.root,
    label(element("span", { class: "speech-label" }, icon("sound", "s"), "Speech"), lanes.choice),
    tracks.speech,
    lanes.root,
    over,
    range.tools,
  );
  preview.watch(overview.root, (x, box) => ((x - box.left) / box.width) * desk.duration);
  for (const track of [tracks.ruler, tracks.speech]) preview.watch(track, (x, box) => view.from + ((x - box.left) / (view.width || 1)) * (view.to - view.from));

  function zoomButton(name, text, factor) {
    return button({ icon: name, size: "s", label: text, class: "tiny", press: () => zoomBy(factor, middle(desk, view)) });
  }
  function zoomBy(factor, around) {
    const long = clamp((view.to - view.from) * factor, Math.min(CLOSEST, desk.duration), desk.duration);
    const share = (around - view.from) / (view.to - view.from || 1);
    setView(around - long * share, around + long * (1 - share));
  }
  function setView(from, to, byHand = true) {
    const long = clamp(to - from, Math.min(CLOSEST, desk.duration), desk.duration);
    const start = clamp(from, 0, Math.max(0, desk.duration - long));
    if (byHand) view.moved = Date.now();
    Object.assign(view, { from: start, to: start + long });
    desk.view = { from: start, to: start + long };
    desk.emit("view", desk.view);
    draw();
  }
  function draw() {
    cancelAnimationFrame(view.drawn);
    view.drawn = requestAnimationFrame(() => {
      if (!view.width || !view.to) return;
      const closer = desk.duration / (view.to - view.from);
      zoom.textContent = `Zoom ${closer < 10 ? Math.round(closer * 10) / 10 : Math.round(closer)}×`;
      for (const part of [overview, tracks, chapters, bands, lanes]) part.draw();
    });
  }
  desk.on("review", () => {
    total.textContent = clock(desk.duration);
    if (!view.to) setView(...firstView(desk), false);
    else draw();
  });
  for (const event of ["wave", "words", "notes", "filter"]) desk.on(event, draw);
  desk.on("time", (ms) => keepInView(view, ms, setView, desk.player));
  desk.commands.add(
    { name: "timeline.closer", label: "closer", group: "Timeline", key: "+", run: () => zoomBy(0.5, middle(desk, view)) },
    { name: "timeline.wider", label: "wider", group: "Timeline", key: "-", run: () => zoomBy(2, middle(desk, view)) },
  );
  watchWheel(root, tracks.ruler, view, zoomBy, setView);
  const watcher = new ResizeObserver(() => {
    view.width = tracks.ruler.clientWidth;
    draw();
  });
  watcher.observe(tracks.ruler);
  desk.signal.addEventListener("abort", () => watcher.disconnect());
  return { root };
}

function label(...children) {
  return element("div", { class: "label" }, ...children);
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

function firstView(desk) {
  const long = Math.min(FIRST_VIEW, desk.duration);
  const place = desk.review.place_ms ?? 0;
  return [place - long / 2, place + long / 2];
}

/** Zoom around the playhead while it is to be seen, else around the middle. */
function middle(desk, view) {
  const now = desk.player.now();
  return now >= view.from && now <= view.to ? now : (view.from + view.to) / 2;
}

function keepInView(view, ms, setView, player) {
  if (!view.to || (ms >= view.from && ms <= view.to)) return;
  if (!player.paused && Date.now() - view.moved < PAN_REST) return;
  const long = view.to - view.from;
  const lead = ms > view.to && ms - view.to < 2000 ? 0.08 : 0.4; // playing on turns the page; a jump centres
  setView(ms - long * lead, ms + long * (1 - lead), false);
}

function watchWheel(root, ruler, view, zoomBy, setView) {
  const turn = (event) => {
    const perPixel = (view.to - view.from) / (view.width || 1);
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      const around = view.from + (event.clientX - ruler.getBoundingClientRect().left) * perPixel;
      zoomBy(Math.exp(clamp(event.deltaY, -100, 100) / 250), clamp(around, view.from, view.to));
    } else if (Math.abs(sideways) > 0) setView(view.from + sideways * perPixel, view.to + sideways * perPixel);
    else return;
    event.preventDefault();
  };
  root.addEventListener("wheel", turn, { passive: false });
}

/* The ruler, the speech, and the playhead over them. */

import { clock } from "./clock.js";
import { drawn, element } from "./element.js";
import { watchChoosing, watchScrub } from "./scrub.js";
import { bars } from "./waves.js";

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((seconds) => seconds * 1000);
const NARROWEST_STEP = 88; // pixels between two times
const HEIGHT = 40;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{from: number, to: number, width: number}} view
 */
export function createTracks(desk, view) {
  const times = element("div", { class: "times", "aria-hidden": "true" });
  const ruler = element("div", { class: "ruler", role: "slider", tabindex: "0", "aria-label": "Playhead", "aria-valuemin": "0" }, times);
  const waits = drawn("path", { class: "waits" });
  const [rest, spoken] = ["rest", "speech"].map((name) => drawn("path", { class: `wave ${name}` }));
  const picture = drawn("svg", { preserveAspectRatio: "none", "aria-hidden": "true" }, waits, rest, spoken);
  const speech = element("div", { class: "speech" }, picture);
  const flag = element("span");
  const head = element("div", { class: "playhead" }, flag);

  const x = (ms) => ((ms - view.from) / (view.to - view.from)) * view.width;
  function draw() {
    drawTimes(times, view, x);
    picture.setAttribute("viewBox", `0 0 ${view.width} ${HEIGHT}`);
    const paths = bars({ waveform: desk.waveform, speech: desk.transcript.speech }, view, { width: view.width, height: HEIGHT });
    rest.setAttribute("d", paths.rest);
    spoken.setAttribute("d", paths.speech);
    const seen = desk.transcript.waits.filter(([start, end]) => end > view.from && start < view.to);
    waits.setAttribute("d", seen.map(([start, end]) => `M${x(start).toFixed(1)} 1h${Math.max(2, x(end) - x(start)).toFixed(1)}v${HEIGHT - 2}H${x(start).toFixed(1)}z`).join(""));
    place(desk.player.now());
  }
  function place(ms) {
    if (!view.width || !view.to) return;
    const at = x(ms);
    head.hidden = at < -1 || at > view.width + 1;
    head.style.transform = `translateX(${at.toFixed(1)}px)`;
    flag.style.transform = `translateX(${Math.min(Math.max(at, 24), view.width - 24) - at}px) translateX(-50%)`;
    const text = clock(ms);
    if (flag.textContent === text) return;
    flag.textContent = text;
    ruler.setAttribute("aria-valuenow", Math.floor(ms / 1000));
    ruler.setAttribute("aria-valuetext", `${text} of ${clock(desk.duration)}`);
  }
  desk.on("review", () => ruler.setAttribute("aria-valuemax", Math.floor(desk.duration / 1000)));
  desk.on("time", place);
  watchScrub(desk, ruler, view);
  watchChoosing(desk, speech, view);
  return { ruler, speech, head, draw };
}


function drawTimes(times, view, x) {
  const perPixel = (view.to - view.from) / view.width;
  const step = STEPS.find((one) => one / perPixel >= NARROWEST_STEP) ?? STEPS.at(-1);
  const shown = [];
  for (let ms = Math.ceil(view.from / step) * step; ms < view.to; ms += step) {
    const time = element("span", { text: clock(ms) });
    time.style.left = `${x(ms)}px`;
    shown.push(time);
  }
  times.replaceChildren(...shown);
  const timeline = times.closest(".timeline");
  timeline.style.setProperty("--grid", `${step / perPixel / 3}px`);
  timeline.style.setProperty("--grid-start", `${x(0)}px`);
}

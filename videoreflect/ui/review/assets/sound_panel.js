/* What stands in place of the picture when the lesson is sound only. */

import { drawn, element } from "./element.js";
import { icon } from "./icons.js";
import { bars } from "./waves.js";

const SIZE = { width: 640, height: 180, apart: 5 };

/**
 * @param {import("./desk.js").Desk} desk
 * @returns {HTMLElement}
 */
export function createSoundPanel(desk) {
  const [rest, speech] = ["rest", "speech"].map((name) => drawn("path", { class: `wave ${name}` }));
  const head = drawn("path", { class: "head", d: `M0 0v${SIZE.height}` });
  const picture = drawn("svg", { viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, preserveAspectRatio: "none" }, rest, speech, head);
  const said = element("span", { text: "Sound only" });
  const words = element("p", {}, icon("sound"), said);
  const root = element("div", { class: "sound-panel", "aria-hidden": "true" }, picture, words);
  desk.on("review", ({ lesson }) => {
    root.setAttribute("aria-hidden", String(!lesson.recording_erased));
    root.classList.toggle("squared", lesson.recording_erased);
  });
  const draw = () => {
    if (desk.review?.lesson.has_picture) return;
    said.textContent = desk.review?.lesson.recording_erased ? "The recording was erased. Notes and transcript are kept." : "Sound only";
    const drawnBars = bars({ waveform: desk.waveform, speech: desk.transcript.speech }, { from: 0, to: desk.duration }, SIZE);
    rest.setAttribute("d", drawnBars.rest);
    speech.setAttribute("d", drawnBars.speech);
  };
  for (const event of ["review", "wave", "words"]) desk.on(event, draw);
  desk.on("time", (ms) => head.setAttribute("transform", `translate(${((ms / (desk.duration || 1)) * SIZE.width).toFixed(1)} 0)`));
  return root;
}

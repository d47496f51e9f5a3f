// A lesson in one line: its sound, and where notes stand.
import { drawn } from "../review/element.js";
import { bars } from "../review/waves.js";
import { bytes } from "./api.js";
import { el } from "./dom.js";

const WIDE = 250, TALL = 24;

/** The line of a card; the sound is asked for when the row comes into sight. `known` keeps what came, by lesson. */
export function soundLine(card, known) {
  if (!card.duration_ms) return null;
  const waves = drawn("path", { class: "sound" });
  const marks = card.marks.map(([at, mine]) => el("span", { class: mine === card.mine ? "teacher" : "mentor", style: `left: ${inside((100 * at) / card.duration_ms)}%` }));
  const line = drawn("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, preserveAspectRatio: "none" }, waves);
  const show = (wave) => waves.setAttribute("d", bars({ waveform: wave, speech: [] }, { from: 0, to: card.duration_ms }, { width: WIDE, height: TALL }).rest);
  const holder = el("div", { class: "sound-line", "aria-hidden": "true" });
  holder.append(line, ...marks);
  if (known.has(card.id)) show(known.get(card.id));
  else once(holder, () => wave(card.id).then((found) => { known.set(card.id, found); show(found); }, () => {}));
  return holder;
}

async function wave(lesson) {
  return new Uint8Array(await (await bytes(`lessons/${lesson}/waveform`)).arrayBuffer());
}

function once(node, act) {
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    act();
  });
  watch.observe(node);
}

function inside(share) {
  return Math.min(98.5, Math.max(1.5, share)).toFixed(1);
}

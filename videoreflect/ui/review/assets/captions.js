/* What is being said, over the picture. */

import { element } from "./element.js";
import { wordsOf } from "./speech.js";

const LONGEST = 76; // letters that stand in two lines on the smallest picture
const LINGER = 600;

/**
 * @param {import("./desk.js").Desk} desk
 */
export function createCaptions(desk) {
  const root = element("p", { class: "caption", "aria-hidden": "true", hidden: true });
  let on = true;
  let parts = [];
  const show = (ms) => {
    const part = on ? parts.find((one) => ms >= one.start && ms < one.end + LINGER && !(one.next <= ms)) : null;
    root.hidden = !part;
    if (part && root.textContent !== part.text) root.textContent = part.text;
  };
  desk.on("words", () => {
    parts = desk.transcript.lines.flatMap(partsOf);
    parts.forEach((part, index) => (part.next = parts[index + 1]?.start ?? Infinity));
    show(desk.player.now());
  });
  desk.on("time", show);
  const toggle = (control) => {
    on = !on;
    control.setAttribute("aria-pressed", String(on));
    show(desk.player.now());
  };
  return { root, toggle };
}

/** Cut a long line at words, so that a caption never covers the picture. */
function partsOf(line) {
  const parts = [];
  const long = line.text.trim().length;
  const wanted = long / Math.ceil(long / LONGEST) + 4; // parts of about one length, no single word left over
  for (const word of wordsOf(line)) {
    const last = parts.at(-1);
    if (last && last.text.length + word.text.length < wanted) {
      last.text += word.gap + word.text;
      last.end = word.end;
    } else parts.push({ start: word.start, end: word.end, text: word.text });
  }
  return parts;
}

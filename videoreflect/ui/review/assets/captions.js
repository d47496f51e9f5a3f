/* What is being said, over the picture, and who says it. Hidden from screen readers: they have the words beside it. */

import { element } from "./element.js";
import { lastBegun, wordsOf } from "./speech.js";

const LONGEST = 76; // letters that stand in two lines on the smallest picture
const LINGER = 600;

/**
 * @param {import("./desk.js").Desk} desk
 */
export function createCaptions(desk) {
  const voice = element("b", { class: "voice" });
  const words = element("span");
  const root = element("p", { class: "caption", "aria-hidden": "true", translate: "no", hidden: true }, voice, words);
  const controls = [];
  let on = true;
  let parts = [];
  let shown = null;
  const show = (ms) => {
    const part = on ? partAt(parts, ms) : null;
    if (part === shown) return;
    shown = part;
    root.hidden = !part;
    voice.textContent = part?.voice ? `${part.voice}: ` : "";
    words.textContent = part?.text ?? "";
  };
  const tell = () => controls.forEach((control) => control.setAttribute("aria-pressed", String(on)));
  desk.on("words", () => {
    parts = inOrder(desk.transcript.lines);
    shown = undefined;
    show(desk.player.now());
  });
  desk.on("time", show);
  function toggle() {
    on = !on;
    tell();
    show(desk.player.now());
    desk.say(on ? "Captions on." : "Captions off.");
  }
  desk.commands.add({ name: "player.captions", label: "captions on the picture", group: "Play", key: "_", letter: "c", onEmpty: true, run: toggle });
  return {
    root,
    toggle,
    /** A button that shows whether they are on. */
    control(button) {
      controls.push(button);
      tell();
      return button;
    },
  };
}

/** The part that is being said; a little longer where nothing follows. */
function partAt(parts, ms) {
  const part = parts[lastBegun(parts, ms, (one) => one.start)];
  return part && ms < part.end + LINGER ? part : null;
}

/** Parts of all lines in order of time. A voice is named where another one spoke before. */
function inOrder(lines) {
  const parts = lines.flatMap(partsOf).sort((a, b) => a.start - b.start);
  let last = "";
  for (const part of parts) {
    const voice = part.voice;
    if (voice === last) part.voice = "";
    last = voice;
  }
  return parts;
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
    } else parts.push({ start: word.start, end: word.end, text: word.text, voice: line.voice ?? "" });
  }
  return parts;
}

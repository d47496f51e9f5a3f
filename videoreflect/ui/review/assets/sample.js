/* A short sample of a voice, played from the lesson itself; afterwards the picture is where it was. */

import { clock } from "./clock.js";
import { button, icon } from "./icons.js";

const LOOK_EVERY = 60;

/**
 * @param {import("./desk.js").Desk} desk
 * @returns {{buttonFor: (name: string, sample: number[], number: number) => HTMLButtonElement, end: () => void}}
 */
export function createSample(desk) {
  const { player } = desk;
  const playing = { timer: 0, button: null, before: null };

  function stop() {
    clearInterval(playing.timer);
    if (playing.button) show(playing.button, false);
    if (playing.button) player.pause();
    playing.timer = 0;
    playing.button = null;
  }
  function start(pressed, [from, to]) {
    stop();
    playing.before ??= player.now();
    playing.button = pressed;
    show(pressed, true);
    player.seek(from);
    player.play();
    playing.timer = setInterval(() => (player.now() >= to || player.now() < from - 1000) && stop(), LOOK_EVERY);
  }
  function buttonFor(name, sample, number) {
    const label = `Hear ${name}, sample ${number}, at ${clock(sample[0])}`;
    const made = button({ icon: "play", size: "s", label, class: "tiny sample", "aria-pressed": "false", press: () => (playing.button === made ? stop() : start(made, sample)) });
    return made;
  }
  function end() {
    stop();
    if (playing.before !== null) player.seek(playing.before);
    playing.before = null;
  }
  desk.signal.addEventListener("abort", () => clearInterval(playing.timer));
  return { buttonFor, end };
}

function show(pressed, on) {
  pressed.setAttribute("aria-pressed", String(on));
  pressed.replaceChildren(icon(on ? "pause" : "play", "s"));
}

/* The tour of the sample lesson: a quiet card beside what it speaks of. It never takes the keyboard, and ends for good. */

import { element, fill, write } from "./element.js";
import { button, icon } from "./icons.js";
import { placeBeside } from "./tour_place.js";
import { TOUR } from "./tour_steps.js";

const PRAISE = 900; // long enough to see that it worked, short enough not to wait for
const NARROW = "(max-width: 720px)";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} root the whole screen
 * @returns {HTMLElement}
 */
export function createTour(desk, root) {
  const state = { step: -1, ending: null, done: false };
  const count = element("span", { class: "faint" });
  const title = element("b");
  const text = element("p");
  const skip = button({ text: "Skip the tour", class: "link", press: () => end() });
  const next = button({ text: "Next", class: "small", press: () => go(state.step + 1) });
  const told = element("div", { role: "status" }, element("p", { class: "tour-head" }, title, element("span", { class: "gap" }), count), text);
  const card = element("aside", { class: "tour", "aria-label": "Tour", hidden: true }, told, element("div", { class: "tour-foot" }, skip, element("span", { class: "gap" }), next));

  function go(step) {
    if (step >= TOUR.length) return end();
    if (step !== state.step) keep(String(step));
    leave();
    Object.assign(state, { step, ending: new AbortController(), done: false });
    card.hidden = false;
    show();
    TOUR[step].watch?.(listening(desk, state.ending.signal), root, () => done(step), state.ending.signal);
  }
  function leave() {
    state.ending?.abort();
    root.querySelector(".tour-here")?.classList.remove("tour-here");
  }
  function show() {
    if (state.step < 0) return;
    const step = TOUR[state.step];
    const narrow = matchMedia(NARROW).matches;
    const last = state.step === TOUR.length - 1;
    write(count, `${state.step + 1} of ${TOUR.length}`);
    fill(title, state.done && icon("check", "s"), step.title);
    write(text, step.text(desk, narrow));
    write(next.querySelector("span"), last ? "End the tour" : "Next");
    skip.hidden = last;
    const anchor = root.querySelector(step.at);
    anchor?.classList.add("tour-here");
    placeBeside(card, narrow ? null : anchor);
  }
  function done(step) {
    if (state.step !== step || state.done) return;
    state.done = true;
    if (step === TOUR.length - 1) return end();
    show();
    setTimeout(() => state.step === step && !desk.signal.aborted && go(step + 1), PRAISE);
  }
  function end() {
    const inside = card.contains(card.getRootNode().activeElement);
    leave();
    state.step = -1;
    card.hidden = true;
    keep("done");
    desk.say("The tour has ended. The sheet of keys shows it again.");
    if (inside) root.querySelector(".row .play")?.focus();
  }
  function keep(tour) {
    desk.saveSettings({ tour }).catch(() => {}); // a tour that is shown once more harms nobody
  }
  desk.on("restored", () => {
    const { tour, sample } = desk.settings;
    if (tour !== "done" && sample === desk.review.lesson.id && desk.review.lesson.mine) go(Math.min(Number(tour) || 0, TOUR.length - 1));
  });
  desk.on("tour", () => go(0));
  for (const event of ["settings", "words", "review"]) desk.on(event, show);
  const watcher = new ResizeObserver(() => show());
  watcher.observe(root);
  desk.signal.addEventListener("abort", () => (watcher.disconnect(), leave()));
  return card;
}

/** The desk, with listeners that end with the step. */
function listening(desk, signal) {
  return Object.create(desk, { on: { value: (name, listener) => desk.on(name, (detail) => signal.aborted || listener(detail)) } });
}

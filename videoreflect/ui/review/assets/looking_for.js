/* Under the composer: what the lesson is watched for, and, once both sets are open, where both stopped. */

import { clock } from "./clock.js";
import { element, fill } from "./element.js";
import { button, icon } from "./icons.js";

const TOGETHER = 5000; // two notes so near each other are about one moment
const NEAR = 8000;

/**
 * @param {import("./desk.js").Desk} desk
 * @returns {HTMLElement}
 */
export function createLookingFor(desk) {
  const focus = element("p", { class: "focus", hidden: true });
  const both = element("p", { class: "both", hidden: true });
  let shown = null;
  let moments = [];
  const show = (ms) => {
    const here = moments.find((one) => ms >= one - 2000 && ms <= one + NEAR) ?? null;
    both.hidden = here === null;
    if (here !== null && here !== shown) fill(both, ...bothStopped(desk, here, moments.length));
    shown = here;
  };
  desk.on("review", ({ lesson }) => {
    focus.hidden = !lesson.focus;
    fill(focus, element("span", { text: "Looking for" }), element("b", { text: lesson.focus }));
  });
  desk.on("notes", () => {
    moments = sharedMoments(desk.notes);
    shown = null;
    show(desk.player.now());
  });
  desk.on("time", show);
  return element("div", { class: "looking-for" }, both, focus);
}

function bothStopped(desk, ms, count) {
  const link = button({ text: count === 1 ? "See it in the agenda" : count === 2 ? "See both moments" : `See all ${count} moments`, class: "link", press: () => desk.go("dialogue") });
  return [icon("talk"), element("span", {}, element("b", { text: `You both stopped at ${clock(ms)}.` }), " It is on the agenda. ", link)];
}

function sharedMoments(notes) {
  const timed = notes.filter((note) => note.at_ms !== null && note.visibility === "open" && !note.reply_to);
  const theirs = timed.filter((note) => !note.mine).map((note) => note.at_ms);
  const mine = timed.filter((note) => note.mine).map((note) => note.at_ms);
  return mine.filter((ms) => theirs.some((other) => Math.abs(other - ms) <= TOGETHER));
}

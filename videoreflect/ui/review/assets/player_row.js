/* The row under the picture. */

import { clock } from "./clock.js";
import { element, write } from "./element.js";
import { button, icon } from "./icons.js";
import { withKey } from "./key_hints.js";
import { openMenu } from "./menu.js";

const HOUR = 3_600_000;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLVideoElement} video
 * @param {Object} player
 * @param {() => void} fullScreen
 */
export function createRow(desk, video, player, fullScreen) {
  const play = button({ icon: "play", label: "Play", class: "play", press: player.toggle });
  const time = element("span", { class: "time" }, element("b", { text: clock(0) }), element("span"));
  const captions = player.captions.control(withKey(desk, button({ icon: "captions", label: "Captions", class: "wide", press: player.captions.toggle }), "player.captions", "Captions"));
  const row = element(
    "div",
    { class: "row", role: "toolbar", "aria-label": "Player" },
    play,
    button({ icon: "back5", label: "Back 5 seconds", press: () => player.skip(-5000) }),
    button({ icon: "frameBack", label: "One picture back", class: "wide frames", press: () => player.step(-1) }),
    button({ icon: "frameOn", label: "One picture on", class: "wide frames", press: () => player.step(1) }),
    button({ icon: "on5", label: "On 5 seconds", class: "narrow", press: () => player.skip(5000) }),
    time,
    element("span", { class: "gap" }),
    player.loop.button,
    player.speed.root,
    captions,
    ...soundControls(video),
    chaptersButton(desk),
    moreButton(desk, player),
    fullButton(desk, fullScreen),
  );
  row.addEventListener("pointerdown", (event) => event.target.closest("button") && event.preventDefault()); // the keys stay where they were
  row.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  desk.on("time", (ms) => write(time.firstChild, clock(ms)));
  desk.on("review", () => {
    time.lastChild.textContent = ` / ${clock(desk.duration)}`;
    time.classList.toggle("long", desk.duration >= HOUR);
  });
  desk.on("playing", (playing) => {
    play.replaceChildren(icon(playing ? "pause" : "play"));
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
    play.title = playing ? "Pause" : "Play";
  });
  return row;
}

/** Nothing to choose for who may not name any, as long as there is none. */
function chaptersButton(desk) {
  const made = button({ icon: "chapters", label: "Chapters", class: "wide", "aria-haspopup": "dialog", press: () => desk.emit("open-chapters") });
  desk.on("review", ({ lesson, chapters }) => (made.hidden = !lesson.mine && !chapters.length));
  return made;
}

/** On a phone: what has no room in the row. */
function moreButton(desk, player) {
  const made = button({ icon: "more", label: "More for the picture", class: "narrow", "aria-haspopup": "menu", "aria-expanded": "false", press: () => openMenu(made.closest(".review"), made, items(), "More for the picture") });
  const items = () => [
    !player.loop.now && { text: "Loop what is said here", icon: "loop", press: player.loop.toggle },
    { text: "Captions on or off", icon: "captions", press: player.captions.toggle },
    (desk.review.lesson.mine || desk.review.chapters.length > 0) && { text: "Chapters", icon: "chapters", press: () => desk.emit("open-chapters") },
    { text: "One picture back", icon: "frameBack", press: () => player.step(-1) },
    { text: "One picture on", icon: "frameOn", press: () => player.step(1) },
  ];
  return made;
}

function fullButton(desk, fullScreen) {
  const made = button({ icon: "full", label: "Full screen", "aria-pressed": "false", press: fullScreen });
  desk.on("full", (full) => {
    made.replaceChildren(icon(full ? "unfull" : "full"));
    made.setAttribute("aria-pressed", String(full));
  });
  return made;
}

function soundControls(video) {
  const loud = element("input", { type: "range", class: "loud wide", min: "0", max: "1", step: "0.05", "aria-label": "Loudness", value: "1" });
  const mute = button({ icon: "sound", label: "Sound", class: "wide", "aria-pressed": "true", press: () => (video.muted = !video.muted) });
  const show = () => {
    const on = !video.muted && video.volume > 0;
    mute.replaceChildren(icon(on ? "sound" : "silent"));
    mute.setAttribute("aria-pressed", String(on));
  };
  loud.addEventListener("input", () => {
    video.volume = Number(loud.value);
    video.muted = false;
  });
  video.addEventListener("volumechange", show);
  return [mute, loud];
}

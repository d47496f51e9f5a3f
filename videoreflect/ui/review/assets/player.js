/* The picture, its sound, and the one clock that everything else follows. */

import { createCaptions } from "./captions.js";
import { element } from "./element.js";
import { createLoop } from "./loop.js";
import { button, icon } from "./icons.js";
import { createRow } from "./player_row.js";
import { createSoundPanel } from "./sound_panel.js";
import { createSpeed } from "./speed.js";

const STEP = 5000;
const LONG_STEP = 30_000;
const KEEP_PLACE_EVERY = 10_000;
const REST = 120;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {() => void} fullScreen
 */
export function createPlayer(desk, fullScreen) {
  const video = element("video", { playsinline: true, preload: "auto", tabindex: "-1", "aria-label": "The recorded lesson" });
  video.preservesPitch = true;
  const state = { wanted: null, frame: 40, told: false, kept: 0, ticking: 0, resting: 0, url: "" };
  const captions = createCaptions(desk);
  const trouble = element("div", { class: "trouble", role: "alert", hidden: true });
  const stage = element("div", { class: "stage" }, video, createSoundPanel(desk), captions.root, trouble);

  const now = () => Math.round(state.wanted ?? video.currentTime * 1000);
  const player = {
    now,
    get paused() {
      return video.paused;
    },
    play: () => video.play().catch(() => {}),
    pause: () => video.pause(),
    toggle: () => (video.paused ? player.play() : player.pause()),
    seek: (ms) => seek(desk, video, state, ms),
    scrub: (ms) => scrub(desk, state, player, ms),
    skip: (ms) => player.seek(now() + ms),
    step: (frames) => step(video, state, player, frames),
    /** Whether a place that was asked for is still being looked for. */
    get seeking() {
      return video.seeking || state.wanted !== null;
    },
    captions,
    keepPlace: (leaving) => keepPlace(desk, state, now(), leaving),
    empty() {
      empty(video, state);
      desk.emit("emptied");
    },
  };
  addCommands(desk, player);
  player.speed = createSpeed(desk, video);
  player.loop = createLoop(desk, player);
  watchFrames(video, state);
  listen(desk, video, state, player);
  desk.on("review", (review) => open(video, stage, state, review));
  video.addEventListener("error", () => showTrouble(trouble, video, state), { signal: desk.signal });
  video.addEventListener("loadedmetadata", () => (trouble.hidden = true), { signal: desk.signal });
  stage.addEventListener("click", (event) => event.target.closest("button") || player.toggle());
  return Object.assign(player, { root: stage, row: createRow(desk, video, player, fullScreen) });
}

function addCommands(desk, player) {
  const add = (name, label, key, run, more) => desk.commands.add({ name: `player.${name}`, label, group: "Play", key, run, ...more });
  add("play", "play, pause", " ", player.toggle, { onEmpty: true });
  add("back", "5 s back", "ArrowLeft", () => player.skip(-STEP));
  add("on", "5 s on", "ArrowRight", () => player.skip(STEP));
  add("far-back", "30 s back", "Shift+ArrowLeft", () => player.skip(-LONG_STEP));
  add("far-on", "30 s on", "Shift+ArrowRight", () => player.skip(LONG_STEP));
  add("frame-back", "one picture back", ",", () => player.step(-1));
  add("frame-on", "one picture on", ".", () => player.step(1));
}

function open(video, stage, state, review) {
  stage.classList.toggle("sound-only", !review.lesson.has_picture);
  takeRate(state, review.lesson.frames_per_second);
  if (!review.media_url) return emptyStage(video, state, review); // the recording was erased: the sound panel says so
  if (state.url) return; // the address holds for the whole session: setting it again would start from nothing
  state.url = review.media_url;
  state.wanted = Math.min(review.place_ms ?? 0, Math.max(0, review.lesson.duration_ms - 100));
  state.kept = state.wanted;
  if (review.lesson.has_picture && review.poster_url) video.poster = review.poster_url;
  video.src = review.media_url;
}

/** Without a recording only the clock is left: it stands where words and notes are looked at. */
function emptyStage(video, state, review) {
  if (state.url) empty(video, state);
  state.wanted ??= Math.min(review.place_ms ?? 0, Math.max(0, review.lesson.duration_ms - 100));
}

function empty(video, state) {
  video.pause();
  video.removeAttribute("src");
  video.removeAttribute("poster");
  video.load();
  state.url = "";
}

/** The newest place that was asked for counts: while one is looked for, the next waits, and takes the place of any other. */
function seek(desk, video, state, ms) {
  const time = Math.min(Math.max(0, ms), Math.max(0, desk.duration - 1));
  if (video.readyState < HTMLMediaElement.HAVE_METADATA || video.seeking) state.wanted = time;
  else place(video, state, time);
  desk.emit("time", Math.round(time));
}

/** Seek in the middle of a drag: words and notes come along when it rests, not at every step. */
function scrub(desk, state, player, ms) {
  desk.scrubbing = true;
  clearTimeout(state.resting);
  state.resting = setTimeout(() => {
    desk.scrubbing = false;
    desk.emit("scrubbed");
  }, REST);
  player.seek(ms);
}

function place(video, state, ms) {
  state.wanted = null;
  video.currentTime = ms / 1000;
}

/** Into the middle of the picture so many on: at its edge, rounding would show the one beside it. */
function step(video, state, player, frames) {
  video.pause();
  const here = Math.floor(player.now() / state.frame + 0.035);
  player.seek(Math.max(0, here + frames + 0.5) * state.frame);
}

function takeRate(state, rate) {
  if (!(rate >= 1 && rate <= 240)) return;
  state.frame = 1000 / rate;
  state.told = true;
}

/** Where nobody says how many pictures a second there are, learn it from the pictures themselves. */
function watchFrames(video, state) {
  if (!video.requestVideoFrameCallback) return;
  let last = null;
  const look = (_, shown) => {
    if (state.told) return;
    const apart = last && (shown.mediaTime - last.mediaTime) * 1000;
    if (last && shown.presentedFrames - last.presentedFrames === 1 && apart > 4 && apart < 110) state.frame = apart;
    last = shown;
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
}

function listen(desk, video, state, player) {
  const on = (name, listener) => video.addEventListener(name, listener, { signal: desk.signal });
  const tell = () => desk.emit("time", player.now());
  const tick = () => {
    tell();
    if (Math.abs(player.now() - state.kept) > KEEP_PLACE_EVERY) player.keepPlace(false);
    state.ticking = video.paused ? 0 : requestAnimationFrame(tick);
  };
  on("loadedmetadata", () => {
    if (state.wanted) place(video, state, state.wanted);
    state.wanted = null;
    tell();
  });
  on("play", () => {
    desk.emit("playing", true);
    if (!state.ticking) tick();
  });
  on("pause", () => {
    desk.emit("playing", false);
    tell();
    player.keepPlace(false);
  });
  on("ended", () => desk.emit("ended"));
  on("timeupdate", () => desk.emit("played", { at: video.currentTime * 1000, playing: !video.paused && !video.seeking }));
  on("seeked", () => {
    if (state.wanted !== null) place(video, state, state.wanted);
    tell();
    if (video.paused) player.keepPlace(false);
  });
  desk.signal.addEventListener("abort", () => {
    cancelAnimationFrame(state.ticking);
    clearTimeout(state.resting);
  });
}

function keepPlace(desk, state, ms, leaving) {
  if (ms === state.kept || !state.url) return;
  state.kept = ms;
  desk.server.keepPlace(ms, leaving).catch(() => {}); // a lost place is found again; never worth a sentence
}

function showTrouble(trouble, video, state) {
  if (!state.url) return;
  const again = button({ text: "Try again", class: "small", press: () => retry(video, state) });
  trouble.replaceChildren(
    icon("alert"),
    element("p", { text: "The recording could not be opened just now. Your notes are safe." }),
    again,
  );
  trouble.hidden = false;
}

function retry(video, state) {
  state.wanted ??= Math.round(video.currentTime * 1000);
  video.load();
}

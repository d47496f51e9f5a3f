/* The picture, its sound, and the one clock that everything else follows. */

import { createCaptions } from "./captions.js";
import { clock } from "./clock.js";
import { element, write } from "./element.js";
import { button, icon } from "./icons.js";
import { createSoundPanel } from "./sound_panel.js";

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
const STEP = 5000;
const LONG_STEP = 30_000;
const KEEP_PLACE_EVERY = 10_000;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {() => void} fullScreen
 */
export function createPlayer(desk, fullScreen) {
  const video = element("video", { playsinline: true, preload: "auto", tabindex: "-1", "aria-label": "The recorded lesson" });
  video.preservesPitch = true;
  const state = { wanted: null, frame: 40, kept: 0, ticking: 0, url: "" };
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
    skip: (ms) => player.seek(now() + ms),
    step: (frames) => {
      video.pause();
      player.seek(now() + frames * state.frame);
    },
    captions,
    keepPlace: (leaving) => keepPlace(desk, state, now(), leaving),
    empty: () => empty(video, state),
  };
  addCommands(desk, player);
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

function seek(desk, video, state, ms) {
  const time = Math.min(Math.max(0, ms), Math.max(0, desk.duration - 1));
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) {
    state.wanted = null;
    video.currentTime = time / 1000;
  } else state.wanted = time;
  desk.emit("time", Math.round(time));
}

/** Learn how long one picture lasts from the pictures themselves. */
function watchFrames(video, state) {
  if (!video.requestVideoFrameCallback) return;
  let last = null;
  const look = (_, shown) => {
    const apart = last && (shown.mediaTime - last.mediaTime) * 1000;
    if (last && shown.presentedFrames - last.presentedFrames === 1 && apart > 7 && apart < 110) state.frame = Math.round(apart);
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
    if (state.wanted) video.currentTime = state.wanted / 1000;
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
  on("timeupdate", () => desk.emit("played", { at: video.currentTime * 1000, playing: !video.paused && !video.seeking }));
  on("seeked", () => {
    tell();
    if (video.paused) player.keepPlace(false);
  });
  desk.signal.addEventListener("abort", () => cancelAnimationFrame(state.ticking));
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

function createRow(desk, video, player, fullScreen) {
  const play = button({ icon: "play", label: "Play", class: "play", press: player.toggle });
  const time = element("span", { class: "time" }, element("b", { text: clock(0) }), " / ", element("span"));
  const captions = player.captions.control(button({ icon: "captions", label: "Captions", title: "Captions (_)", "aria-keyshortcuts": "_", press: player.captions.toggle }));
  const row = element(
    "div",
    { class: "row", role: "toolbar", "aria-label": "Player" },
    play,
    button({ icon: "back5", label: "Back 5 seconds", press: () => player.skip(-STEP) }),
    button({ icon: "frameBack", label: "One picture back", class: "wide", press: () => player.step(-1) }),
    button({ icon: "frameOn", label: "One picture on", class: "wide", press: () => player.step(1) }),
    button({ icon: "on5", label: "On 5 seconds", class: "narrow", press: () => player.skip(STEP) }),
    time,
    element("span", { class: "gap" }),
    speedChoice(video),
    captions,
    ...soundControls(video),
    button({ icon: "full", label: "Full screen", press: fullScreen }),
  );
  row.addEventListener("pointerdown", (event) => event.target.closest("button") && event.preventDefault()); // the keys stay where they were
  row.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  desk.on("time", (ms) => write(time.firstChild, clock(ms)));
  desk.on("review", () => (time.lastChild.textContent = clock(desk.duration)));
  desk.on("playing", (playing) => {
    play.replaceChildren(icon(playing ? "pause" : "play"));
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
    play.title = playing ? "Pause" : "Play";
  });
  return row;
}

function speedChoice(video) {
  const options = SPEEDS.map((speed) => element("option", { value: String(speed), text: `${speed}×`, selected: speed === 1 }));
  const choice = element("select", { class: "speed", "aria-label": "Speed", title: "Speed" }, ...options);
  choice.value = "1";
  choice.addEventListener("change", () => (video.playbackRate = video.defaultPlaybackRate = Number(choice.value)));
  return choice;
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

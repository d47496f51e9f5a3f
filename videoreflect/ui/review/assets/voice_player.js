/* Hearing a voice note: one at a time, straight from its route; nothing of it stays in the page when it ends. */

import { element } from "./element.js";
import { button, icon } from "./icons.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {(voice: string) => string} addressOf
 */
export function createVoicePlayer(desk, addressOf) {
  const audio = element("audio", { preload: "auto", class: "voice-sound" });
  const state = { voice: "", controls: new Set() };
  desk.player.root.append(audio);

  function show() {
    for (const one of state.controls) {
      if (one.seen && !one.root.isConnected) state.controls.delete(one);
      else one.show();
    }
  }
  function stop() {
    if (!state.voice) return;
    state.voice = "";
    audio.pause();
    audio.removeAttribute("src");
    audio.load();
    show();
  }
  async function play(voice, from) {
    desk.player.pause();
    if (state.voice !== voice) {
      stop();
      state.voice = voice;
      audio.src = addressOf(voice);
    }
    if (from !== undefined) audio.currentTime = from / 1000;
    try {
      await audio.play();
    } catch (error) {
      if (error.name !== "AbortError" && state.voice === voice) failed();
    }
  }
  function failed() {
    if (!state.voice) return;
    stop();
    desk.emit("refused", "This voice note could not be played just now. It is kept; try again in a moment.");
  }
  function toggle(voice, ms) {
    if (state.voice === voice && !audio.paused) audio.pause();
    else play(voice, state.voice === voice && !audio.ended ? undefined : ms);
  }
  for (const event of ["play", "pause", "timeupdate", "seeked"]) audio.addEventListener(event, show, { signal: desk.signal });
  audio.addEventListener("ended", () => stop(), { signal: desk.signal });
  audio.addEventListener("error", () => audio.hasAttribute("src") && failed(), { signal: desk.signal });
  desk.on("playing", (playing) => playing && stop());
  desk.on("closed", stop);
  desk.signal.addEventListener("abort", stop);

  /**
   * Play, place and length of one voice note.
   * @param {{voice: string, voice_ms: number}} note
   * @param {string} whose for the names of its buttons
   * @returns {HTMLElement}
   */
  function control({ voice, voice_ms: length }, whose) {
    const press = button({ icon: "play", size: "s", label: `Play ${whose}, ${spoken(length)}`, class: "tiny", press: () => toggle(voice, Number(place.value)) });
    const place = element("input", { type: "range", min: "0", max: String(length), step: "100", value: "0", "aria-label": `Place in ${whose}` });
    const time = element("span", { class: "voice-time" });
    const root = element("div", { class: "voice-player", role: "group", "aria-label": `${whose}, ${spoken(length)}` }, press, place, time);
    const one = { root, seen: false, show: () => showOne() };
    function showOne() {
      const here = state.voice === voice;
      const playing = here && !audio.paused;
      const ms = here ? Math.min(length, Math.round(audio.currentTime * 1000)) : 0;
      if (root.dataset.playing !== String(playing)) {
        root.dataset.playing = String(playing);
        press.replaceChildren(icon(playing ? "pause" : "play", "s"));
        press.setAttribute("aria-label", `${playing ? "Pause" : "Play"} ${whose}, ${spoken(length)}`);
      }
      place.value = String(ms);
      place.setAttribute("aria-valuetext", `${clockOf(ms)} of ${clockOf(length)}`);
      time.textContent = here ? `${clockOf(ms)} / ${clockOf(length)}` : clockOf(length);
    }
    place.addEventListener("input", () => state.voice === voice && (audio.currentTime = Number(place.value) / 1000));
    place.addEventListener("change", () => state.voice === voice || play(voice, Number(place.value)));
    for (const kind of ["click", "dblclick"]) root.addEventListener(kind, (event) => event.stopPropagation()); // the card would jump to its moment
    state.controls.add(one);
    setTimeout(() => (one.seen = true), 0); // by then it stands where it belongs, or was drawn anew already
    showOne();
    return root;
  }
  return { control, stop, toggle, get voice() { return state.voice; } };
}

/** @param {number} ms as 0:42 */
export function clockOf(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function spoken(ms) {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  const said = [minutes && `${minutes} ${minutes === 1 ? "minute" : "minutes"}`, rest && `${rest} ${rest === 1 ? "second" : "seconds"}`];
  return said.filter(Boolean).join(" ");
}

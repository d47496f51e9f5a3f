/* How fast it plays; voices keep their pitch. */

import { element } from "./element.js";
import { printed } from "./key_hints.js";

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLVideoElement} video
 * @returns {{root: HTMLSelectElement, set: (speed: number) => void}}
 */
export function createSpeed(desk, video) {
  const options = SPEEDS.map((speed) => element("option", { value: String(speed), text: `${speed}×`, selected: speed === 1 }));
  const root = element("select", { class: "speed", "aria-label": "Speed" }, ...options);
  function set(speed) {
    video.preservesPitch = true;
    video.playbackRate = video.defaultPlaybackRate = speed; // the default too: it holds when the clip is loaded again
    root.value = String(speed);
  }
  function step(by) {
    const here = SPEEDS.indexOf(Number(root.value));
    set(SPEEDS[Math.min(Math.max(0, here + by), SPEEDS.length - 1)]);
    desk.say(`Speed ${root.value}.`);
  }
  root.value = "1";
  root.addEventListener("change", () => set(Number(root.value)));
  desk.commands.add(
    { name: "player.slower", label: "slower", group: "Play", key: "<", onEmpty: true, run: () => step(-1) },
    { name: "player.faster", label: "faster", group: "Play", key: ">", onEmpty: true, run: () => step(1) },
  );
  const hint = () => {
    const keys = [printed(desk, "player.slower"), printed(desk, "player.faster")].filter(Boolean).join(" ");
    root.title = keys ? `Speed (${keys})` : "Speed";
  };
  hint();
  desk.on("settings", hint);
  return { root, set };
}

/* How long who talks, and how long nobody does: an estimate, calmly said. No score, and nothing to compare with. */

import { lasting } from "./clock.js";
import { openDialog } from "./dialog.js";
import { element, fill } from "./element.js";
import { signOf, voiceNames } from "./voice_signs.js";

const LEAST = 0.005; // below half a per cent a part is not told
const ABOUT = "Speech and silence are measured on the sound. Who speaks is a guess, with what was put right; when several speak at once, one of them is counted. Take it as a rough picture: it says nothing about how good the talk was.";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} holder
 */
export async function openTalkShare(desk, holder) {
  const rows = element("div", { class: "talk-rows" });
  const dialog = openDialog(holder, { title: "Talk and silence", body: [rows, element("p", { class: "hint", text: ABOUT })], close: "Close" });
  try {
    const found = await desk.server.voices();
    fill(rows, ...parts(desk, found.names).map((one) => rowOf(one, desk)));
  } catch (error) {
    if (error.name !== "AbortError") dialog.fail(error.message);
  }
}

function parts({ transcript, duration }, names) {
  const speech = transcript.speech.reduce((sum, [start, end]) => sum + Math.max(0, end - start), 0);
  const told = names.filter((one) => one.talk_ms > 0).map(({ name, talk_ms: ms }) => ({ name, ms, voice: name }));
  const known = told.reduce((sum, one) => sum + one.ms, 0);
  const rest = { name: told.length ? "Not told apart" : "Somebody speaks", ms: Math.max(0, speech - known) };
  const silence = { name: "Nobody speaks", ms: Math.max(0, duration - Math.max(speech, known)), silent: true };
  return [...told.sort((a, b) => b.ms - a.ms), rest, silence].filter((one) => one.ms > LEAST * duration).map((one) => ({ ...one, share: one.ms / duration }));
}

function rowOf({ name, ms, voice, silent, share }, desk) {
  const bar = element("span", { class: silent ? "share silent" : "share", "aria-hidden": "true" });
  bar.style.width = `${Math.round(Math.min(1, share) * 100)}%`;
  const sign = voice ? signOf(voice, voiceNames(desk.transcript.lines)) : element("span", { class: "mark" });
  return element("div", { class: "talk-row" }, sign, element("span", { text: name }), element("span", { class: "track" }, bar), element("span", { class: "figures", text: `about ${Math.round(share * 100)} % · ${lasting(ms)}` }));
}

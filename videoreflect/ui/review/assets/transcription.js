/* The transcript before it is there: not begun, being written, locked, or no sound at all. */

import { soFar, timeLeft } from "./clock.js";
import { element, fill } from "./element.js";
import { button, icon } from "./icons.js";

/**
 * `strip` stands above the words while they are being written, `panel` in their place while there are none.
 * @param {import("./desk.js").Desk} desk
 */
export function createTranscription(desk) {
  const strip = element("div", { class: "writing", hidden: true });
  const panel = element("div", { class: "panel squared", hidden: true });
  const trouble = element("p", { class: "trouble-line", role: "alert", hidden: true });
  let shown = "";

  async function act(call) {
    trouble.hidden = true;
    try {
      await call();
      desk.emit("ask", "review");
    } catch (error) {
      if (error.name === "AbortError") return;
      trouble.textContent = error.message;
      trouble.hidden = false;
    }
  }
  function show() {
    if (!desk.review) return;
    const { transcription } = desk.review;
    const running = transcription.state === "running";
    strip.hidden = !running;
    if (running) drawStrip(desk, strip, transcription.job, act);
    const empty = desk.transcript.lines.length === 0 && !(transcription.state === "done" && !desk.transcript.complete);
    panel.hidden = !empty;
    const key = JSON.stringify([transcription.state, transcription.job?.state, desk.review.actions.transcribe]);
    if (empty && key !== shown) fill(panel, ...panelFor(desk, act), trouble);
    shown = empty ? key : "";
  }
  for (const event of ["review", "words", "job"]) desk.on(event, show);
  return { strip, panel };
}

function drawStrip(desk, strip, job, act) {
  if (!strip.firstChild) buildStrip(desk, strip, act);
  const [far, left] = ["far", "time-left"].map((name) => strip.querySelector(`.${name}`));
  const bar = strip.querySelector(".bar");
  const known = job && job.total_ms > 0;
  far.textContent = known ? soFar(job.done_ms, job.total_ms) : "getting ready";
  left.textContent = known ? timeLeft(job.seconds_left) : "";
  const percent = known ? Math.min(100, Math.round((100 * job.done_ms) / job.total_ms)) : 0;
  bar.setAttribute("aria-valuenow", percent);
  bar.setAttribute("aria-valuetext", `${far.textContent} ${left.textContent}`);
  bar.firstChild.style.width = `${percent}%`;
}

function buildStrip(desk, strip, act) {
  const stop = button({ text: "Stop", class: "link", press: () => act(() => desk.server.stopTranscribing()) });
  const bar = element("div", { class: "bar", role: "progressbar", "aria-label": "Writing the transcript", "aria-valuemin": 0, "aria-valuemax": 100 }, element("i"));
  fill(
    strip,
    element("p", {}, element("b", { text: "Writing the transcript" }), " ", element("span", { class: "far" }), element("span", { class: "gap" }), element("span", { class: "time-left" }), stop),
    bar,
    element("p", { class: "hint", text: "You can watch and make notes now." }),
  );
}

function panelFor(desk, act) {
  const { transcription, actions, lesson } = desk.review;
  if (lesson.recording_erased) return sentence("No words here", "The recording was erased before a transcript was written. Notes are kept.");
  if (transcription.state === "no-sound" || !lesson.has_sound) return sentence("No words here", "This clip has no sound, so there is no transcript. You can watch and make notes.");
  if (transcription.state === "running") return sentence("The first words are on their way", "They appear here piece by piece. You can watch and make notes now.");
  if (transcription.state === "done") return sentence("No speech was found", "The sound holds no words that could be written down. You can watch and make notes.");
  const failed = transcription.job?.state === "failed" ? transcription.job.sentence : "";
  if (!actions.transcribe.allowed) return locked(desk, actions.transcribe);
  return [
    element("h3", { text: failed ? "The transcript stopped" : "No transcript yet" }),
    element("p", { text: failed || "The words are written on this device, from the sound of the lesson. Nothing leaves it." }),
    button({ text: failed ? "Try again" : "Write the transcript", press: () => act(() => desk.server.transcribe()) }),
    desk.review.lesson.mine && button({ text: "Take in a transcript", class: "quiet", press: () => desk.emit("import") }),
  ].filter(Boolean);
}

function sentence(title, text) {
  return [element("h3", { text: title }), element("p", { text })];
}

/** A lock says why, and what opens it. */
export function locked(desk, allowed) {
  return [
    element("h3", {}, icon("lock"), "The transcript is locked"),
    ...allowed.reasons.map((reason) => element("p", { text: reason })),
    ...allowed.remedies.map((remedy) => element("p", { class: "remedy" }, icon("info", "s"), element("span", { text: remedy }))),
    desk.review.lesson.mine && button({ text: "Open consent", press: () => desk.go("consent") }),
  ].filter(Boolean);
}

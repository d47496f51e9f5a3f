/* The transcript before it is there: not begun, being written, waiting, paused, locked, or no sound at all. */

import { clock, soFar, timeLeft } from "./clock.js";
import { decideWith, openDialog } from "./dialog.js";
import { element, fill, write } from "./element.js";
import { button, icon } from "./icons.js";
import { choicesForm } from "./writing_choices.js";

const KINDS = { transcribing: "Writing the transcript", translating: "Writing it in English" };

/**
 * `strip` stands above the words while they are being written or wait to be, `panel` in their place while there are none.
 * @param {import("./desk.js").Desk} desk
 */
export function createTranscription(desk) {
  const strip = element("div", { class: "writing", hidden: true });
  const panel = element("div", { class: "panel squared", hidden: true });
  const trouble = element("p", { class: "trouble-line", role: "alert", hidden: true });
  const shown = { panel: "", strip: "" };

  async function act(call) {
    trouble.hidden = true;
    try {
      await call();
      desk.emit("ask", "review");
    } catch (error) {
      if (error.name === "AbortError") return;
      trouble.textContent = [error.message, ...(error.reasons ?? [])].join(" ");
      trouble.hidden = false;
    }
  }
  function show() {
    if (!desk.review) return;
    const { transcription } = desk.review;
    const { state, job } = transcription;
    const empty = desk.transcript.lines.length === 0 && !(state === "done" && !desk.transcript.complete);
    const kind = stripKind(transcription, desk.review.actions.transcribe.allowed, empty);
    strip.hidden = !kind;
    if (kind && kind !== shown.strip) build(kind, strip, desk, act, trouble);
    if (kind) bringUpToDate(strip, transcription);
    shown.strip = kind;
    panel.hidden = !empty;
    const key = JSON.stringify([state, job?.state, desk.review.actions.transcribe]);
    if (empty && key !== shown.panel) fill(panel, ...panelFor(desk, act), kind ? "" : trouble);
    shown.panel = empty ? key : "";
  }
  for (const event of ["review", "words", "job"]) desk.on(event, show);
  return { strip, panel };
}

/** What the strip is about, or nothing. One that was ended early offers to go on only where there are words already. */
function stripKind({ state, job }, allowed, empty) {
  if (state === "running") return job?.state === "waiting" ? (job.held ? "held" : "waiting") : "running";
  if (state === "paused") return "paused";
  return state === "partial" && allowed && !empty ? "partial" : "";
}

const LINKS = {
  running: ["pause", "stop"],
  waiting: ["stop"],
  held: ["now", "stop"],
  paused: ["on", "stop"],
  partial: ["on"],
};

function build(kind, strip, desk, act, trouble) {
  const link = (text, press, label) => button({ text, label, class: "link", press: () => act(press) }); // the picture has a “Pause” too
  const links = {
    pause: () => link("Pause", () => desk.server.pauseTranscribing(), "Pause writing"),
    stop: () => link("Stop", () => desk.server.stopTranscribing(), "Stop writing"),
    now: () => link("Start it now", () => desk.server.transcribeNow()),
    on: () => link("Go on", () => desk.server.transcribe()),
  };
  const bar = element("div", { class: "bar", role: "progressbar", "aria-label": "Written so far", "aria-valuemin": 0, "aria-valuemax": 100 }, element("i"));
  fill(
    strip,
    element("p", {}, element("b"), " ", element("span", { class: "far" }), element("span", { class: "ways" }, element("span", { class: "time-left" }), ...LINKS[kind].map((name) => links[name]()))),
    bar,
    element("p", { class: "hint" }),
    trouble,
  );
  strip.dataset.kind = kind;
}

function bringUpToDate(strip, { job, done_ms: written }) {
  const kind = strip.dataset.kind;
  const [what, far, left, hint] = ["b", ".far", ".time-left", ".hint"].map((name) => strip.querySelector(name));
  const bar = strip.querySelector(".bar");
  const done = kind === "running" ? job.done_ms : Math.max(job?.done_ms ?? 0, written ?? 0);
  const total = job?.total_ms ?? 0;
  write(what, { paused: "Paused", partial: `Written up to ${clock(done)}` }[kind] ?? KINDS[job?.kind] ?? KINDS.transcribing);
  write(far, kind === "running" ? (total ? soFar(done, total) : "getting ready") : kind === "paused" && done ? `at ${clock(done)}` : "");
  write(left, kind === "running" && total ? timeLeft(job.seconds_left) : "");
  write(hint, hintFor(kind, job));
  bar.hidden = !total || kind === "partial";
  const percent = total ? Math.min(100, Math.round((100 * done) / total)) : 0;
  bar.setAttribute("aria-valuenow", percent);
  bar.setAttribute("aria-valuetext", `${far.textContent} ${left.textContent}`.trim());
  bar.firstChild.style.width = `${percent}%`;
}

function hintFor(kind, job) {
  if (kind === "waiting" || kind === "held") return job.waits;
  if (kind === "paused") return "What is written is kept. It goes on where it was.";
  if (kind === "partial") return job?.state === "failed" ? job.sentence : "What is written is kept.";
  return "You can watch and make notes now.";
}

function panelFor(desk, act) {
  const { transcription, actions, lesson } = desk.review;
  const { state, job } = transcription;
  if (lesson.recording_erased) return sentence("No words here", "The recording was erased before a transcript was written. Notes are kept.");
  if (state === "no-sound" || !lesson.has_sound) return sentence("No words here", "This clip has no sound, so there is no transcript. You can watch and make notes.");
  if (state === "running" && job?.state === "waiting") return sentence("No words yet", "They appear here piece by piece, once it has begun.");
  if (state === "running") return sentence("The first words are on their way", "They appear here piece by piece. You can watch and make notes now.");
  if (state === "paused") return sentence("No words yet", "The transcript is paused.");
  if (state === "done") return [...sentence("No speech was found", "The sound holds no words that could be written down. You can watch and make notes."), again(desk)];
  if (!actions.transcribe.allowed) return locked(desk, actions.transcribe);
  const failed = job?.state === "failed" ? job.sentence : "";
  return begin(desk, act, failed);
}

/** The panel of a lesson without words: one button; what can be chosen is folded away beneath it. */
function begin(desk, act, failed) {
  const fold = element("details", { class: "how" }, element("summary", { text: "Language, words to know" }));
  const place = element("div");
  fold.append(place);
  let form = null;
  fold.addEventListener("toggle", async () => {
    if (!fold.open || form) return;
    await act(async () => {
      form = choicesForm(await desk.server.writingChoices());
      fill(place, form.root);
    });
  });
  return [
    element("h3", { text: failed ? "The transcript stopped" : "No transcript yet" }),
    element("p", { text: failed || "The words are written on this device, from the sound of the lesson. Nothing leaves it." }),
    button({ text: failed ? "Try again" : "Write the transcript", press: () => act(() => begun(desk, form)) }),
    fold,
    desk.review.lesson.mine && button({ text: "Take in a transcript", class: "quiet", press: () => desk.emit("import") }),
  ].filter(Boolean);
}

async function begun(desk, form) {
  if (!form) return desk.server.transcribe();
  const values = form.values();
  await desk.server.transcribe(values);
  if (form.english()) await desk.server.translate(values);
}

/**
 * Ask how a lesson is to be written down once more; the transcript of now stays until the new one is there.
 * @param {import("./desk.js").Desk} desk
 * @param {Element} place where it was asked for
 */
export async function openAgain(desk, place) {
  const form = choicesForm(await desk.server.writingChoices());
  const said = element("p", { text: "The words of now stay until the new ones are there. What you changed in them stays with the old ones." });
  const dialog = openDialog(place.closest(".review"), { title: "Write the transcript again", body: [said, form.root] });
  decideWith(dialog, "Write it again", async () => {
    await begun(desk, form);
    desk.emit("ask", "review");
  });
}

function again(desk) {
  return desk.review.actions.transcribe.allowed && button({ text: "Write it again", press: (event) => openAgain(desk, event.currentTarget) });
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

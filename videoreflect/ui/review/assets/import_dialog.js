/* Taking in a transcript that another program wrote: choose a file, see what is in it, then decide. */

import { clock } from "./clock.js";
import { decideWith, openDialog } from "./dialog.js";
import { element, field, fill } from "./element.js";
import { button, icon } from "./icons.js";

const FORMS = ".vtt,.srt,.txt,.json,.docx,.eaf,.otr";
const MOST_BYTES = 32 * 1024 * 1024;
const LONGEST = 120;

/**
 * The small button above the words; hidden while there are none, since then the panel has it.
 * @param {import("./desk.js").Desk} desk
 */
export function createImportButton(desk) {
  const made = button({ icon: "takeIn", size: "s", label: "Take in a transcript from a file", class: "tiny", press: () => desk.emit("import") });
  const show = () => (made.hidden = !desk.transcript.lines.length || !mayImport(desk));
  for (const event of ["review", "words", "job"]) desk.on(event, show);
  made.hidden = true;
  return made;
}

/** Whether this person may take one in now. */
function mayImport({ review }) {
  return Boolean(review?.lesson.mine && review.actions.transcribe.allowed && review.transcription.state !== "running");
}

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} holder
 */
export function openImport(desk, holder) {
  const input = element("input", { type: "file", id: "vr-transcript", accept: FORMS });
  const found = element("div", { class: "found", role: "status" });
  const body = [
    element("p", { text: "Subtitles, a transcript of Teams, a transcript, captions or chat of Zoom, oTranscribe, ELAN, or a file that was saved here and put right in Word or an editor." }),
    element("div", { class: "labelled" }, element("label", { for: "vr-transcript", text: "File" }), input),
    found,
  ];
  const dialog = openDialog(holder, { title: "Take in a transcript", body });
  const state = { file: null, there: 0, began: "" };
  const decide = decideWith(dialog, "Take it in", async () => {
    const { lines } = await desk.server.takeInTranscript(state.file, state.there > 0, state.began);
    desk.say(`${lines} lines taken in.`);
    desk.emit("ask", "review");
    desk.emit("ask", "words");
  });
  decide.hidden = true;
  const parts = { input, found, decide, state };
  input.addEventListener("change", () => {
    state.began = "";
    look(desk, dialog, parts);
  });
}

async function look(desk, dialog, parts) {
  const { input, found, decide, state } = parts;
  const file = input.files[0] ?? null;
  state.file = file;
  decide.hidden = true;
  dialog.root.querySelector(".message").hidden = true;
  fill(found, file ? element("p", { class: "hint", text: "Looking at it …" }) : "");
  if (!file) return;
  try {
    if (file.size > MOST_BYTES) throw new Error("This file is too long to be a transcript: more than 32 MB.");
    const told = await desk.server.lookAtTranscript(file, state.began);
    if (state.file !== file) return; // another one was chosen meanwhile
    state.began = told.began;
    state.there = told.there;
    const again = (began) => {
      state.began = began;
      look(desk, dialog, parts);
    };
    fill(found, ...preview(told, again));
    decide.querySelector("span").textContent = told.there ? "Replace the transcript" : "Take it in";
    decide.hidden = false;
  } catch (error) {
    if (error.name === "AbortError" || state.file !== file) return;
    if (state.began) state.began = "";
    else fill(found);
    dialog.fail([error.message, ...(error.reasons ?? []), ...(error.remedies ?? [])].join(" "));
  }
}

function preview(told, again) {
  const lines = told.lines === 1 ? "1 line" : `${told.lines} lines`;
  const voices = told.voices.map(({ name, lines: many }) => `${name} (${many})`).join(", ");
  return [
    element("p", {}, element("b", { text: told.form_words }), ` · ${lines}, from ${clock(told.start_ms)} to ${clock(told.end_ms)}`),
    told.began && timesOfTheDay(told.began, again),
    element("p", { text: voices ? `Voices: ${voices}.` : "Nobody is named in it." }),
    element("ul", { class: "beginning", "aria-label": "How it begins" }, ...told.beginning.map(row)),
    ...warnings(told).map((text) => element("p", { class: "reason" }, icon("info", "s"), element("span", { text }))),
  ];
}

/** Its times are of the day: when the recording began is asked. */
function timesOfTheDay(began, again) {
  const input = field("input", { type: "text", id: "vr-began", class: "time-of-day", value: began, maxlength: 8, placeholder: "09:03:12" });
  input.addEventListener("change", () => input.value.trim() && input.value.trim() !== began && again(input.value.trim()));
  return element("div", { class: "labelled" }, element("label", { for: "vr-began", text: "Its times are of the day. The recording began at" }), input, element("p", { class: "hint", text: "The first line is taken for the beginning, unless you know better. All lines can be moved later, too." }));
}

function row({ start_ms, voice, text }) {
  const said = text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
  return element("li", {}, element("span", { class: "at", text: clock(start_ms) }), voice && element("b", { text: `${voice}: ` }), said);
}

function warnings({ left_out: out, cut, there }) {
  return [
    out > 0 && `${out === 1 ? "1 line is" : `${out} lines are`} left out: outside of the recording, or empty.`,
    cut > 0 && `${cut === 1 ? "1 line goes" : `${cut} lines go`} on after the end of the recording, and will end there.`,
    there > 0 && `The transcript that is here now (${there === 1 ? "1 line" : `${there} lines`}, with what was changed in it) is replaced. It is kept, but no longer shown.`,
  ].filter(Boolean);
}

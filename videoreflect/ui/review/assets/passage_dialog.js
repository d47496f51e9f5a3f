/* A passage written again with another model or language, then both side by side: taken, or left. */

import { moment, precise, readTime } from "./clock.js";
import { changedWords } from "./changed_words.js";
import { decideWith, openDialog } from "./dialog.js";
import { element, field, fill } from "./element.js";
import { button } from "./icons.js";

const EVERY = 1000;
const RUNNING = ["waiting", "running"];
const LANGUAGES = ["en", "cy", "ga", "fr", "de", "es", "it", "pt", "nl", "pl", "ro", "sv", "da", "no", "fi", "cs", "hu", "el", "uk", "ru", "tr", "ar", "fa", "ur", "hi", "pa", "bn", "zh", "ja", "ko", "vi", "so"];

/**
 * @param {Object} it what `editing.js` shares
 * @param {HTMLElement} holder
 * @param {number} index the line with which it begins
 */
export function openPassage(it, holder, index) {
  const { desk, state } = it;
  const line = it.transcript.lines[index]?.data;
  if (!line) return;
  const chosen = it.transcript.words.filter((word) => word.root.classList.contains("chosen"));
  const last = chosen.length ? it.transcript.lines[chosen.at(-1).line].data : line;
  const first = chosen.length ? it.transcript.lines[chosen[0].line].data : line;
  const times = [timeField("vr-from", "From", first.start_ms), timeField("vr-to", "To", last.end_ms)];
  const model = choice("vr-model", "Speech model", state.now.models.map((name) => [name, name]));
  const language = choice("vr-language", "Language", [["", "Found by the model"], ...LANGUAGES.map((code) => [code, named(code)])]);
  const progress = element("p", { class: "hint", role: "status" });
  const body = [
    element("p", { class: "hint", text: "What is heard this time is shown beside what stands there. Nothing changes until you take it." }),
    element("div", { class: "side-by-side" }, ...times.map((one) => one.root)),
    element("div", { class: "side-by-side" }, model.root, language.root),
    progress,
  ];
  const dialog = openDialog(holder, { title: "Write this passage again", body, close: "Close", kind: "broad" });
  if (!state.now.models.length) return dialog.fail("No speech model is on this device. Settings tells how to add one.");
  const begin = button({ text: "Write it again", class: "primary", press: () => writing() });
  dialog.actions.append(begin);

  async function writing() {
    const [start_ms, end_ms] = times.map((one) => one.value());
    if (start_ms === null || end_ms === null) return dialog.fail("A time is written like 13:24 or 13:24.5.");
    begin.setAttribute("aria-busy", "true");
    try {
      const job = await desk.server.writePassage({ start_ms, end_ms, model: model.value(), language: language.value() });
      await watch(it, dialog, progress, job.job);
    } catch (error) {
      if (error.name !== "AbortError") dialog.fail([error.message, ...(error.reasons ?? [])].join(" "));
    } finally {
      begin.removeAttribute("aria-busy");
    }
  }
}

/** Wait for the job; the dialog may be closed meanwhile, then the passage waits on its line. */
async function watch(it, dialog, progress, job) {
  const { desk, state } = it;
  const before = new Set(state.now.passages.map((one) => one.passage));
  const stop = button({ text: "Stop", class: "link", press: () => desk.server.stopJob(job) });
  const far = element("span");
  fill(progress, far, " ", stop);
  while (!desk.signal.aborted) {
    await state.refresh();
    const { passage_job: now, passages } = state.now;
    const done = passages.find((one) => !before.has(one.passage));
    if (done) {
      desk.say("The passage is written.");
      if (dialog.root.isConnected) comparePassage(it, done);
      return;
    }
    if (!now || now.job !== job || !RUNNING.includes(now.state)) {
      fill(progress);
      if (now?.sentence) throw new Error(now.sentence);
      return;
    }
    far.textContent = now.state === "waiting" ? "It waits for its turn." : `Listening: ${Math.round((100 * now.done_ms) / Math.max(1, now.total_ms))} %`;
    await new Promise((next) => setTimeout(next, EVERY));
  }
}

/**
 * Both texts side by side.
 * @param {Object} it
 * @param {Object} passage
 */
export function comparePassage(it, passage) {
  const { desk } = it;
  const [old, fresh] = [passage.before, passage.after].map((lines) => lines.map((line) => line.text).join(" "));
  const mark = (which) => (old && fresh ? changedWords(old, fresh, which) : [which === "before" ? old : fresh]);
  const column = (title, ...inside) => element("section", {}, element("h3", { text: title }), element("p", { class: "said", dir: "auto" }, ...inside));
  const body = [
    element("div", { class: "compare", tabindex: "0", role: "group", "aria-label": "Both texts" }, column("What stands there", ...(old ? mark("before") : ["Nothing."])), column(`With ${passage.model}${passage.language ? `, ${named(passage.language)}` : ""}`, ...(fresh ? mark("after") : ["Nothing was heard."]))),
    element("p", { class: "hint" }, button({ text: `Hear it from ${precise(passage.start_ms)}`, class: "link", press: () => (desk.player.seek(passage.start_ms), desk.player.play()) })),
  ];
  const dialog = openDialog(it.dialogs(), { title: `Written again: ${moment(passage.start_ms, passage.end_ms)}`, body, close: "Decide later", kind: "broad" });
  const leave = button({
    text: "Leave it as it was",
    press: async () => {
      try {
        await desk.server.leavePassage(passage.passage);
        dialog.close();
        desk.say("Left as it was.");
        desk.emit("ask", "words");
      } catch (error) {
        if (error.name !== "AbortError") dialog.fail(error.message);
      }
    },
  });
  dialog.actions.append(leave);
  decideWith(dialog, "Take the new words", async () => {
    await desk.server.takePassage(passage.passage).finally(() => desk.emit("ask", "words"));
    desk.say("Taken. Undo brings the old words back.");
  });
}

function timeField(id, label, ms) {
  const input = field("input", { id, type: "text", inputmode: "decimal", value: precise(ms), maxlength: 12 });
  const typed = input.value;
  return { root: element("div", { class: "labelled" }, element("label", { for: id, text: label }), input), value: () => (input.value === typed ? ms : readTime(input.value)) };
}

function choice(id, label, options) {
  const select = element("select", { id }, ...options.map(([value, text]) => element("option", { value, text })));
  return { root: element("div", { class: "labelled" }, element("label", { for: id, text: label }), select), value: () => select.value };
}

function named(code) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

/* All voices of a lesson: heard by samples, named once; and the guess itself, where there is none yet. */

import { openDialog } from "./dialog.js";
import { element, field, fill } from "./element.js";
import { button, icon } from "./icons.js";
import { createSample } from "./sample.js";
import { signOf } from "./voice_signs.js";

const EVERY = 1000;
const RUNNING = ["waiting", "running"];
const LONGEST = 60;
const ABOUT = "A guess, made on this device from the sound alone: who talks most is called Teacher, everybody else Pupils. One pupil is not told from another. Two with one name are one. What you put right holds for every copy, and for a transcript that is written anew.";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} holder
 */
export function openVoices(desk, holder) {
  const status = element("div", { role: "status" });
  const rows = element("div", { class: "voice-rows" });
  const names = element("datalist", { id: "vr-voice-names" });
  const body = [element("p", { class: "hint", text: ABOUT }), status, rows, names];
  const dialog = openDialog(holder, { title: "Who speaks", body, close: "Close", kind: "broad" });
  const sample = createSample(desk);
  const guess = decideGuess(desk, dialog, () => watch());
  dialog.root.addEventListener("close", sample.end);

  function draw(found) {
    const known = found.names.map((one) => one.name);
    fill(names, ...known.map((one) => element("option", { value: one })));
    fill(status, ...standing(found));
    guess.hidden = found.guessed || busy(found) || Boolean(found.missing) || !found.may_guess.allowed;
    const alone = known.filter((one) => !found.voices.some((voice) => voice.name === one)).map((name) => ({ name, samples: [] }));
    const row = (voice) => rowOf(voice, known, found.may.allowed && found.mine, { sample, save: (name) => save(found, voice, name) });
    fill(rows, ...[...found.voices, ...alone].map(row));
  }
  /** A name that only this voice has is changed wherever it stands; of one that several have, this voice alone. */
  async function save(found, voice, name) {
    const several = found.voices.filter((one) => one.name === voice.name).length > 1;
    const said = several ? { number: voice.number, name } : { was: voice.name, name };
    try {
      draw(await desk.server.sayVoice(said));
      fill(status, kept(name.trim(), voice.name));
      desk.say(`Kept: ${name.trim()}.`);
      dialog.root.querySelector(`[data-voice="${voice.number ?? ""}"] input`)?.focus();
    } catch (error) {
      if (error.name !== "AbortError") dialog.fail([error.message, ...(error.reasons ?? [])].join(" "));
    }
    desk.emit("ask", "words");
  }
  function kept(name, was) {
    const undo = async () => {
      try {
        const { undo: newest } = await desk.server.edits();
        if (newest?.kind === "voice") await desk.server.undoEdit(newest.edit);
        draw(await desk.server.voices());
        desk.say("Undone.");
      } catch (error) {
        if (error.name !== "AbortError") dialog.fail(error.message);
      }
      desk.emit("ask", "words");
    };
    return element("p", { class: "reason remedy" }, icon("check", "s"), element("span", { text: `${was} is ${name} now.` }), button({ text: "Undo", icon: "undo", size: "s", class: "small quiet", press: undo }));
  }
  async function watch() {
    try {
      let found = await desk.server.voices();
      draw(found);
      while (busy(found) && dialog.root.isConnected && !desk.signal.aborted) {
        await new Promise((next) => setTimeout(next, EVERY));
        found = await desk.server.voices();
        if (busy(found)) fill(status, ...standing(found));
        else {
          draw(found);
          desk.emit("ask", "words");
        }
      }
    } catch (error) {
      if (error.name !== "AbortError") dialog.fail(error.message);
    }
  }
  watch();
}

function decideGuess(desk, dialog, then) {
  const made = button({
    text: "Guess who speaks",
    class: "primary",
    hidden: true,
    press: async () => {
      made.setAttribute("aria-busy", "true");
      try {
        await desk.server.guessVoices();
        made.hidden = true;
        await then();
      } catch (error) {
        if (error.name !== "AbortError") dialog.fail([error.message, ...(error.reasons ?? [])].join(" "));
      } finally {
        made.removeAttribute("aria-busy");
      }
    },
  });
  dialog.actions.append(made);
  return made;
}

function busy(found) {
  return Boolean(found.job) && RUNNING.includes(found.job.state);
}

/** What is to be said before the list: how far it is, or why there is none. */
function standing(found) {
  const say = (text, sign = "info") => element("p", { class: "reason remedy" }, icon(sign, "s"), element("span", { text }));
  if (busy(found)) return [say(found.job.state === "waiting" ? "The guess waits for its turn." : `Listening to who speaks: ${Math.round((100 * found.job.done_ms) / Math.max(1, found.job.total_ms))} %. You can watch and make notes now.`, "clock")];
  if (found.guessed) return found.voices.length ? [] : [say("Nobody was heard to speak.")];
  if (found.job?.sentence) return [say(found.job.sentence, "alert")];
  if (!found.mine) return [say("Its owner has not had it guessed yet.")];
  if (found.missing) return [say(found.missing)];
  if (!found.may_guess.allowed) return [...found.may_guess.reasons.map((one) => say(one, "lock")), ...found.may_guess.remedies.map((one) => say(one))];
  return [say("Nobody has guessed yet who speaks.")];
}

function rowOf(voice, known, may, { sample, save }) {
  const plays = voice.samples.map((one, index) => sample.buttonFor(voice.name, one, index + 1));
  const beside = voice.number ? `about ${lasting(voice.talk_ms)}` : "single lines";
  const root = element("div", { class: "voice-row", "data-voice": voice.number ?? "" }, signOf(voice.name, known), may ? nameField(voice, save) : element("b", { text: voice.name }), element("span", { class: "talk", text: beside }), element("span", { class: "plays" }, ...plays));
  return root;
}

function nameField(voice, save) {
  const label = voice.number ? `Name of voice ${voice.number}` : "Name on single lines";
  const input = field("input", { type: "text", "aria-label": label, value: voice.name, maxlength: LONGEST, list: "vr-voice-names" });
  input.addEventListener("change", () => (input.value.trim() && input.value.trim() !== voice.name ? save(input.value) : (input.value = voice.name)));
  return input;
}

function lasting(ms) {
  const seconds = Math.round(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

// Until when a lesson is kept, and erasing its recording or all of it.
import { button, el } from "./dom.js";
import { post, put } from "./api.js";
import { form } from "./fields.js";
import { erasing } from "./erasing.js";
import { longDayOf, size, today } from "./words.js";

/** The card. `told` is what `get("lessons/…/keeping")` answered; `changed()` draws the page anew. Nothing for a member where no day is set. */
export function keepingCard(stage, review, told, changed) {
  if (!told.may && !told.until_ms) return null;
  const place = el("div", { class: "fields" });
  const rest = () => place.replaceChildren(...(told.may ? parts(stage, review, told, place, rest, changed) : []));
  rest();
  return el("section", { class: "card pad fields keeping", "aria-label": "How long this lesson is kept" }, el("h2", { tabindex: "-1" }, "How long this lesson is kept"), el("p", { class: "small" }, sense(told)), place);
}

/** The line of the fold. */
export const keepingSummary = (told) => `${told.recording_erased ? "Recording erased. " : ""}${told.until_ms ? `Until ${longDayOf(told.until_ms)}` : "No day set"}`;

/** What happens after the day, in words. `one` is a Keeping of docs/ROUTES.md. */
export const after = ({ until_ms: until, erased_ms: gone }) => gone && gone > until
  ? `After that day it closes to everybody; after ${longDayOf(gone)} it is erased.` : "After that day it closes to everybody and is erased.";

function sense(told) {
  const { until_ms: until, recording_erased: erased, reason } = told;
  const why = reason ? ` The reason given: “${reason}”.` : "";
  const kept = until ? `It is kept until ${longDayOf(until)}. ${after(told)}${why}` : "No day is set: it is kept until you erase it.";
  return erased ? `The recording was erased. Notes, transcript and talk are still here. ${kept}` : kept;
}

function parts(stage, review, told, place, rest, changed) {
  const open = (node) => { place.replaceChildren(node); node.querySelector("h3")?.focus(); };
  const asks = (what) => open(erasing({ ...meaning(what, told), keep: () => { rest(); place.querySelector(`[data-what="${what}"]`)?.focus(); }, send: () => erase(stage, what, changed) }));
  const recording = told.recording_erased ? null : button("Erase the recording only", () => asks("recording"), { size: "sm", "data-what": "recording" });
  const lesson = button("Erase this lesson", () => asks("lesson"), { size: "sm", kind: "stop", "data-what": "lesson" });
  const never = told.until_ms && !told.school_keeps ? button("No day any more", () => open(noDay(stage, () => { rest(); place.querySelector('[data-what="never"]')?.focus(); }, changed)), { size: "sm", kind: "q", "data-what": "never" }) : null;
  return [keepUntil(stage, review, told, changed), el("div", { class: "ends" }, [recording, lesson, never].filter(Boolean))];
}

/** Only where the school has no usual time: it stays until its owner decides, and why is written down. */
function noDay(stage, keep, changed) {
  const made = form({
    fields: [{ name: "reason", label: "Why no day can be said yet", most: 1000, needed: "Say in a few words why.", hint: "It stands in the lesson’s register. No pupil’s name is needed." }],
    submit: "Take the day away", kind: "", cancel: keep,
    send: async ({ reason }) => { await put(`lessons/${stage.lesson}/keeping`, { undecided: true, reason }); await changed(); },
  });
  return el("div", { class: "asked fields" }, el("h3", { tabindex: "-1" }, "No day any more?"), el("p", { class: "small" }, "It is then kept until you erase it or set a day. What was agreed still ends on its own day."), made.node);
}

function keepUntil(stage, review, told, changed) {
  const agreed = review.consent.recorded && review.consent.until_ms ? `What was agreed ends on ${longDayOf(review.consent.until_ms)}.` : "";
  return dayForm({ told, hint: agreed, submit: told.until_ms ? "Change the day" : "Set this day", send: async (said) => { await put(`lessons/${stage.lesson}/keeping`, said); await changed(); } });
}

/** Ask for a day until which a lesson is kept; for one later than `told.until_ms` also why. `send({until, reason})` saves it. */
export function dayForm({ told, hint = "", submit, send }) {
  const before = told.until_ms ? new Date(told.until_ms).toISOString().slice(0, 10) : "";
  const isLonger = (until) => Boolean(before) && until > before;
  const made = form({
    fields: [
      { name: "until", kind: "date", label: "Keep until", value: before, earliest: today(), needed: "Choose a day.", hint, changed: (until) => { made.fields.reason.node.hidden = !isLonger(until); } },
      { name: "reason", label: "Why it is kept longer", most: 1000, hint: "It stands in the lesson’s register. No pupil’s name is needed." },
    ],
    submit, kind: "",
    send: async ({ until, reason }) => {
      if (!isLonger(until)) return send({ until, reason: "" });
      if (reason.trim()) return send({ until, reason });
      made.fields.reason.blame("Say in a few words why.");
      return made.fields.reason.focus();
    },
  });
  made.fields.reason.node.hidden = true;
  return made.node;
}

async function erase(stage, what, changed) {
  await post(`lessons/${stage.lesson}/erasure`, { what });
  if (what === "lesson") stage.go("library"); else await changed();
}

/** What goes, what stays, and what no program can reach. */
function meaning(what, told) {
  const whole = what === "lesson";
  const bytes = told.counts.bytes ? ` (${size(told.counts.bytes)})` : "";
  return {
    title: whole ? "Erase this lesson?" : "Erase the recording?",
    act: whole ? "Erase this lesson" : "Erase the recording",
    goes: whole ? `For everybody and for good: recording, transcript, everybody’s notes, also those nobody released, and the talk${bytes}.` : "For everybody and for good: the video with its sound, its pictures and its waveform.",
    stays: whole ? "A certificate stays in the vault: that a lesson was erased, when and why. It names no title and no pupil." : "Notes, transcript, talk and consent stay, and a certificate that says when the recording was erased.",
    beyond: beyond(told.backups),
  };
}

/** What erasing does not reach, with the backups that are known. */
export function beyond(backups) {
  const names = backups.map(({ label }) => label ? `“${label}”` : "one without a label");
  const kept = names.length ? `It stays in these backups until you tidy them under Settings: ${names.join(", ")}.` : "No backup is known. One that was copied by hand would still hold it.";
  return `${kept} Text that was copied out, and what somebody filmed or copied, cannot be reached from here.`;
}

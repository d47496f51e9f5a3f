// What has been recorded, and recording something: the usual case first while nothing is, otherwise one step away.
import { button, el } from "./dom.js";
import { post } from "./api.js";
import { agreement } from "./agreement.js";
import { objectionForm } from "./exceptions.js";
import { busy, form } from "./fields.js";
import { cannotUndo } from "./seen.js";
import { moment } from "./words.js";

const LOOKS = {
  given: ["--ok", "Agreed"], renewed: ["--ok", "Renewed"], objected: ["--stop", "Objection"], refused: ["--stop", "Refused"],
  withdrawn: ["--stop", "Withdrawn"], revoked: ["--stop", "Revoked"], expired: ["--warn", "Run out"], invalidated: ["--stop", "No longer valid"], requested: ["--info", "Asked"],
};
const SAID = { objected: "Sharing and copying out are locked at once.", refused: "Sharing and copying out are locked at once.", withdrawn: "Only you can watch it until a new agreement is recorded." };

/** Whether what was agreed has to be recorded before anything else. After a withdrawal it has not: that is an answer, and no gap. */
export const isNeeded = (review) => review.lesson.mine && (!review.consent.recorded || review.consent.badge.kind === "ended");

/** The card. `events` is the register, null where it cannot be read; `redraw()` draws the page anew. */
export function recordedCard(stage, review, events, redraw) {
  if (!review.lesson.mine) return events ? card("What has been recorded", history(events)) : null;
  const choices = [{ words: "Somebody objects", make: (close) => somebodyObjects(stage, review, redraw, close) }];
  if (isNeeded(review)) return card("The people in the picture", agreeing(stage, review, redraw), oneOf(choices), events?.length ? el("div", { class: "before" }, el("h3", {}, "Recorded before"), history(events)) : null);
  const withdrawn = review.consent.badge.kind === "withdrawn";
  choices.unshift({ words: withdrawn ? "Record a new agreement" : "Record a change", make: (close) => agreeing(stage, review, redraw, close) });
  if (!withdrawn) choices.push({ words: "Withdraw", make: (close) => withdrawing(stage, review, redraw, close) });
  return card("What has been recorded", oneOf(choices), events ? history(events) : null);
}

const card = (title, ...inside) => el("section", { class: "card pad fields", "aria-label": title }, el("h2", { tabindex: "-1" }, title), inside);

/** Buttons of which one at a time opens its form beneath. */
function oneOf(choices) {
  const place = el("div", { class: "fields", id: `choice-${Math.random().toString(36).slice(2)}` });
  const faces = choices.map(({ words, make }) => {
    const face = button(words, () => (face.getAttribute("aria-expanded") === "true" ? close() : open(face, make)), { size: "sm", icon: "plus", "aria-expanded": "false", "aria-controls": place.id });
    return face;
  });
  const mark = (chosen) => faces.forEach((face) => { face.setAttribute("aria-expanded", String(face === chosen)); face.classList.toggle("on", face === chosen); });
  const close = () => { const face = faces.find((one) => one.getAttribute("aria-expanded") === "true"); mark(null); place.replaceChildren(); face?.focus(); };
  const open = (face, make) => { mark(face); place.replaceChildren(make(close)); place.querySelector("input:checked, input, textarea")?.focus(); };
  return el("div", { class: "fields" }, el("div", { class: "row wrap" }, faces), place);
}

function agreeing(stage, review, redraw, close = null) {
  const now = review.consent;
  const start = now.recorded && now.basis ? { ...now, until: new Date(now.until_ms ?? Date.now()).toISOString().slice(0, 10), note: "" } : null;
  const fields = agreement({ people: review.people.filter((one) => one.id !== review.me.id), school: review.school, unsure: false, value: start });
  const refused = el("div");
  const save = button("Record it", () => busy(save, refused, async () => {
    if (!fields.check()) return;
    await post(`lessons/${stage.lesson}/agreement`, fields.read());
    await redraw();
  }), { kind: "p" });
  const hint = now.recorded ? "It replaces what was recorded for the whole class before. The record itself is kept." : "You can change it at any time.";
  return el("div", { class: "fields" }, fields.node, refused, el("div", { class: "ends" }, save, close ? button("Cancel", close, { kind: "q" }) : null, el("span", { class: "xs muted" }, hint)));
}

function somebodyObjects(stage, review, redraw, close) {
  const done = (sent) => (sent === "sent" ? redraw() : close());
  return el("div", { class: "fields asking" }, objectionForm(stage, review, done).node, cannotUndo(review.seen));
}

function withdrawing(stage, review, redraw, close) {
  const node = form({
    fields: [{ name: "note", kind: "long", label: "Note", note: "who withdrew and how", rows: 2, most: 2000 }],
    submit: "Withdraw for the whole class", cancel: close,
    send: async (values) => { await post(`lessons/${stage.lesson}/withdrawal`, values); await redraw(); },
  }).node;
  return el("div", { class: "fields asking" }, el("p", { class: "small" }, "It acts at once, on open screens too: sharing, transcript and copying out end, and only you can watch the lesson. You can record a new agreement later."), cannotUndo(review.seen), node);
}

function history(events) {
  const rows = events.map((event) => {
    const [shade, word] = LOOKS[event.kind] ?? ["--muted", event.kind];
    const row = el("div", { class: "ev", role: "listitem" }, el("span", { class: "d" }, moment(event.recorded_ms)), el("span", { class: "m" }),
      el("p", {}, el("b", {}, event.principal === "class" ? word : `${word} by ${event.principal}`), ". ", SAID[event.kind] ?? event.words, event.note ? [" ", el("span", { class: "muted" }, event.note)] : null));
    row.style.setProperty("--k", `var(${shade})`);
    return row;
  });
  return rows.length ? el("div", { class: "history", role: "list" }, rows) : el("p", { class: "muted" }, "Nothing yet. Until something is recorded, only the owner can watch this lesson, and nothing else is allowed.");
}

// What we agreed, and the record that each confirms.
import { button, el, icon, lockedButton, mark } from "./dom.js";
import { post, remove } from "./api.js";
import { busy, form } from "./fields.js";
import { day } from "./words.js";

/** The right column of the talk. `paper` says whether it may be printed, `changed(dialogue)` takes what a route answered; `refresh` leaves a form that is open alone. */
export function agreedColumn(stage, review, dialogue, paper, changed) {
  const record = (now) => recordCard(stage, review, now, paper, changed);
  const node = el("aside", { class: "aside" }, agreedCard(stage, review, dialogue, changed), record(dialogue));
  return { node, refresh: (now) => node.lastChild.replaceWith(record(now)) };
}

function agreedCard(stage, review, dialogue, changed) {
  const base = `lessons/${stage.lesson}/dialogue/actions`;
  const place = el("div");
  const rows = dialogue.actions.map((action) => {
    const person = review.people.find((one) => one.id === action.person);
    const takeBack = action.author === review.me.id ? el("button", { type: "button", class: "link", "aria-label": `Take back: ${action.text}`, onclick: async () => changed(await remove(`${base}/${action.action}`)) }, "Take back") : null;
    return el("div", { class: "agreed" }, action.text, el("p", { class: "row xs muted" }, mark(person), person?.first_name ?? "", action.by ? [el("span", {}, "·"), `by ${day(action.by)}`] : null, el("span", { class: "sp" }), takeBack));
  });
  const add = button("Agree an action", () => place.replaceChildren(actionForm(base, review, changed, () => place.replaceChildren(add))), { size: "sm full", icon: "plus" });
  place.append(add);
  const none = rows.length ? null : el("p", { class: "small muted" }, "Nothing yet. An action says who does what, and by when.");
  return el("section", { class: "card pad fields", "aria-label": "What we agreed" }, el("h2", {}, "What we agreed"), el("div", {}, rows, none), place);
}

function actionForm(base, review, changed, cancel) {
  const options = review.people.filter((one) => one.id === review.me.id || review.readiness.others.some((other) => other.person === one.id)).map((one) => ({ value: one.id, label: one.first_name }));
  const made = form({
    fields: [
      { name: "text", kind: "long", label: "What", rows: 2, most: 2000, needed: "An action needs a few words: what will you do?" },
      { name: "person", kind: "choice", label: "Who", value: review.me.id, options },
      { name: "by", kind: "date", label: "By when" },
    ],
    submit: "Agree it", kind: "", cancel, send: async (values) => changed(await post(base, values)),
  });
  queueMicrotask(() => made.fields.text.focus());
  return made.node;
}

function recordCard(stage, review, dialogue, paper, changed) {
  const names = [review.me, ...review.readiness.others.map((other) => review.people.find((one) => one.id === other.person)).filter(Boolean)];
  const rows = names.map((person) => el("p", { class: "row small" }, mark(person), el("b", {}, person.first_name), el("span", { class: "sp" }), stateOf(dialogue, person)));
  return el("section", { class: "card pad sq fields", "aria-label": "The record" }, el("h2", {}, "The record"),
    el("p", { class: "small muted" }, dialogue.standing ? "You both said that it is right. It stands." : "It stands when you both say that it is right. No scores, no grades."), rows, confirming(stage, review, dialogue, changed), printing(stage, paper));
}

// Paper is a copy like any other: open only if it was recorded.
function printing(stage, { allowed, reasons, remedies }) {
  const refused = el("div");
  const face = button("Print", () => busy(face, refused, async () => { await post(`lessons/${stage.lesson}/seen/print`); print(); }), { size: "full", icon: "print" });
  if (allowed) return el("div", {}, face, refused);
  return lockedButton("Print", reasons.map((reason, number) => `${reason} ${remedies[number] ?? ""}`.trim()).join(" "), { size: "full" });
}

function stateOf(dialogue, person) {
  const confirmed = dialogue.confirmed[person.id];
  if (confirmed === dialogue.record) return el("span", { class: "badge ok" }, icon("check", "s"), "says it is right");
  return el("span", { class: "badge none" }, confirmed ? "changed since" : "not yet");
}

function confirming(stage, review, dialogue, changed) {
  if (dialogue.confirmed[review.me.id] === dialogue.record) return null;
  const open = dialogue.moments.filter((one) => !one.said.length).length;
  if (open) return lockedButton("Confirm the record", `Opens when each moment is talked through or left for another day: ${open} to go.`, { size: "full" });
  const refused = el("div");
  const face = button("Confirm the record", () => busy(face, refused, async () => changed(await post(`lessons/${stage.lesson}/dialogue/confirm`, { record: dialogue.record }))), { size: "full", icon: "check" });
  return el("div", {}, face, refused);
}

// One person in the picture objects: where they are, what is to be done, and that they agreed after all.
import { button, el, icon } from "./dom.js";
import { post, put } from "./api.js";
import { busy, field, form } from "./fields.js";
import { placesField } from "./places.js";
import { clock, count, lasting, longDayOf, today } from "./words.js";

/** Who spoke for the person, in words. */
export const BY = { self: "themselves", parent: "the family", school: "the school" };
/** How it was said, in words. */
export const HOW = { form: "on a form", letter: "by letter", spoken: "in a talk", electronic: "by message" };
const VERB = { objected: "objects", refused: "said no", withdrawn: "withdrew", revoked: "may not be shown", expired: "agreed for a time that is over", invalidated: "may not be shown" };
const REMEDIES = [
  { remedy: "blur", icon: "blur", name: "Blur", words: "Face covered, voice stays" },
  { remedy: "mute", icon: "mute", name: "Mute", words: "Voice gone, picture stays" },
  { remedy: "cut", icon: "cut", name: "Cut", words: "These places are removed" },
  { remedy: "private", icon: "lock", name: "Keep private", words: "Nobody else ever sees it" },
];
const MAKING = { blur: "Blurring", mute: "Muting", cut: "Cutting" };

/** The card of one exception. `exception` and `remedies` come from `get("lessons/…/exceptions")`; `redraw()` draws the page anew. */
export function exceptionCard(stage, review, exception, redraw, remedies = []) {
  const name = named(exception.principal);
  const steps = el("ol", { class: "esteps" }, where(stage, review, exception, redraw), todo(stage, exception, redraw, remedies), result(exception));
  return el("section", { class: "card pad obj stack", "aria-label": `Objection of ${exception.principal}` },
    el("div", { class: "row wrap base" }, el("h2", { tabindex: "-1" }, `${name} ${VERB[exception.kind] ?? "objects"}`), el("p", { class: "small muted" }, told(exception))),
    exception.note ? el("p", { class: "small" }, exception.note) : null, steps, after(stage, exception, redraw));
}

/** “Pupil 7” of “pupil 7”. */
export const named = (principal) => principal[0].toUpperCase() + principal.slice(1);
/** “12:40–13:10, back left” for every place. */
export const spots = (places) => places.map((one) => `${clock(one.start_ms)}–${clock(one.end_ms)}${one.where ? `, ${one.where}` : ""}`).join("; ");

function told(one) {
  const said = `Said by ${BY[one.given_by]}, ${HOW[one.expressed]}, ${longDayOf(one.said_ms)}.`;
  return `${one.places.length ? `${spots(one.places)}. ` : ""}${said} To be dealt with by ${longDayOf(one.due_ms)}.`;
}

function step(number, done, ...inside) {
  return el("li", { class: done ? "done" : "" }, el("span", { class: "n", "aria-hidden": "true" }, done ? icon("check", "s") : String(number)), el("div", { class: "fields" }, inside));
}

function where(stage, review, one, redraw) {
  const total = one.places.reduce((sum, place) => sum + place.end_ms - place.start_ms, 0);
  const body = el("div", { class: "fields" });
  const open = () => body.replaceChildren(placesForm(stage, review, one, redraw, () => body.replaceChildren()));
  const link = (words, onclick) => el("button", { type: "button", class: "link small", onclick }, words);
  const links = [link("Look in the clip", () => stage.go("review", stage.lesson)), "\u00A0 ", link(one.places.length ? "Change" : "Say where", () => { open(); body.querySelector("input").focus(); })];
  const known = one.places.length ? `${count(one.places.length, "place")}, ${lasting(total)}.` : "Not said yet.";
  return step(1, one.places.length > 0, el("p", {}, el("b", {}, `Where is ${one.principal}? `), el("span", { class: "small muted" }, known), " ", links), body);
}

function placesForm(stage, review, one, redraw, close) {
  const places = placesField(one.places, review.lesson.duration_ms);
  const refused = el("div");
  const save = button("Keep these places", () => busy(save, refused, async () => {
    if (!places.check()) return;
    await put(`lessons/${stage.lesson}/exceptions`, { principal: one.principal, places: places.read() });
    await redraw();
  }), { size: "sm" });
  return el("div", { class: "fields" }, places.node, refused, el("div", { class: "ends" }, save, button("Cancel", close, { kind: "q", size: "sm" })));
}

function todo(stage, one, redraw, remedies) {
  const refused = el("div");
  const available = new Set(remedies.filter((kind) => kind.available).map((kind) => kind.remedy));
  const cards = REMEDIES.map((kind) => {
    const chosen = one.remedy === kind.remedy;
    const face = el("button", { type: "button", class: "remedy", "aria-pressed": String(chosen), onclick: () => busy(face, refused, async () => {
      await put(`lessons/${stage.lesson}/exceptions`, { principal: one.principal, remedy: kind.remedy });
      await redraw();
    }) }, el("span", { class: "what" }, icon(kind.icon, "s"), kind.name), el("span", { class: "hint" }, kind.words),
    available.has(kind.remedy) ? null : el("span", { class: "hint later" }, "Comes later"));
    return face;
  });
  return step(2, one.remedy === "private", el("p", {}, el("b", {}, "What is to be done?"), " ", el("span", { class: "small muted" }, one.remedy ? "You can choose again." : "Choose one.")),
    el("div", { class: "remedies", role: "group", "aria-label": `What is to be done for ${one.principal}` }, cards), refused);
}

function result(one) {
  if (one.remedy === "private") return step(3, true, el("p", {}, el("b", {}, "It stays with you. "), el("span", { class: "small muted" }, "You can watch it and make notes. Sharing and copying out stay locked.")));
  const id = `check-${Math.random().toString(36).slice(2)}`;
  const making = one.remedy ? `${MAKING[one.remedy]} comes with a later version, so there is nothing to check yet. Your choice is kept, and until then the lesson stays private.` : "Opens when there is a result to look at.";
  return step(3, false, el("p", {}, el("b", {}, "Check the result yourself")),
    el("div", {}, el("button", { type: "button", class: "btn locked sm", "aria-disabled": "true", "aria-describedby": id }, icon("lock", "s"), "I have checked: unlock sharing"), el("p", { class: "why", id }, icon("info", "s"), el("span", {}, making))));
}

/** “They agreed after all”, one step away. */
function after(stage, one, redraw) {
  const place = el("div", { class: "fields" });
  const face = button("They agreed after all", () => { place.replaceChildren(answer(stage, one, redraw, rest)); place.querySelector("input").focus(); }, { size: "sm" });
  const rest = () => { place.replaceChildren(el("div", { class: "ends" }, face)); };
  rest();
  return place;
}

function answer(stage, one, redraw, cancel) {
  return form({
    fields: [...spoken({ by: one.given_by === "school" ? "parent" : one.given_by, how: "spoken" }), { name: "note", kind: "long", label: "Note", note: "without names", rows: 2, most: 2000 }],
    submit: "Record that they agreed", kind: "", cancel,
    send: async (values) => { await post(`lessons/${stage.lesson}/exceptions/answer`, { principal: one.principal, ...values }); await redraw(); },
  }).node;
}

/** The fields about who said something, how and on which day. */
export function spoken({ by = "parent", how = "letter" } = {}) {
  return [
    { name: "given_by", kind: "pick", label: "Who said it", value: by, options: [{ value: "parent", label: "The family" }, { value: "self", label: "The person themselves" }, { value: "school", label: "The school" }] },
    { name: "expressed", kind: "pick", label: "How", value: how, options: [{ value: "letter", label: "By letter" }, { value: "spoken", label: "In a talk" }, { value: "form", label: "On a form" }, { value: "electronic", label: "By message" }] },
    { name: "said", kind: "date", label: "On which day", value: today(), latest: today(), needed: "Choose the day on which it was said." },
  ];
}

/** The form “Somebody objects”; a member’s goes to the owner as a request. `done("sent")` is called after it was sent, `done()` to close it. */
export function objectionForm(stage, review, done) {
  const mine = review.lesson.mine;
  const places = placesField([], review.lesson.duration_ms);
  const who = field({ name: "principal", label: "Who", needed: "Say who, for example “pupil 7”.", hint: "A pseudonym such as “pupil 7” is better than a name.", most: 100 });
  const role = field({ name: "role", kind: "pick", label: "Who that is", value: "pupil", options: [{ value: "pupil", label: "A pupil" }, { value: "adult", label: "An adult" }, { value: "teacher", label: "A teacher" }, { value: "mentor", label: "A mentor" }] });
  const facts = spoken().map(field);
  const note = field({ name: "note", kind: "long", label: "Note", note: "without names", rows: 2, most: 2000 });
  const refused = el("div");
  const face = el("button", { type: "submit", class: "btn p" }, mine ? "Record the objection" : "Send it to the owner");
  const node = el("form", { class: "fields", novalidate: true, autocomplete: "off" }, el("div", { class: "g2 narrow" }, who.node, role.node), el("div", { class: "g3 narrow" }, facts.map((one) => one.node)), places.node, note.node, refused,
    el("div", { class: "ends" }, face, el("button", { type: "button", class: "btn q", onclick: () => done() }, "Cancel")),
    el("p", { class: "xs muted" }, mine ? "It acts at once: sharing and copying out are locked, and everybody else’s access ends. Your own notes and viewing stay." : "Only the owner of a lesson records what was said. They see your request first, and it changes nothing until they accept it."));
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    const bad = [who, ...facts].filter((one) => !one.check());
    if (bad.length) { bad[0].focus(); return; }
    if (!places.check()) return;
    const said = Object.fromEntries([who, role, ...facts, note].map((one) => [one.name, one.read()]));
    await busy(face, refused, async () => { await post(`lessons/${stage.lesson}/${mine ? "exceptions" : "requests"}`, { kind: "objected", ...said, places: places.read() }); await done("sent"); });
  });
  return { node };
}

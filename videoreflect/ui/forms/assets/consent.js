// Consent of one lesson: what is allowed now and why not, what was recorded, and recording something new.
import { back, button, consentBadge, el, icon, tell } from "./dom.js";
import { get, post } from "./api.js";
import { busy, form } from "./fields.js";
import { agreement, lockRow } from "./agreement.js";
import { copyingCard } from "./copying.js";
import { objectionForm as somebodyObjects } from "./exceptions.js";
import { keepingCard } from "./keeping.js";
import { noticesCard } from "./notices.js";
import { registerCards, registerData } from "./register_cards.js";
import { seenPlace } from "./seen.js";
import { sharingCard } from "./sharing.js";
import { longDayOf, moment } from "./words.js";

const LOOKS = {
  given: ["--ok", "Agreed"], renewed: ["--ok", "Renewed"], objected: ["--stop", "Objection"], refused: ["--stop", "Refused"],
  withdrawn: ["--stop", "Withdrawn"], revoked: ["--stop", "Revoked"], expired: ["--warn", "Run out"], invalidated: ["--stop", "No longer valid"], requested: ["--info", "Asked"],
};

const SAID = { objected: "Sharing and export are locked at once.", refused: "Sharing and export are locked at once.", withdrawn: "Only you can watch it until a new agreement is recorded." };

/** Draw the page. */
export default function consent(stage) {
  const page = el("div", { class: "page" });
  stage.box.append(page);
  const draw = async (asked = "") => {
    const base = `lessons/${stage.lesson}`;
    const [review, { people }, register, told, kept, copies] = await Promise.all([get(base), get("people"), get(`${base}/register`).catch(() => ({ events: null })), get(`${base}/sharing`), get(`${base}/keeping`), get(`${base}/copies`)]);
    review.notices = await get(`${base}/notices`).catch(() => null);
    review.people = people.filter((one) => one.standing !== "removed");   // those it may be shared with, not only those it is shared with
    const cards = registerCards(stage, review, await registerData(base, review.lesson.mine), () => draw(asked));
    if (!stage.gone) page.replaceChildren(...contents(stage, { review, told, kept, copies, cards, events: register.events }, asked, draw));
  };
  draw().catch((error) => page.replaceChildren(back("Lessons", () => stage.go("library")), tell("stop", error.message)));
}

function contents(stage, { review, told, kept, copies, cards, events }, asked, draw) {
  const title = el("div", { class: "row wrap head" }, el("h1", {}, "Consent"), consentBadge(review.consent.badge));
  const sharing = sharingCard(stage, review, told, () => draw(asked));
  const recording = review.lesson.mine ? record(stage, review, events, asked, draw) : null;
  const main = el("div", { class: "stack aside" },
    ...cards.childNodes,
    ...(review.consent.recorded ? [sharing, recording] : [recording, sharing]),
    events ? recorded(events) : null, noticesCard(stage, review, review.notices, () => draw(asked)), copyingCard(stage, review, copies), keepingCard(stage, review, kept, () => draw(asked)), seenPlace(stage, review));
  main.replaceChildren(...[...main.childNodes].filter((node) => node.nodeType === 1));
  return [back(review.lesson.title, () => stage.go("review", stage.lesson)), title, el("div", { class: "two consent" }, main, allowedNow(review, copies))];
}

function allowedNow(review, copies) {
  const { actions, consent: now, people } = review;
  const names = people.filter((one) => now.share_with.includes(one.id)).map((one) => one.name);
  const until = now.recorded && now.until_ms ? el("p", { class: "small muted foot" }, icon("cal", "s"), " Holds until ", el("b", {}, longDayOf(now.until_ms)), ".") : null;
  return el("aside", { class: "side card pad" }, el("h2", {}, "What is allowed now"),
    el("ul", {}, lockRow(true, "Watch and make notes", review.lesson.mine ? "you, always" : "you"),
      locked(actions.transcribe, "Write a transcript here"), locked(actions.share, names.length ? `Share with ${names.join(" and ")}` : "Share with somebody"),
      locked(copies.any, copyWords(copies))), until);
}

function copyWords({ kinds }) {
  const open = Object.keys(kinds).filter((kind) => kinds[kind].allowed).map((kind) => (kind === "talk" ? "record of the talk" : kind));
  return open.length ? `Copy out: ${open.join(", ")}` : "Copy out";
}

function locked(action, words) {
  const why = action.reasons.map((reason, number) => `${reason} ${action.remedies[number] ?? ""}`.trim()).join(" ");
  return lockRow(action.allowed, words, "", why);
}

function recorded(events) {
  const rows = events.map((event) => {
    const [shade, word] = LOOKS[event.kind] ?? ["--muted", event.kind];
    const row = el("div", { class: "ev", role: "listitem" }, el("span", { class: "d" }, moment(event.recorded_ms)), el("span", { class: "m" }),
      el("p", {}, el("b", {}, event.principal === "class" ? word : `${word} by ${event.principal}`), ". ", SAID[event.kind] ?? event.words, event.note ? [" ", el("span", { class: "muted" }, event.note)] : null));
    row.style.setProperty("--k", `var(${shade})`);
    return row;
  });
  const body = rows.length ? el("div", { role: "list" }, rows) : el("p", { class: "muted" }, "Nothing yet. Until something is recorded, only you can watch this lesson, and nothing else is allowed.");
  return el("section", { class: "card pad stack fields", "aria-label": "What has been recorded" }, el("h2", {}, "What has been recorded"), body);
}

/** The forms: the agreement first while nothing is recorded; otherwise one step away. */
function record(stage, review, events, asked, draw) {
  const needed = !review.consent.recorded || ["withdrawn", "ended"].includes(review.consent.badge.kind);
  const open = asked || (needed ? "agreement" : "");
  const make = { agreement: agreementForm, objection: objectionForm, withdrawal: withdrawalForm }[open];
  const choices = el("div", { class: "row wrap" },
    choice("agreement", review.consent.recorded ? "Record a change" : "Record what was agreed", open, needed, draw),
    choice("objection", "Somebody objects", open, false, draw),
    review.consent.recorded && review.consent.badge.kind !== "withdrawn" ? choice("withdrawal", "Withdraw", open, false, draw) : null);
  return el("section", { class: "card pad stack fields", "aria-label": "Record something" }, el("h2", {}, needed ? "The people in the picture" : "Record something"), choices, make ? make(stage, review, draw) : null);
}

function choice(name, words, open, main, draw) {
  return button(words, () => draw(open === name ? "" : name), { size: "sm", kind: open === name ? "on" : "", icon: open === name ? "" : "plus", "aria-expanded": String(open === name) });
}

function agreementForm(stage, review, draw) {
  const others = review.people.filter((one) => one.id !== review.me.id);
  const now = review.consent;
  const start = now.recorded && now.basis ? { ...now, until: new Date(now.until_ms ?? Date.now()).toISOString().slice(0, 10), note: "" } : null;
  const fields = agreement({ people: others, unsure: false, value: start });
  const refused = el("div");
  const save = button("Record it", () => busy(save, refused, async () => {
    if (!fields.check()) return;
    await post(`lessons/${stage.lesson}/agreement`, fields.read());
    await draw();
  }), { kind: "p" });
  return el("div", { class: "fields" }, fields.node, refused, el("div", { class: "ends" }, save, el("span", { class: "xs muted" }, "It replaces what was recorded for the whole class before. The record itself is kept.")));
}

function objectionForm(stage, review, draw) {
  return somebodyObjects(stage, review, () => draw()).node;
}

function withdrawalForm(stage, review, draw) {
  const node = form({
    fields: [{ name: "note", kind: "long", label: "Note", note: "who withdrew and how", rows: 2, most: 2000 }],
    submit: "Withdraw for the whole class", cancel: () => draw(),
    send: async (values) => { await post(`lessons/${stage.lesson}/withdrawal`, values); await draw(); },
  }).node;
  return el("div", { class: "fields" }, el("p", { class: "small" }, "It acts at once, on open screens too: sharing, transcript and export end, and only you can watch the lesson. You can record a new agreement later."), node);
}

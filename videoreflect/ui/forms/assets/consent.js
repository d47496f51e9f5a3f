// Consent of one lesson: what needs the person now, what was recorded, who can open it, and beneath what is needed less often.
import { back, consentBadge, el, tell } from "./dom.js";
import { get } from "./api.js";
import { allowedNow } from "./allowed.js";
import { copyingCard, copyingSummary } from "./copying.js";
import { exemplarCard, exemplarSummary } from "./exemplar.js";
import { folds, showFold } from "./fold.js";
import { keepingCard, keepingSummary } from "./keeping.js";
import { keyList } from "./key_list.js";
import { noticesCard, noticesSummary } from "./notices.js";
import { isNeeded, recordedCard } from "./recorded.js";
import { recordsCard } from "./records.js";
import { redraw as putAnew } from "./redraw.js";
import { registerCards, registerData } from "./register_cards.js";
import { seenCard, seenSummary } from "./seen.js";
import { sharingCard } from "./sharing.js";

/** Draw the page. */
export default function consent(stage) {
  const page = el("div", { class: "page" });
  const open = new Set();   // the titles of the folds that stand open
  stage.box.append(page);
  const draw = async () => {
    const data = await fetched(`lessons/${stage.lesson}`);
    if (!stage.gone) putAnew(page, contents(stage, page, data, open, draw));
  };
  draw().catch((error) => page.replaceChildren(back("Lessons", () => stage.go("library")), tell("stop", error.message)));
}

/** What the cards need. What somebody may not ask for is null, and its card is not there. */
async function fetched(base) {
  const ask = (path) => get(`${base}/${path}`).catch(() => null);
  const [review, { people }, school, told, kept, copies, register, notices, seen] = await Promise.all([
    get(base), get("people"), get("school"), get(`${base}/sharing`), get(`${base}/keeping`), get(`${base}/copies`), ask("register"), ask("notices"), ask("seen")]);
  const [cards, exemplar] = await Promise.all([registerData(base, review.lesson.mine), review.lesson.mine ? ask("exemplar") : null]);
  review.people = people.filter((one) => one.standing !== "removed");   // those it may be shared with, not only those it is shared with
  review.seen = seen;
  review.school = school;
  return { review, told, kept, copies, notices, cards, exemplar, events: register?.events ?? null };
}

function contents(stage, page, data, open, draw) {
  const { review, events } = data;
  const needed = isNeeded(review);
  const title = el("div", { class: "row wrap head" }, el("h1", {}, "Consent"), consentBadge(review.consent.badge));
  const { asked, worklist } = registerCards(stage, review, data.cards, draw);
  const recording = recordedCard(stage, review, events, draw);
  const main = el("div", { class: "aside" }, asked, worklist.open ? worklist.node : null, recording, worklist.open ? null : worklist.node,
    sharingCard(stage, review, data.told, draw), lessUsed(stage, data, open, draw));
  const now = allowedNow(review, data.copies, data.exemplar, () => showFold(page, review.lesson.mine ? "Who has seen it" : "What its owner is told about you"));
  return [back(review.lesson.title, () => stage.go("review", stage.lesson)), title, el("div", { class: `two consent ${needed ? "first" : ""}` }, main, now)];
}

function lessUsed(stage, { review, events, notices, copies, kept, exemplar }, open, draw) {
  const seen = review.seen;
  return folds([
    { card: noticesCard(stage, review, notices, draw), summary: noticesSummary(notices) },
    { card: copyingCard(stage, review, copies), summary: copyingSummary(copies) },
    { card: exemplarCard(stage, review, exemplar, draw), summary: exemplarSummary(exemplar) },
    { card: keepingCard(stage, review, kept, draw), summary: keepingSummary(kept) },
    { card: seen ? seenCard(stage, review, seen) : null, summary: seenSummary(seen) },
    review.lesson.mine ? { ...keyList(stage), summary: "Only you can open it" } : {},
    { card: recordsCard(stage, review, events, draw), summary: "On paper and as files" },
  ], open);
}

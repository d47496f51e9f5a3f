// What is allowed now in one lesson: a lock for each use, with reason and remedy where it is shut.
import { el, icon } from "./dom.js";
import { lockRow } from "./agreement.js";
import { cannotUndo } from "./seen.js";
import { listed, longDayOf } from "./words.js";

const SHUT = ["locked", "withdrawn", "ended"];

/** The column beside the cards. `copies` and `exemplar` are what their routes answered; `showSeen()` leads to who has seen it. */
export function allowedNow(review, copies, exemplar, showSeen) {
  const { actions, consent: now, people } = review;
  const names = people.filter((one) => now.share_with.includes(one.id)).map((one) => one.name);
  return el("aside", { class: "side card pad", "aria-label": "What is allowed now" }, el("h2", {}, "What is allowed now"),
    el("ul", {}, lockRow(true, "Watch and make notes", review.lesson.mine ? "you, always" : "you"),
      locked(actions.transcribe, "Write a transcript here"), locked(actions.analyse, "Guess who speaks"), locked(actions.share, names.length ? `Share with ${listed(names)}` : "Share with somebody"),
      locked(copies.any, copyWords(copies)), exemplar ? locked(exemplar, "Keep as an example") : null),
    now.recorded && now.until_ms && now.badge.kind !== "withdrawn" ? el("p", { class: "small muted foot" }, icon("cal", "s"), " Holds until ", el("b", {}, longDayOf(now.until_ms)), ".") : null, undone(review, showSeen));
}

/** After an objection or a withdrawal: what it came too late for. */
function undone(review, showSeen) {
  const told = SHUT.includes(review.consent.badge.kind) ? cannotUndo(review.seen, 1) : null;
  told?.classList.add("foot");
  told?.append(" ", el("button", { type: "button", class: "link", onclick: showSeen }, "Who has seen it"));
  return told;
}

function copyWords({ kinds }) {
  const open = Object.keys(kinds).filter((kind) => kinds[kind].allowed).map((kind) => (kind === "talk" ? "record of the talk" : kind));
  return open.length ? `Copy out: ${open.join(", ")}` : "Copy out";
}

const locked = (action, words) => lockRow(action.allowed, words, "", why(action));

/** Every reason with its remedy, as one text; whoever reads it is on the consent page already. */
export const why = ({ reasons, remedies }) => reasons.map((reason, number) => `${reason} ${remedies[number] ?? ""}`.trim()).join(" ").replaceAll("on the consent page", "on this page");

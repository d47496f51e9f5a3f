// Who has seen a lesson, in plain words, and what that is worth.
import { el, icon } from "./dom.js";
import { get } from "./api.js";

const MOST = 6;

/** The card. `seen` is what `get("lessons/…/seen")` answered. A member sees their own entries: what the owner is told about them. */
export function seenCard(stage, review, seen) {
  const title = seen.mine ? "Who has seen it" : "What its owner is told about you";
  const none = seen.mine ? "Nobody else has opened it so far." : "Nothing so far.";
  const lines = seen.days.map((one) => el("li", {}, one.words));
  const [first, rest] = [lines.slice(0, MOST), lines.slice(MOST)];
  return el("section", { class: "card pad fields seen", "aria-label": title }, el("h2", {}, title),
    lines.length ? el("ul", { class: "fields" }, first) : el("p", { class: "small muted" }, none),
    rest.length ? el("details", {}, el("summary", {}, `${rest.length} earlier`), el("ul", { class: "fields" }, rest)) : null,
    el("p", { class: "why small muted" }, icon("info", "s"), el("span", {}, seen.honest)));
}

/** A place for the card, which fills itself. */
export function seenPlace(stage, review) {
  const place = el("div");
  get(`lessons/${stage.lesson}/seen`).then((seen) => stage.gone || place.replaceChildren(seenCard(stage, review, seen)), () => {});
  return place;
}

/** For the question before a withdrawal: what it cannot undo. Nothing where nobody else has seen it. */
export function cannotUndo(seen) {
  if (!seen?.days.length) return "";
  return `Cannot be undone: ${seen.days.slice(0, 3).map((one) => one.words).join(" ")} What was seen, copied or printed before stays seen.`;
}

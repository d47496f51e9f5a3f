// Who has seen a lesson, in plain words, and what that is worth.
import { el, icon } from "./dom.js";
import { count, longDay } from "./words.js";

const MOST = 6;

/** The card. `seen` is what `get("lessons/…/seen")` answered. A member sees their own entries: what the owner is told about them. */
export function seenCard(stage, review, seen) {
  const title = seen.mine ? "Who has seen it" : "What its owner is told about you";
  const none = seen.mine ? "Nobody else has opened it so far." : "Nothing so far.";
  const lines = seen.days.map((one) => el("li", {}, one.words));
  const [first, rest] = [lines.slice(0, MOST), lines.slice(MOST)];
  return el("section", { class: "card pad fields seen", "aria-label": title }, el("h2", {}, title),
    lines.length ? el("ul", { class: "fields" }, first) : el("p", { class: "small muted" }, none),
    rest.length ? el("details", {}, el("summary", { class: "link small" }, `${rest.length} earlier`), el("ul", { class: "fields" }, rest)) : null,
    el("p", { class: "why small muted" }, icon("info", "s"), el("span", {}, seen.honest)));
}

/** The line of the fold. */
export function seenSummary(seen) {
  return seen?.days.length ? `Last on ${longDay(seen.days[0].day)}` : seen?.mine ? "Nobody else so far" : "Nothing so far";
}

/** What an objection or a withdrawal comes too late for, as a paragraph; null where nobody else has seen it. */
export function cannotUndo(seen, most = 3) {
  if (!seen?.mine || !seen.days.length) return null;
  const rest = seen.days.length > most ? ` And ${count(seen.days.length - most, "time")} before.` : "";
  return el("p", { class: "small" }, el("b", {}, "Cannot be undone:"), ` ${seen.days.slice(0, most).map((one) => one.words).join(" ")}${rest}`);
}

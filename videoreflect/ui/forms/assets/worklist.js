// The worklist after a withdrawal or an objection: what is open, what is proved done, and what nothing undoes.
import { button, el, icon } from "./dom.js";
import { remove } from "./api.js";
import { erasing } from "./erasing.js";
import { named, spots } from "./exceptions.js";
import { longDayOf, stamp } from "./words.js";

/** The card. `told` is what `get("lessons/…/worklist")` answered; nothing where nothing is to be done. */
export function worklistCard(stage, review, told, redraw) {
  if (!told.items.length) return null;
  const open = told.items.filter((one) => !one.done).length;
  const place = el("div", { class: "fields" });
  const items = el("ul", { class: "work" }, told.items.map((one) => item(stage, one, place, redraw)));
  return el("section", { class: "card pad stack", "aria-label": "What is to be done" },
    el("div", { class: "row wrap base" }, el("h2", { tabindex: "-1" }, "What is to be done"), el("span", { class: `badge ${open ? "warn" : "ok"}` }, icon(open ? "clock" : "check", "s"), open ? `${open} open` : "All done")),
    items, place, undone(told.not_undone));
}

function item(stage, one, place, redraw) {
  const who = one.principal ? `${named(one.principal)}: ` : "";
  const when = one.done ? (one.proved_ms ? stamp(one.proved_ms) : "") : `by ${longDayOf(one.due_ms)}`;
  const beneath = [one.done || !one.places.length ? "" : spots(one.places), one.told].filter(Boolean).join(". ");
  const act = one.task === "erase-transcript" && !one.done ? button("Erase the transcript", () => ask(stage, place, redraw), { size: "sm" }) : null;
  return el("li", { class: one.done ? "done" : "" }, icon(one.done ? "check" : one.possible ? "clock" : "lock"),
    el("div", {}, el("p", {}, who, one.words, el("span", { class: "sr" }, one.done ? ": done" : ": open")), beneath ? el("p", { class: "small muted" }, beneath) : null, act), el("span", { class: "xs muted nowrap" }, when));
}

function ask(stage, place, redraw) {
  place.replaceChildren(erasing({
    title: "Erase the transcript?", act: "Erase the transcript",
    goes: "For everybody and for good: every word that was written down, here and in the search.",
    stays: "The recording and your notes stay. A transcript can be written again where a new agreement allows it.",
    beyond: "Text that was copied out, and backups that were made before, cannot be reached from here.",
    keep: () => place.replaceChildren(),
    send: async () => { await remove(`lessons/${stage.lesson}/transcript`); await redraw(); },
  }));
  place.querySelector("h3")?.focus();
}

function undone(sentences) {
  return el("div", { class: "undone small" }, el("p", {}, el("b", {}, "What this does not undo")), el("ul", {}, sentences.map((one) => el("li", {}, one))));
}

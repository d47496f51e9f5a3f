// One note as both see it, and which notes belong together.
import { colour, el, icon, mark } from "./dom.js";
import { span } from "./words.js";

const TOGETHER_MS = 5000;

/** The card of a note. */
export function noteCard(note, person, me) {
  const card = el("article", { class: "note" },
    el("div", { class: "hd" }, mark(person), el("span", { class: "nm" }, person?.id === me.id ? "You" : person?.first_name ?? "Somebody"), el("span", { class: "t" }, span(note.at_ms, note.to_ms)),
      el("span", { class: "sp" }), el("span", { class: "vis" }, icon("book", "s"), "Released")),
    note.quote ? el("p", { class: "q" }, `“${note.quote}”`) : null, el("div", { class: "said" }, note.text),
    note.talk ? el("span", { class: "talk" }, icon("talk", "s"), "Talk about") : null);
  card.style.setProperty("--pc", colour(person));
  return card;
}

/** Notes in groups of the same moment, in time order; notes on the whole lesson come first. */
export function together(notes) {
  const groups = [];
  for (const note of [...notes].sort((one, other) => (one.at_ms ?? -1) - (other.at_ms ?? -1))) {
    const last = groups.at(-1);
    if (last && note.at_ms !== null && note.at_ms <= last.until) last.notes.push(note);
    else groups.push({ at: note.at_ms, until: 0, notes: [note] });
    const group = groups.at(-1);
    group.until = note.at_ms === null ? -1 : Math.max(group.until, note.at_ms + TOGETHER_MS);
  }
  return groups;
}

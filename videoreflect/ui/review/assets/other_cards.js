/* Cards that are no saved notes: drafts, deleted ones, and what is still sealed. */

import { element } from "./element.js";
import { button, icon } from "./icons.js";
import { colourOf, shapeOf } from "./marks.js";
import { noteHead, textOf } from "./note_card.js";
import { clockOf } from "./voice_player.js";

/** A draft given up for later. */
export function draftCard(desk, draft, open, drop) {
  return small(desk, draft, { icon: "clock", word: "Draft, kept" }, [
    button({ text: "Go on writing", class: "link", press: open }),
    button({ text: "Drop it", class: "link", press: drop }),
  ]);
}

function small(desk, draft, seen, controls) {
  const card = element(
    "article",
    { class: "note draft" },
    noteHead(desk, desk.review.me.id, draft, seen, null),
    draft.quote && element("blockquote", { class: "quote", text: `“${draft.quote}”` }),
    textOf(draft.text),
    spokenOf(draft),
    controls.length && element("div", { class: "note-foot" }, controls),
  );
  card.style.setProperty("--who", colourOf(desk.review.me));
  return card;
}

function spokenOf({ voice, voice_ms, speaking }) {
  const words = [voice && `Voice note, ${clockOf(voice_ms)}`, speaking && "With what you began to say"].filter(Boolean).join(". ");
  return words && element("p", { class: "hint", text: `${words}.` });
}

/** In the place of a deleted note. */
export function gone(note, undo, close) {
  return element(
    "div",
    { class: "gone" },
    element("span", { text: note.reply_to ? "Reply deleted." : "Note deleted." }),
    button({ text: "Undo", class: "link", press: undo }),
    element("span", { class: "gap" }),
    button({ icon: "close", size: "s", label: "Put this line away", class: "tiny", press: close }),
  );
}

/** Somebody's notes before both are ready: no text, no count. */
export function sealedCard(desk, person, other) {
  const name = element("span", { class: "who", text: person.first_name });
  name.style.color = colourOf(person);
  const mine = desk.review.readiness.mine_ms !== null;
  const words = mine ? `Opens when ${person.first_name} is ready too` : other.ready_ms !== null ? `${person.first_name} is ready. Opens when you are` : "Opens when you are both ready";
  const card = element("article", { class: "note sealed", "aria-label": `Notes of ${person.first_name}` }, element("div", { class: "note-head" }, shapeOf(person), name, element("span", { class: "gap" }), element("span", { class: "seen" }, icon("lock", "s"), element("span", { text: words }))));
  card.style.setProperty("--who", colourOf(person));
  return card;
}

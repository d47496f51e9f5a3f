/* What the tour of the sample lesson shows: eight things, each done by doing it. */

import { printed } from "./key_hints.js";

/**
 * @typedef {Object} Step
 * @property {string} at what it stands beside
 * @property {string} title
 * @property {(desk: Object, narrow: boolean) => string} text
 * @property {(desk: Object, root: HTMLElement, done: () => void, signal: AbortSignal) => void} [watch] calls `done` when it was done
 */

const mine = (desk) => desk.notes.filter((note) => note.mine);
const marked = (desk) => mine(desk).filter((note) => note.talk).length + Number(Boolean(desk.writing?.talk));
const shared = (desk) => mine(desk).filter((note) => note.shared).length + Number(Boolean(desk.writing?.shared));
const key = (desk, name, otherwise = "") => printed(desk, name) || otherwise;

/** Done as soon as there is more of something than when the step began. */
function more(count, events) {
  return (desk, root, done) => {
    const before = count(desk);
    for (const event of events) desk.on(event, () => count(desk) > before && done());
  };
}

function whenPressed(selector) {
  return (desk, root, done, signal) => root.addEventListener("click", (event) => event.target.closest?.(selector) && done(), { capture: true, signal });
}

/** @type {Step[]} */
export const TOUR = [
  {
    at: ".row",
    title: "Play the lesson",
    text: (desk, narrow) => (narrow ? "Press the green button. Text, time and picture go together." : `Press ${key(desk, "player.play", "the green button")}. Text, time and picture go together; the same key pauses.`),
    watch: (desk, root, done) => desk.on("playing", (playing) => playing && done()),
  },
  {
    at: ".composer",
    title: "Write what you notice",
    text: (desk, narrow) => (narrow ? "Press “Note at”, write a few words, save. The picture waits meanwhile." : desk.commands.typingStarts ? "Just type a few words. The picture waits; Enter saves the note and plays on." : `Press ${key(desk, "note.start", "the line under the picture")} and type. The picture waits; Enter saves the note and plays on.`),
    watch: more((desk) => mine(desk).length, ["notes"]),
  },
  {
    at: ".words",
    title: "Choose words",
    text: (desk, narrow) => {
      if (!desk.transcript.lines.length) return "The words will stand here as soon as they are written. Those that you choose become the quote of a note.";
      return narrow ? "Hold a finger on a word and slide over the next ones. They become the quote of your note." : "Drag over a few words, or go to them with Tab and the arrows and hold Shift. They become the quote of your note.";
    },
    watch: (desk, root, done) => desk.on("chosen", () => done()),
  },
  {
    at: ".notes",
    title: "Talk about this",
    text: (desk, narrow) => (narrow ? "The yellow button marks a note for the talk with your mentor." : `${key(desk, "note.talk", "“Talk about”")} marks a note for the talk with your mentor. What is marked becomes its agenda.`),
    watch: more(marked, ["notes", "writing"]),
  },
  {
    at: ".notes",
    title: "Who can open it",
    text: (desk) => `Each note says so in its corner. Yours are private until you share the lesson and both of you are ready.${desk.commands.get("note.visibility") ? ` ${key(desk, "note.visibility", "The lock")} opens one note at once, on purpose.` : ""}`,
    watch: more(shared, ["notes", "writing"]),
  },
  {
    at: ".top .next > *",
    title: "Share, then ready",
    text: () => "Sharing lets one person see the lesson, until a day you choose. Their notes and yours stay apart. When you have both said “ready”, both sets open side by side.",
    watch: whenPressed(".next .button"),
  },
  {
    at: ".words .search",
    title: "Find a phrase",
    text: (desk, narrow) => (narrow ? "Type a word into the search. Enter jumps to where it was said." : `${key(desk, "words.search", "The search")} leads to the search. Type a word that was said; Enter jumps there.`),
    watch: (desk, root, done, signal) => root.addEventListener("input", (event) => event.target.closest?.(".search") && event.target.value.trim().length > 1 && done(), { signal }),
  },
  {
    at: ".top .lock",
    title: "Lock when you leave",
    text: (desk, narrow) => (narrow ? "Lock lies under the three dots. The page empties at once, and what you were writing is kept for you alone." : "The page empties at once, and what you were writing is kept for you alone."),
    watch: whenPressed(".lock"),
  },
];

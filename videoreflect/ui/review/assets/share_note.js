/* Sharing one note at once, on purpose, before both are ready; and taking it back. */

import { decideWith, openDialog } from "./dialog.js";
import { element } from "./element.js";
import { button } from "./icons.js";
import { openShare } from "./share_dialog.js";
import { partnersOf } from "./visibility.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} holder where dialogs live
 * @returns {{turn: (note: Object, change: (shared: boolean) => Promise<void>) => Promise<void>}} `turn` shares or takes back
 */
export function createNoteSharing(desk, holder) {
  let told = false;

  async function turn(note, change) {
    if (note.visibility === "open") return desk.emit("told", { text: "This note is released. It stays open to both of you." });
    if (note.reply_to && note.id) return desk.emit("told", { text: "A reply is open to whom its note is open." });
    if (note.shared) return takeBack(note, change);
    if (!desk.review.readiness.others.length) return openNobody(desk, holder);
    const known = told || desk.notes.some((one) => one.mine && one.shared && !one.reply_to);
    if (known) return share(change);
    ask(change);
  }
  async function share(change) {
    await change(true);
    told = true;
    desk.say(`Shared now. ${partnersOf(desk.review)} can open this note.`);
  }
  async function takeBack(note, change) {
    await change(false);
    const word = desk.review.readiness.mine_ms === null ? "Private again." : "It waits again until you are both ready.";
    if (note.id) desk.emit("told", { text: `${word} ${partnersOf(desk.review)} may have read it.`, back: "undo" });
    else desk.say(word);
  }
  function ask(change) {
    const names = partnersOf(desk.review);
    const lines = [
      `${names} can open this note at once, before you are both ready. So can anybody this lesson is shared with later.`,
      "Your other notes stay as they are. You can take this one back, but not what was read of it.",
    ];
    const dialog = openDialog(holder, { title: "Share this note now?", body: lines.map((text) => element("p", { text })) });
    decideWith(dialog, "Share this note", () => share(change)).focus();
  }
  return { turn };
}

function openNobody(desk, holder) {
  const text = desk.review.lesson.mine
    ? "Nobody else can open this lesson yet, so there is nobody to share a note with. Share the lesson first; your notes stay private until you choose."
    : "Nobody else can open this lesson now, so there is nobody to share a note with.";
  const dialog = openDialog(holder, { title: "Nobody to share with yet", body: [element("p", { text })], close: "Close" });
  if (desk.review.lesson.mine) dialog.actions.append(button({ text: "Share the lesson", class: "primary", press: () => (dialog.close(), openShare(desk, holder)) }));
}

/* "I am ready": said once, never taken back. */

import { decideWith, openDialog } from "./dialog.js";
import { element } from "./element.js";
import { icon } from "./icons.js";
import { partnersOf } from "./visibility.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} holder
 */
export function openReady(desk, holder) {
  const { readiness } = desk.review;
  if (!readiness.may_say) return openLocked(holder, readiness.why_not);
  const them = partnersOf(desk.review);
  const lines = [
    `Your notes and the notes of ${them} open at the same moment, when you have both said so.`,
    "This cannot be taken back.",
    `Until now only your keys could open your notes. From now until ${them} is ready too, it is the program that hides them, and no longer the keys.`,
    "You can still write, and change what you wrote.",
  ];
  const dialog = openDialog(holder, { title: "Say that you are ready?", body: lines.map((text) => element("p", { text })) });
  decideWith(dialog, "I am ready", async () => {
    await desk.server.ready();
    desk.say("You are ready.");
    desk.emit("ask", "review");
    desk.emit("ask", "notes");
  });
}

function openLocked(holder, why) {
  openDialog(holder, { title: "Not yet", body: [element("p", { class: "reason" }, icon("lock"), element("span", { text: why }))], close: "Close" });
}

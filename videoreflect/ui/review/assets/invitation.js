/* The quiet line that invites to write, in the keys that are in force. */

import { clock } from "./clock.js";
import { element, write } from "./element.js";
import { icon } from "./icons.js";
import { printed } from "./key_hints.js";

/**
 * @param {() => void} start
 * @returns {{root: HTMLButtonElement, tick: (ms: number) => void, show: (desk: import("./desk.js").Desk) => void}}
 */
export function createInvitation(start) {
  const before = element("span", { text: "Start typing: a note begins at " });
  const time = element("b", { text: clock(0) });
  const keys = element("span", { class: "keys-hint", "aria-hidden": "true" });
  const root = element("button", { type: "button", class: "invite", on: { click: start } }, icon("plus", "s"), element("span", {}, before, time), element("span", { class: "gap" }), keys);
  const show = (desk) => {
    const [letter, from, to] = ["note.start", "note.in", "note.out"].map((name) => printed(desk, name));
    write(before, desk.commands.typingStarts ? "Start typing: a note begins at " : letter ? `Press ${letter}: a note begins at ` : "A note begins at ");
    keys.replaceChildren(...[from, to].filter(Boolean).map((text) => element("kbd", { text })), from && to ? "start, end" : "");
  };
  return { root, tick: (ms) => write(time, clock(ms)), show };
}

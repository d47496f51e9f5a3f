/* A stretch that was chosen on the timeline: to be looped, or for the next note. */

import { clock } from "./clock.js";
import { element } from "./element.js";
import { button } from "./icons.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @returns {{tools: HTMLElement}} small buttons for what can be done with it
 */
export function createRange(desk) {
  const tools = element(
    "div",
    { class: "range-tools", role: "group", "aria-label": "Chosen stretch", hidden: true },
    button({ icon: "loop", size: "s", label: "Loop this stretch", class: "tiny", press: () => desk.player.loop.start({ ...desk.range, of: "range" }) }),
    button({ icon: "pencil", size: "s", label: "Note on this stretch", class: "tiny", press: () => desk.commands.get("note.start").run() }),
    button({ icon: "close", size: "s", label: "Choose nothing", class: "tiny", press: () => desk.chooseRange(null) }),
  );
  const state = { writing: false };

  desk.chooseRange = (range) => {
    if (range && desk.writing) return desk.compose({ at_ms: range.from, to_ms: range.to });
    if (!range && !desk.range) return;
    desk.range = range;
    tools.hidden = !range;
    desk.emit("range", range);
  };
  /** A note that begins while something is chosen is about that, unless words were chosen for it. */
  desk.on("writing", (draft) => {
    const begun = draft && !state.writing;
    state.writing = Boolean(draft);
    const { range } = desk;
    if (!begun || !range) return;
    desk.chooseRange(null);
    if (!draft.text && !draft.quote) desk.compose({ at_ms: range.from, to_ms: range.to });
  });
  desk.on("emptied", () => desk.chooseRange(null));
  desk.commands.add({ name: "timeline.nothing", label: "choose nothing", group: "Timeline", key: "Escape", fixed: true, possible: () => Boolean(desk.range && !desk.writing && !desk.player.loop.now), run: () => desk.chooseRange(null) });
  return { tools };
}

/**
 * Say what was chosen.
 * @param {import("./desk.js").Desk} desk
 * @param {{from: number, to: number}} range
 */
export function sayRange(desk, { from, to }) {
  const { commands } = desk;
  const next = commands.typingStarts ? "Type for a note" : `${commands.keyOf(commands.get("note.start")).toUpperCase()} for a note`;
  desk.say(`${clock(from)} to ${clock(to)} chosen. ${next}, ${commands.keyOf(commands.get("player.loop"))} to loop it.`);
}

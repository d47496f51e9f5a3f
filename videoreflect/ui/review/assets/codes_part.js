/* All that has to do with codes, put together: on notes, in the composer, the filter, the pane and the dialogs. */

import { cardCodes, composerCodes } from "./code_chips.js";
import { openPicker } from "./code_picker.js";
import { openCodebooks } from "./codebooks_dialog.js";
import { createCodes } from "./codes.js";
import { createCodesPane } from "./codes_pane.js";
import { button } from "./icons.js";
import { createNoteFilter } from "./note_filter.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} root
 * @param {{root: HTMLElement, head: HTMLElement}} notes
 * @param {HTMLElement} dialogs
 * @returns {{root: HTMLElement}} the pane
 */
export function createCodesPart(desk, root, notes, dialogs) {
  const codes = createCodes(desk);
  const filter = createNoteFilter(desk, codes);
  const choose = () => openCodebooks(desk, codes, dialogs);
  const pane = createCodesPane(desk, codes, filter, choose);
  notes.head.append(filter.toggle, button({ text: "Codes", class: "quiet small to-codes", press: () => turnTo("codes") }));
  notes.head.after(filter.bar, filter.panel);
  desk.composerParts.push(composerCodes(desk, codes));
  desk.cardParts.push(cardCodes(desk, codes));
  desk.on("choose-codes", (note) => openPicker(desk, codes, dialogs, note, choose));
  desk.commands.add({ name: "codes.pane", label: "codes or notes", group: "Codes", key: "{", letter: "k", run: () => turnTo(root.classList.contains("show-codes") ? "notes" : "codes") });

  function turnTo(name) {
    desk.emit("pane", name);
    (name === "codes" ? pane.head : notes.head).querySelector("button:not([hidden])")?.focus();
  }
  pane.head.querySelector(".to-notes").addEventListener("click", () => notes.head.querySelector(".to-codes").focus());
  return { root: pane.root };
}

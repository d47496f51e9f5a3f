/* Who speaks: from a chip, from the menu of a line, from the menu of the pane. */

import { openSpeaker, openSpeakers } from "./speaker_dialog.js";
import { openVoices } from "./voices_dialog.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{list: HTMLElement, dialogs: () => HTMLElement, mayEdit: () => boolean}} pane
 * @param {{lines: Object[]}} transcript
 */
export function createVoices(desk, pane, transcript) {
  const all = () => openVoices(desk, pane.dialogs());
  const one = (index) => {
    const line = transcript.lines[index]?.data;
    if (line && pane.mayEdit()) openSpeaker(desk, pane.dialogs(), line, all);
    else all();
  };
  desk.on("voices", all);
  desk.on("speaker", one);
  desk.on("speakers", (lines) => pane.mayEdit() && openSpeakers(desk, pane.dialogs(), lines));
  pane.list.addEventListener("click", (event) => {
    const chip = event.target.closest?.(".speaker-chip");
    if (chip) one(Number(chip.closest(".line").dataset.line));
  });
}

/* Who speaks in one line: this line alone, or all that the same voice says. */

import { clock } from "./clock.js";
import { decideWith, openDialog } from "./dialog.js";
import { element, field } from "./element.js";
import { button } from "./icons.js";
import { signOf, voiceNames } from "./voice_signs.js";

const LONGEST = 60;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} holder
 * @param {Object} line as GET …/transcript gives it
 * @param {() => void} all opens the list of all voices
 */
export function openSpeaker(desk, holder, line, all) {
  const known = [...new Set([...voiceNames(desk.transcript.lines), "Teacher", "Pupils"])];
  const name = field("input", { type: "text", class: "voice-name", "aria-label": "Another name", maxlength: LONGEST, placeholder: "such as Teaching assistant" });
  const choices = known.map((one) => choice("vr-who", one, one === line.voice, signOf(one, known), element("span", { text: one })));
  const other = element("div", { class: "other-name" }, choice("vr-who", "", false, element("span", { text: "Somebody else" })), name);
  const scope = [["", "This line alone"], ["all", "All that this voice says"]].map(([value, text], index) => choice("vr-all", value, index === 0, element("span", { text })));
  const body = [
    element("p", { class: "quoted", dir: "auto", text: line.text.trim() }),
    element("fieldset", {}, element("legend", { text: "Who speaks" }), ...choices, other),
    element("fieldset", {}, element("legend", { text: "It holds for" }), ...scope),
    element("p", { class: "hint" }, button({ text: "Hear and name all voices", class: "link", press: all })),
  ];
  const dialog = openDialog(holder, { title: `Who speaks at ${clock(line.start_ms)}?`, body, close: "Leave it", kind: "speaker" });
  name.addEventListener("input", () => (other.querySelector("input").checked = true));
  const decide = decideWith(dialog, "Save", async () => {
    const said = chosen(dialog, "vr-who") || name.value;
    if (!said.trim()) throw new Error("Choose who speaks, or type a name.");
    const everywhere = chosen(dialog, "vr-all") === "all";
    await desk.server.sayVoice({ start_ms: line.start_ms, end_ms: line.end_ms, name: said, everywhere }).finally(() => desk.emit("ask", "words"));
    desk.say(everywhere ? `All of this voice is ${said.trim()} now.` : `This line is ${said.trim()} now.`);
  });
  name.addEventListener("keydown", (event) => event.key === "Enter" && decide.click());
  (dialog.root.querySelector("input:checked") ?? dialog.root.querySelector("input")).focus();
}

function choice(group, value, checked, ...inside) {
  return element("label", { class: "choice" }, element("input", { type: "radio", name: group, value, checked }), ...inside);
}

function chosen(dialog, group) {
  return dialog.root.querySelector(`input[name=${group}]:checked`)?.value ?? "";
}

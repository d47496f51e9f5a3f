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
  const scope = [["", "This line alone"], ["all", "All that this voice says"]].map(([value, text], index) => choice("vr-all", value, index === 0, element("span", { text })));
  const more = [element("fieldset", {}, element("legend", { text: "It holds for" }), ...scope), element("p", { class: "hint" }, button({ text: "Hear and name all voices", class: "link", press: all }))];
  open(desk, holder, { title: `Who speaks at ${clock(line.start_ms)}?`, quoted: line.text.trim(), voice: line.voice, more }, async (name, dialog) => {
    const everywhere = chosen(dialog, "vr-all") === "all";
    await desk.server.sayVoice({ start_ms: line.start_ms, end_ms: line.end_ms, name, everywhere });
    return everywhere ? `All of this voice is ${name} now.` : `This line is ${name} now.`;
  });
}

/**
 * The same of several lines at once.
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} holder
 * @param {Object[]} lines
 */
export function openSpeakers(desk, holder, lines) {
  const voices = [...new Set(lines.map((one) => one.voice))];
  const quoted = `${lines[0].text.trim()} … ${lines.at(-1).text.trim()}`;
  open(desk, holder, { title: `Who speaks in these ${lines.length} lines?`, quoted, voice: voices.length === 1 ? voices[0] : null, more: [] }, async (name) => {
    await desk.server.sayVoice({ lines: lines.map((one) => one.id), name });
    return `These ${lines.length} lines are ${name} now.`;
  });
}

function open(desk, holder, { title, quoted, voice, more }, say) {
  const known = [...new Set([...voiceNames(desk.transcript.lines), "Teacher", "Pupils"])];
  const name = field("input", { type: "text", class: "voice-name", "aria-label": "Another name", maxlength: LONGEST, placeholder: "such as Teaching assistant" });
  const choices = known.map((one) => choice("vr-who", one, one === voice, signOf(one, known), element("span", { text: one })));
  const other = element("div", { class: "other-name" }, choice("vr-who", "", false, element("span", { text: "Somebody else" })), name);
  const body = [element("p", { class: "quoted", dir: "auto", text: quoted }), element("fieldset", {}, element("legend", { text: "Who speaks" }), ...choices, other), ...more];
  const dialog = openDialog(holder, { title, body, close: "Leave it", kind: "speaker" });
  name.addEventListener("input", () => (other.querySelector("input").checked = true));
  const decide = decideWith(dialog, "Save", async () => {
    const said = (chosen(dialog, "vr-who") || name.value).trim();
    if (!said) throw new Error("Choose who speaks, or type a name.");
    const told = await say(said, dialog).finally(() => desk.emit("ask", "words"));
    desk.say(told);
    desk.emit("named", told);
  });
  name.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && decide.click());
  (dialog.root.querySelector("input:checked") ?? dialog.root.querySelector("input")).focus();
}

function choice(group, value, checked, ...inside) {
  return element("label", { class: "choice" }, element("input", { type: "radio", name: group, value, checked }), ...inside);
}

function chosen(dialog, group) {
  return dialog.root.querySelector(`input[name=${group}]:checked`)?.value ?? "";
}

/* Writing inside a card: a saved note or reply while its text is changed, or a new reply. */

import { element, field } from "./element.js";
import { button } from "./icons.js";

const NOTHING = "A note needs a few words. Type them, or delete the note.";
export const LONGEST = 1_048_576;

/** @param {string} text a sentence if it is too long for one note, else "" */
export function tooLong(text) {
  if (text.length <= LONGEST) return "";
  const over = new Intl.NumberFormat("en-GB").format(text.length - LONGEST);
  return `This text is ${over} characters too long for one note. Nothing was cut: shorten it, or save it in parts.`;
}

const TALL = 5_000; // characters; a field of more has its greatest height, without measuring

/** @param {HTMLTextAreaElement} area its height follows a short text */
export function fitTo(area) {
  area.classList.toggle("long", area.value.length > TALL);
}

/**
 * A field with its two buttons. Enter saves, Esc closes, Shift Enter is a new line.
 * @param {{label: string, value: string, save: (text: string) => Promise<void>, close: () => void, keep: (text: string) => void, leave: string, holder?: string, lines?: string}} how
 * @returns {{nodes: Node[], focus: () => void}}
 */
export function buildWriter({ label, value, save, close, keep, leave, holder = null, nothing = NOTHING }) {
  const area = field("textarea", { rows: "3", "aria-label": label, value, placeholder: holder });
  const message = element("p", { class: "message", role: "alert", hidden: true });
  const tell = (sentence) => {
    message.textContent = sentence;
    message.hidden = !sentence;
  };
  const send = async () => {
    const wrong = area.value.trim() ? tooLong(area.value) : nothing;
    if (wrong) return tell(wrong);
    area.readOnly = true;
    try {
      await save(area.value);
    } catch (error) {
      if (error.name !== "AbortError") tell(error.message);
    } finally {
      area.readOnly = false;
    }
  };
  const foot = element("div", { class: "foot" }, element("span", { class: "gap" }), button({ text: leave, class: "quiet small", press: close }), button({ text: "Save", class: "small", press: send }));
  fitTo(area);
  area.addEventListener("input", () => (fitTo(area), keep(area.value)));
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) send();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const focus = () => {
    area.focus({ preventScroll: true });
    area.setSelectionRange(area.value.length, area.value.length);
  };
  return { nodes: [area, message, foot], focus };
}

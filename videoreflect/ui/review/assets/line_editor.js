/* One line while its text is being changed, in its own place: Enter saves, Esc leaves it as it was. */

import { precise, readTime } from "./clock.js";
import { element, field } from "./element.js";
import { button } from "./icons.js";

const MAC = /Mac|iP(hone|ad)/.test(navigator.platform);

/**
 * @param {{start_ms: number, end_ms: number, text: string}} line as it stands, or as it is to be put in
 * @param {{label: string, hint: string, save: string, times: boolean, canSplit: boolean, canMerge: boolean}} kind
 * @param {{save: Function, split: Function, merge: Function, close: Function, typed: (text: string) => void}} actions each may throw; what it says is shown
 * @returns {{root: HTMLElement, focus: (at?: number) => void, tell: (sentence: string) => void, put: (text: string) => void, changed: () => boolean, caret: () => number}}
 */
export function buildLineEditor(line, kind, actions) {
  const area = field("textarea", { rows: "1", class: "line-text", "aria-label": kind.label, value: line.text.trim(), maxlength: 5000 });
  const times = ["start_ms", "end_ms"].map((name) => timeField(name, line[name]));
  const message = element("p", { class: "message", role: "alert", hidden: true });
  const save = button({ text: kind.save, class: "small", press: () => act(saving) });
  const hint = element("span", { class: "hint", text: kind.hint });
  const foot = element("div", { class: "foot" }, kind.times && element("span", { class: "line-times" }, ...times.map((one) => one.root)), element("span", { class: "gap" }), hint, button({ text: "Leave", class: "quiet small", press: () => actions.close() }), save);
  const root = element("div", { class: "line-editor", role: "group", "aria-label": kind.label }, area, message, foot);
  let busy = false;

  function tell(sentence) {
    message.textContent = sentence;
    message.hidden = !sentence;
  }
  async function act(does) {
    if (busy) return;
    busy = true;
    tell("");
    save.setAttribute("aria-busy", "true");
    try {
      await does();
    } catch (error) {
      if (error.name !== "AbortError") tell([error.message, ...(error.reasons ?? []), ...(error.remedies ?? [])].join(" "));
      area.focus();
    } finally {
      busy = false;
      save.removeAttribute("aria-busy");
    }
  }
  function saving() {
    const [start_ms, end_ms] = times.map((one) => one.value());
    if (start_ms === null || end_ms === null) throw new Error("A time is written like 13:24 or 13:24.5.");
    return actions.save(area.value, { start_ms, end_ms });
  }
  function fit() {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }
  function onKey(event) {
    if (event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    const atStart = area.selectionStart === 0 && area.selectionEnd === 0;
    if (event.key === "Enter" && command && kind.canSplit) act(() => actions.split(area.value.slice(0, area.selectionStart), area.value.slice(area.selectionEnd)));
    else if (event.key === "Enter") act(saving);
    else if (event.key === "Escape") actions.close();
    else if (event.key === "Backspace" && event.target === area && atStart && kind.canMerge) act(() => actions.merge(area.value));
    else return event.stopPropagation();
    event.preventDefault();
    event.stopPropagation();
  }
  area.addEventListener("input", () => (fit(), actions.typed(area.value)));
  root.addEventListener("keydown", (event) => (event.target === area || event.target.matches("input") ? onKey(event) : event.key === "Escape" && (event.stopPropagation(), actions.close())));
  const focus = (at = area.value.length) => {
    fit();
    area.focus();
    area.setSelectionRange(at, at);
  };
  const put = (text) => {
    area.value = text;
    fit();
  };
  const changed = () => area.value.trim() !== line.text.trim() || times.some((one, at) => one.value() !== [line.start_ms, line.end_ms][at]);
  return { root, focus, tell, put, changed, caret: () => area.selectionStart };
}

/** What the keys of an editor do, in the words of this machine. */
export function editorHint(canSplit) {
  return canSplit ? `Enter saves, ${MAC ? "⌘" : "Ctrl"}+Enter splits` : "Enter saves, Esc leaves";
}

function timeField(name, ms) {
  const input = field("input", { type: "text", inputmode: "decimal", class: "time", "aria-label": name === "start_ms" ? "Begins at" : "Ends at", value: precise(ms), maxlength: 12 });
  const typed = input.value;
  return { root: element("label", {}, element("span", { text: name === "start_ms" ? "from" : "to" }), input), value: () => (input.value === typed ? ms : readTime(input.value)) };
}

/* Which language is spoken, and the same in English under each line, when it is asked for. */

import { element, fill } from "./element.js";
import { button } from "./icons.js";
import { lastBegun } from "./speech.js";
import { openAgain } from "./transcription.js";
import { languageName } from "./writing_choices.js";

/**
 * A row above the words.
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} list holds the lines
 * @param {{lines: {start: number, root: HTMLElement}[]}} transcript the lines as they are drawn
 */
export function createTranslation(desk, list, transcript) {
  const spoken = element("span", { class: "languages" });
  const box = element("input", { type: "checkbox" });
  const wish = element("label", { class: "choice" }, box, element("span", { text: "Show English" }));
  const trouble = element("span", { class: "trouble-line", role: "alert" });
  const add = button({ text: "Add English", class: "link", press: () => act(() => desk.server.translate({})) });
  const again = button({ text: "Write again", class: "link", press: () => act(() => openAgain(desk, row)) });
  const share = button({ text: "Talk and silence", class: "link", press: () => desk.emit("talk-share") });
  const row = element("div", { class: "spoken", hidden: true }, spoken, element("span", { class: "gap" }), trouble, wish, add, share, again);
  const english = { lines: [] };

  async function act(call) {
    trouble.textContent = "";
    try {
      await call();
      desk.emit("ask", "review");
    } catch (error) {
      if (error.name !== "AbortError") trouble.textContent = error.message;
    }
  }
  function show() {
    const { lines, language, detected, complete } = desk.transcript;
    row.hidden = !lines.length;
    if (row.hidden || !desk.review) return;
    const { transcription, actions } = desk.review;
    const others = [...new Set(lines.map((line) => line.language))].filter((code) => code && code !== language);
    const known = [language, ...others].filter(Boolean); // a file that was taken in may not say it
    fill(spoken, known.map(languageName).join(", ") + (language && detected ? ", detected" : ""));
    const free = actions.transcribe.allowed && transcription.state === "done" && complete;
    again.hidden = !free;
    share.hidden = !complete || !desk.duration || !desk.transcript.speech.length;
    add.hidden = !free || transcription.translated || (language === "en" && !others.length);
    wish.hidden = !transcription.translated;
    draw();
  }
  function draw() {
    const there = list.querySelectorAll(".english");
    for (const old of there) old.remove();
    if (there.length) desk.emit("english");
    if (!box.checked || wish.hidden) return;
    for (const [index, text] of under(transcript.lines, english.lines)) transcript.lines[index]?.root.append(element("p", { class: "english", lang: "en", text }));
    desk.emit("english");
  }
  async function fetchIt() {
    if (box.checked && !wish.hidden) english.lines = (await desk.server.translation()).lines;
    draw();
  }
  box.addEventListener("change", () => act(fetchIt));
  desk.on("review", show);
  desk.on("lines-drawn", draw); // a long transcript is drawn in pieces, after the words came
  desk.on("words", () => {
    show();
    if (box.checked) fetchIt().catch(() => {});
  });
  return row;
}

/** What stands in English under each line: every English line goes where its middle falls. */
function under(lines, english) {
  const found = new Map();
  for (const one of english) {
    const index = Math.max(0, lastBegun(lines, (one.start_ms + one.end_ms) / 2, (line) => line.start));
    found.set(index, [found.get(index), one.text.trim()].filter(Boolean).join(" "));
  }
  return found;
}

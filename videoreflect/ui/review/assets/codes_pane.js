/* Codes beside the notes: how often, when, and side by side with somebody else. */

import { createAgreement } from "./codes_agreement.js";
import { countsTable, sealedLines } from "./codes_counts.js";
import { codesPicture } from "./codes_picture.js";
import { element, fill } from "./element.js";
import { button } from "./icons.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./codes.js").createCodes>} codes
 * @param {ReturnType<import("./note_filter.js").createNoteFilter>} filter
 * @param {() => void} choose opens the choice of codebooks
 */
export function createCodesPane(desk, codes, filter, choose) {
  const state = { turn: 0, sentence: "" };
  const agreement = createAgreement(desk, codes);
  const inside = element("div", { class: "codes-inside" });
  const scroller = element("div", { class: "scroller", tabindex: "-1" }, inside, agreement.root);
  const count = element("p", { class: "hint", role: "status" });
  const head = element("div", { class: "pane-head" }, element("h2", { text: "Codes" }), element("span", { class: "gap" }), button({ text: "Codebooks", class: "quiet small", press: choose }), button({ text: "Notes", icon: "left", size: "s", class: "quiet small to-notes", press: () => desk.emit("pane", "notes") }));
  const root = element("section", { class: "codes-pane", "aria-label": "Codes" }, head, scroller);

  function soon() {
    cancelAnimationFrame(state.turn);
    state.turn = requestAnimationFrame(() => root.offsetParent !== null && draw());
  }
  function draw() {
    if (!desk.review) return;
    const held = inside.getRootNode().activeElement?.dataset.code;
    const open = inside.querySelector("details")?.open;
    const table = countsTable(desk, codes, filter);
    count.textContent = desk.notes.length ? (filter.active ? `${desk.shown.length} of ${desk.notes.length} notes are counted: those that the filter shows.` : "") : "";
    count.hidden = !count.textContent;
    fill(inside, ...(state.sentence ? [element("p", { class: "message", role: "alert", text: state.sentence })] : []), count, ...(table ? [table, element("h3", { text: "Over time" }), codesPicture(desk, codes) ?? element("p", { class: "hint", text: "Codes on the whole lesson have no place in time." })] : [empty(desk, codes, filter, choose)]), ...sealedLines(desk));
    if (open) inside.querySelector("details")?.setAttribute("open", "");
    if (held) [...inside.querySelectorAll("[data-code]")].find((one) => one.dataset.code === held)?.focus();
    agreement.draw();
  }
  for (const event of ["notes", "review", "codebooks", "filter", "pane"]) desk.on(event, soon);
  desk.on("codes-failed", (sentence) => ((state.sentence = sentence), soon()));
  desk.on("codebooks", () => (state.sentence = ""));
  return { root, head };
}

function empty(desk, codes, filter, choose) {
  if (filter.active && desk.notes.some((note) => note.codes?.length)) return element("div", { class: "panel squared" }, element("h3", { text: "None of these notes has a code" }), element("p", { text: "The filter leaves them out." }), button({ text: "Show all notes", press: filter.clear }));
  const what = codes.all.length ? "Press a figure before you write, or Alt and the figure while you write: each stands for a code. What you label is counted and drawn over time here." : "No codebook is in use in this lesson. Choose one to put labels on notes.";
  return element("div", { class: "panel squared" }, element("h3", { text: "No codes yet" }), element("p", { text: what }), button({ text: codes.all.length ? "Codebooks of this lesson" : "Choose a codebook", press: choose }));
}

/* All codes of the codebooks in use, found by typing: for a note that is being written, or for one that is saved. */

import { matching } from "./code_book.js";
import { codeButton } from "./code_chips.js";
import { openDialog } from "./dialog.js";
import { element, field, fill } from "./element.js";
import { button } from "./icons.js";

const SHOWN = 120;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./codes.js").createCodes>} codes
 * @param {HTMLElement} holder
 * @param {Object|null} note one of mine; null for what is being written
 * @param {() => void} choose which codebooks this lesson uses
 */
export function openPicker(desk, codes, holder, note, choose) {
  const search = field("input", { type: "search", class: "picker-search", "aria-label": "Find a code", placeholder: "Find a code by name or letters" });
  const list = element("div", { class: "picker" });
  const count = element("p", { class: "hint", role: "status" });
  const dialog = openDialog(holder, { title: "Codes", body: [search, count, list], close: "Done", kind: "broad" });
  dialog.actions.prepend(button({ text: "Codebooks of this lesson", class: "quiet", press: choose }), element("span", { class: "gap" }));
  const current = () => (note ? desk.notes.find((one) => one.id === note.id)?.codes ?? [] : desk.writing?.codes ?? []);

  async function press(code) {
    if (note) await codes.labelNote(note, code);
    else codes.label(code);
    mark();
  }
  function mark() {
    const refs = current();
    for (const chip of list.querySelectorAll("[data-code]")) chip.setAttribute("aria-pressed", String(refs.includes(chip.dataset.code)));
  }
  function draw() {
    const found = matching(codes.all, search.value);
    const shown = found.slice(0, SHOWN);
    const sets = new Map();
    for (const code of shown) {
      const name = [code.book.title, code.set && `${code.set.name}${code.set.one_of ? " (one of them)" : ""}`].filter(Boolean).join(" · ");
      if (!sets.has(name)) sets.set(name, []);
      sets.get(name).push(rowOf(code, codes.keyOf(code), () => press(code)));
    }
    fill(list, ...[...sets].map(([name, rows]) => element("section", { "aria-label": name }, element("h3", { text: name }), ...rows)));
    count.textContent = found.length > SHOWN ? `${SHOWN} of ${found.length} codes shown. Type to find others.` : found.length ? `${found.length} ${found.length === 1 ? "code" : "codes"}` : codes.all.length ? "No code like this. Try another word." : "No codebook is in use in this lesson.";
    mark();
  }
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const [first] = matching(codes.all, search.value);
    if (first && search.value.trim()) press(first).then(() => search.select());
  });
  const ending = new AbortController();
  desk.signal.addEventListener("abort", () => dialog.close(), { signal: ending.signal });
  dialog.root.addEventListener("close", () => ending.abort());
  draw();
  search.focus();
}

function rowOf(code, key, press) {
  const chip = codeButton(code, { key, press });
  return element("div", { class: "picker-row" }, chip, code.about && element("p", { class: "hint", text: code.about }));
}

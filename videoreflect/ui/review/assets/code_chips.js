/* Codes as chips: a swatch and letters; the name where there is room, and always for screen readers. */

import { hintOf } from "./code_book.js";
import { element, fill } from "./element.js";
import { button, icon } from "./icons.js";
import { swatch } from "./swatch.js";

const AT_FIRST = 40; // more are not even drawn: they are behind “More codes”

/** A chip that says what a note carries. */
function codeChip(code) {
  return element("span", { class: "code", title: hintOf(code) }, swatch(code), element("span", { "aria-hidden": "true", text: code.letters }), element("span", { class: "unseen", text: code.name }));
}

/**
 * A chip to press. Its name is read with its letters, its description after it.
 * @param {import("./code_book.js").Code} code
 * @param {{key?: string, press: (event: Event) => void}} settings
 * @returns {HTMLButtonElement}
 */
export function codeButton(code, { key = "", press }) {
  const made = element("button", { type: "button", class: "code", "aria-pressed": "false", "aria-label": `${code.letters}, ${code.name}`, title: hintOf(code, key), "data-code": code.ref, on: { click: press } });
  made.append(swatch(code), element("span", { text: code.letters }), element("em", { text: code.name }), key && element("kbd", { text: key.toUpperCase() }));
  made.addEventListener("pointerdown", (event) => event.preventDefault()); // the words being typed keep the focus
  return made;
}

/**
 * The codes in the composer: at most two lines; the rest behind “More codes”.
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./codes.js").createCodes>} codes
 * @returns {(draft: Object) => Node|null}
 */
export function composerCodes(desk, codes) {
  const row = element("div", { class: "code-row", role: "group", "aria-label": "Codes" });
  const more = button({ text: "More codes", icon: "more", size: "s", class: "code more", press: () => desk.emit("choose-codes", null) });
  const state = { stale: true, chips: new Map(), width: 0, refs: "" };

  function build() {
    state.stale = false;
    state.chips = new Map();
    const sets = new Map();
    for (const code of codes.all.slice(0, AT_FIRST)) {
      const name = code.set ? `${code.book.title}: ${code.set.name}` : code.book.title;
      if (!sets.has(name)) sets.set(name, []);
      const chip = codeButton(code, { key: codes.keyOf(code), press: () => codes.label(code) });
      state.chips.set(code.ref, chip);
      sets.get(name).push(chip);
    }
    fill(row, ...[...sets].map(([name, chips]) => element("div", { class: "code-set", role: "group", "aria-label": name }, ...chips)), more);
    state.width = 0;
  }
  function press(refs) {
    for (const [ref, chip] of state.chips) chip.setAttribute("aria-pressed", String(refs.includes(ref)));
    for (const extra of row.querySelectorAll(".extra")) extra.remove();
    const extras = refs.filter((ref) => !state.chips.has(ref)).map((ref) => {
      const code = codes.codeOf(ref);
      const chip = codeButton(code, { press: () => codes.label(code) });
      chip.classList.add("extra");
      chip.setAttribute("aria-pressed", "true");
      return chip;
    });
    more.before(...extras);
  }
  /** Hide what does not fit in two lines, never what is pressed. */
  function fit() {
    const width = row.clientWidth;
    if (!width) return;
    const pressed = [...state.chips.values()].map((chip) => chip.getAttribute("aria-pressed")).join();
    const now = `${width} ${pressed}`;
    if (now === state.width) return;
    state.width = now;
    const chips = [...state.chips.values()];
    for (const chip of chips) chip.hidden = false;
    more.hidden = codes.all.length <= chips.length;
    const line = (chips[0]?.offsetHeight ?? 26) + 9;
    const over = () => {
      const last = [...row.querySelectorAll(".code:not([hidden])")].at(-1); // the picture takes what the row gives back: both move
      return last && last.getBoundingClientRect().top - row.getBoundingClientRect().top > line;
    };
    if (!over()) return;
    more.hidden = false;
    for (const chip of chips.reverse()) {
      if (!over()) return;
      if (chip.getAttribute("aria-pressed") === "false") chip.hidden = true;
    }
  }
  const watcher = new ResizeObserver(fit);
  watcher.observe(row);
  desk.signal.addEventListener("abort", () => watcher.disconnect());
  desk.on("codebooks", () => (state.stale = true, desk.writing && desk.compose({})));
  desk.on("settings", () => (state.stale = true));
  return (draft) => {
    if (!codes.all.length && !draft.codes?.length) return null;
    const root = row.getRootNode();
    const focused = row.contains(root.activeElement) ? root.activeElement : null;
    if (state.stale) build();
    const refs = (draft.codes ?? []).join(" ");
    const same = refs === state.refs && state.width && row.isConnected;
    if (!same) press(draft.codes ?? []); // while words are typed nothing is measured
    state.refs = refs;
    queueMicrotask(() => {
      if (!same) fit();
      if (focused?.isConnected) focused.focus();
    });
    return row;
  };
}

/**
 * The codes on the card of a note, and, on my own, a button to change them.
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./codes.js").createCodes>} codes
 * @returns {(note: Object) => Node|null}
 */
export function cardCodes(desk, codes) {
  return (note) => {
    const refs = note.codes ?? [];
    if (!refs.length && !(note.mine && codes.all.length)) return null;
    const add = note.mine && codes.all.length > 0 && element("button", { type: "button", class: "code add", tabindex: "-1", "data-stop": "codes", title: "Codes of this note", "aria-label": "Codes of this note", on: { click: () => desk.emit("choose-codes", note) } }, icon("plus", "s"), !refs.length && element("span", { text: "Code" }));
    return element("div", { class: `note-codes${refs.length ? "" : " bare"}` }, ...refs.map((ref) => codeChip(codes.codeOf(ref))), add);
  };
}

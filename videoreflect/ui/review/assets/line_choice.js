/* Several lines chosen at once: Shift and a click on a time, Shift and the arrows, or from the menu of a line. */

import { clock } from "./clock.js";
import { element, fill } from "./element.js";
import { button } from "./icons.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} list
 * @param {{lines: Object[]}} transcript
 * @param {{may: () => boolean, items: () => Object[], openMenu: (beside: HTMLElement) => void}} actions
 */
export function createLineChoice(desk, list, transcript, actions) {
  const bar = element("div", { class: "choice-bar", role: "group", "aria-label": "Chosen lines", hidden: true });
  const state = { anchor: "", ids: [], tapping: false };

  const indexOf = (id) => transcript.lines.findIndex((one) => one.data.id === id);
  const chosen = () => transcript.lines.filter((one) => state.ids.includes(one.data.id)).map((one) => one.data);
  const active = () => state.ids.length > 1;

  function range(from, to) {
    const [first, last] = from < to ? [from, to] : [to, from];
    state.ids = transcript.lines.slice(first, last + 1).map((one) => one.data.id).filter(Boolean);
    draw();
    desk.say(active() ? `${state.ids.length} lines chosen.` : "One line chosen.");
  }
  /** From where the choice began, or from `here`, to a line. */
  function extend(to, here = to) {
    if (!actions.may() || !transcript.lines[to]) return;
    const began = indexOf(state.anchor);
    const from = began >= 0 ? began : here;
    state.anchor = transcript.lines[from].data.id;
    range(from, to);
  }
  /** A finger has no Shift key: the next time that is tapped ends the choice. */
  function begin(index) {
    state.anchor = transcript.lines[index].data.id;
    state.tapping = true;
    range(index, index);
  }
  function all() {
    if (!actions.may() || !transcript.lines.length) return;
    state.anchor = transcript.lines[0].data.id;
    range(0, transcript.lines.length - 1);
  }
  function clear() {
    if (!state.ids.length) return false;
    Object.assign(state, { anchor: "", ids: [], tapping: false });
    draw();
    return true;
  }
  function draw() {
    const there = new Set(state.ids);
    const shown = active() || state.tapping;
    for (const { root, stamp, data } of transcript.lines) {
      const picked = shown && there.has(data.id);
      if (picked === root.classList.contains("picked")) continue;
      root.classList.toggle("picked", picked);
      if (picked) stamp.setAttribute("aria-pressed", "true");
      else stamp.removeAttribute("aria-pressed");
    }
    bar.hidden = !shown;
    if (shown) fill(bar, ...told());
  }
  function told() {
    const lines = chosen();
    const close = button({ icon: "close", size: "s", label: "Choose none", class: "tiny", press: () => clear() });
    if (!active()) return [element("span", { class: "grow", text: "Now the time of the last line" }), close];
    const span = `${clock(lines[0].start_ms)} to ${clock(Math.max(...lines.map((one) => one.end_ms)))}`;
    const act = ({ short, icon, press }) => button({ text: short, icon, size: "s", class: "small quiet", press });
    return [element("span", { class: "grow" }, element("b", { text: `${lines.length} lines` }), ` · ${span}`), close, element("span", { class: "acts" }, ...actions.items().map(act))];
  }
  /** The lines were drawn again: those that are still there stay chosen. */
  function drawn() {
    if (!state.ids.length) return;
    state.ids = chosen().map((one) => one.id);
    if (state.ids.length < 2 && !(state.tapping && state.ids.length)) clear();
    draw();
  }
  list.addEventListener("mousedown", (event) => event.shiftKey && event.target.closest?.(".stamp") && event.preventDefault());
  list.addEventListener("click", (event) => {
    const stamp = event.target.closest?.(".stamp");
    if (!stamp || !(event.shiftKey || state.tapping) || !actions.may()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const active = list.getRootNode().activeElement?.closest?.(".line");
    extend(Number(stamp.closest(".line").dataset.line), active && list.contains(active) ? Number(active.dataset.line) : undefined);
    stamp.focus({ preventScroll: true });
  }, true);
  list.addEventListener("keydown", (event) => {
    const everything = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "a";
    if (everything && event.target.matches(".stamp")) all();
    else if (event.key !== "Escape" || event.target.matches("input, textarea") || !clear()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const at = indexOf(state.anchor);
    clear();
    transcript.lines[Math.max(0, at)]?.stamp.focus();
    event.stopPropagation();
  });
  return { bar, begin, extend, clear, drawn, active, chosen, has: (id) => active() && state.ids.includes(id) };
}

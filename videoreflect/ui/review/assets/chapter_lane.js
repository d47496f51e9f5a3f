/* The chapters in the closer look: each from its beginning to the next, a press away. */

import { clock } from "./clock.js";
import { element } from "./element.js";
import { button } from "./icons.js";

const NARROWEST = 24;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{from: number, to: number, width: number}} view
 */
export function createChapterLane(desk, view) {
  const label = element("div", { class: "label chapter-label", hidden: true }, button({ text: "Chapters", class: "link", "aria-haspopup": "dialog", press: () => desk.emit("open-chapters") }));
  const root = element("div", { class: "chapter-lane", role: "group", "aria-label": "Chapters", hidden: true });
  const state = { here: -1 };
  const x = (ms) => ((ms - view.from) / (view.to - view.from)) * view.width;

  function draw() {
    const { chapters } = desk.review;
    label.hidden = root.hidden = !chapters.length;
    if (!chapters.length) return root.replaceChildren();
    const focused = root.getRootNode().activeElement?.dataset.chapter;
    root.replaceChildren(...partsOf(chapters).map(partOf).filter(Boolean));
    state.here = -1;
    light(desk.player.now());
    root.querySelector("button")?.setAttribute("tabindex", "0");
    if (focused) root.querySelector(`[data-chapter="${focused}"]`)?.focus({ preventScroll: true });
  }
  function partsOf(chapters) {
    return chapters.map((chapter, index) => ({ ...chapter, number: index, to_ms: chapters[index + 1]?.at_ms ?? desk.duration }));
  }
  function partOf({ id, at_ms, to_ms, name, number }) {
    const [left, right] = [Math.max(-4, x(at_ms)), Math.min(view.width + 4, x(to_ms))];
    if (right <= 0 || left >= view.width || right - left < 2) return null;
    const made = element("button", { type: "button", class: "chapter", tabindex: "-1", "data-chapter": id, "data-number": number, title: `${clock(at_ms)} ${name}`, "aria-label": `Chapter ${number + 1}, ${clock(at_ms)}: ${name}` }, right - left >= NARROWEST && element("span", { text: name }));
    made.style.left = `${left.toFixed(1)}px`;
    made.style.width = `${(right - left - 1).toFixed(1)}px`;
    made.addEventListener("click", () => desk.player.seek(at_ms));
    return made;
  }
  function light(ms) {
    const here = chapterAt(desk.review?.chapters ?? [], ms);
    if (here === state.here) return;
    state.here = here;
    for (const part of root.children) {
      if (Number(part.dataset.number) === here) part.setAttribute("aria-current", "true");
      else part.removeAttribute("aria-current");
    }
  }
  desk.on("time", light);
  root.addEventListener("keydown", (event) => rove(event));
  return { label, root, draw };
}

/**
 * Which chapter a time lies in; -1 before the first.
 * @param {{at_ms: number}[]} chapters in order
 * @param {number} ms
 */
export function chapterAt(chapters, ms) {
  let here = -1;
  while (here + 1 < chapters.length && chapters[here + 1].at_ms <= ms) here += 1;
  return here;
}

function rove(event) {
  const here = event.target.closest?.(".chapter");
  const next = here && { ArrowRight: here.nextElementSibling, ArrowLeft: here.previousElementSibling }[event.key];
  if (!here || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  if (next) {
    here.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
  event.preventDefault();
  event.stopPropagation();
}

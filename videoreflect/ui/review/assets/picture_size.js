/* The edge between the picture and the page: dragged, or moved by the arrow keys. Remembered until the app is closed. */

import { element } from "./element.js";

const STEP = 40;
const NARROWEST = 380;
const PAGE = { wide: 560, narrow: 320 }; // what words and notes need beside it

let kept = null; // of this window, never stored

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} main
 * @param {HTMLElement} left
 */
export function createPictureSize(desk, main, left) {
  const root = element("div", { class: "edge", role: "separator", tabindex: "0", "aria-orientation": "vertical", "aria-label": "Size of the picture", title: "Drag to make the picture larger or smaller; double click for the usual size" });
  const drag = { turn: 0, on: false };

  function set(width) {
    kept = width === null ? null : Math.round(Math.min(Math.max(width, NARROWEST), most(main)));
    if (kept === null) main.style.removeProperty("--left");
    else main.style.setProperty("--left", `${kept}px`);
    tell();
  }
  function tell() {
    const [now, high] = [left.offsetWidth, most(main)];
    if (!now) return;
    root.setAttribute("aria-valuemin", String(NARROWEST));
    root.setAttribute("aria-valuemax", String(Math.max(high, now)));
    root.setAttribute("aria-valuenow", String(now));
    root.setAttribute("aria-valuetext", `${now} pixels wide`);
  }
  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    root.setPointerCapture(event.pointerId);
    event.preventDefault();
    drag.on = true;
  });
  root.addEventListener("pointermove", (event) => {
    if (!drag.on) return;
    cancelAnimationFrame(drag.turn);
    drag.turn = requestAnimationFrame(() => set(event.clientX - main.getBoundingClientRect().left - 6));
  });
  for (const event of ["pointerup", "pointercancel"]) root.addEventListener(event, () => (drag.on = false));
  root.addEventListener("dblclick", () => set(null));
  root.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way) set(left.offsetWidth + way * STEP);
    else if (event.key === "Home") set(NARROWEST);
    else if (event.key === "End") set(most(main));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  desk.commands.add(
    { name: "screen.larger", label: "larger picture", group: "Screen", key: "Shift+ArrowUp", run: () => set(left.offsetWidth + 2 * STEP) },
    { name: "screen.smaller", label: "smaller picture", group: "Screen", key: "Shift+ArrowDown", run: () => set(left.offsetWidth - 2 * STEP) },
  );
  if (kept !== null) main.style.setProperty("--left", `${kept}px`);
  const watcher = new ResizeObserver(() => {
    if (kept !== null && kept > most(main) && main.offsetWidth) main.style.setProperty("--left", `${most(main)}px`);
    tell();
  });
  watcher.observe(main);
  desk.signal.addEventListener("abort", () => watcher.disconnect());
  return { root };
}

function most(main) {
  return Math.max(NARROWEST, main.clientWidth - (main.clientWidth > 1180 ? PAGE.wide : PAGE.narrow));
}

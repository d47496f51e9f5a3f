/* Stretches over the closer look: what is being written, what was chosen, what is looped. */

import { element } from "./element.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{from: number, to: number, width: number}} view
 * @param {HTMLElement} tools go with what was chosen
 * @returns {{nodes: HTMLElement[], draw: () => void}}
 */
export function createBands(desk, view, tools) {
  const bands = {
    writing: { root: band("writing-range"), of: () => desk.writing?.to_ms && { from: desk.writing.at_ms, to: desk.writing.to_ms } },
    range: { root: band("chosen-range"), of: () => desk.range },
    loop: { root: band("loop-range"), of: () => desk.player.loop.now },
  };
  const x = (ms) => ((ms - view.from) / (view.to - view.from)) * view.width;
  function place(name) {
    const { root, of } = bands[name];
    const span = view.width && view.to ? of() : null;
    root.hidden = !span;
    if (!span) return;
    const [left, right] = [x(span.from), x(span.to)];
    root.style.transform = `translateX(${left.toFixed(1)}px)`;
    root.style.width = `${Math.max(2, right - left).toFixed(1)}px`;
    if (name === "range") placeTools(tools, left, right, view.width);
  }
  for (const name of Object.keys(bands)) desk.on(name, () => place(name));
  return {
    nodes: Object.values(bands).map(({ root }) => root),
    draw() {
      for (const name of Object.keys(bands)) place(name);
    },
  };
}

function band(name) {
  return element("div", { class: `band ${name}`, hidden: true });
}

/** Beside its end, and always where they can be pressed. */
function placeTools(tools, left, right, width) {
  const wide = 84;
  const at = right + wide + 4 < width ? right + 4 : Math.max(4, left - wide - 4 > 0 ? left - wide - 4 : width - wide - 4);
  tools.style.setProperty("--at", `${Math.max(0, at).toFixed(0)}px`);
}

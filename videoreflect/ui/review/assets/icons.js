/* The line icons of the design, drawn on 24 squares. */

import { drawn, element } from "./element.js";

const solid = "fill";
const PATHS = {
  play: [["M8 5.5v13l10.5-6.5z", solid]],
  pause: [["M7 5.5h3.6v13H7z", solid], ["M13.4 5.5H17v13h-3.6z", solid]],
  back5: ["M4.5 9.5A8 8 0 1 1 4 13", "M4 4.5v5h5", "M13.6 9.8h-2.8l-.3 2.6c1.7-.6 3.3.1 3.3 1.7 0 1.8-2.1 2.4-3.5 1.4"],
  on5: ["M19.5 9.5A8 8 0 1 0 20 13", "M20 4.5v5h-5", "M13.6 9.8h-2.8l-.3 2.6c1.7-.6 3.3.1 3.3 1.7 0 1.8-2.1 2.4-3.5 1.4"],
  frameOn: [["M6 6v12l8-6z", solid], "M17.5 6v12"],
  frameBack: [["M18 6v12l-8-6z", solid], "M6.5 6v12"],
  captions: ["M5.5 5.5h13a2.5 2.5 0 0 1 2.5 2.5v8a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 16V8a2.5 2.5 0 0 1 2.5-2.5z", "M10.5 10.5a2 2 0 1 0 0 3M17 10.5a2 2 0 1 0 0 3"],
  full: ["M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"],
  unfull: ["M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5"],
  loop: ["M5 11V9.5A3.5 3.5 0 0 1 8.5 6H19M16 3l3 3-3 3", "M19 13v1.5a3.5 3.5 0 0 1-3.5 3.5H5M8 21l-3-3 3-3"],
  chapters: ["M6.5 4.5h11v15l-5.5-4-5.5 4z"],
  notes: ["M5 4.5h14v15H5z", "M8.5 9h7M8.5 12.5h7M8.5 16h4"],
  lock: ["M6.5 11h11a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5v-6A1.5 1.5 0 0 1 6.5 11z", "M8 11V8a4 4 0 0 1 8 0v3"],
  shield: ["M12 3l7.5 2.8v5.4c0 4.6-3.1 8-7.5 9.8-4.4-1.8-7.5-5.2-7.5-9.8V5.8z", "M8.7 12l2.3 2.3 4.3-4.6"],
  shieldStop: ["M12 3l7.5 2.8v5.4c0 4.6-3.1 8-7.5 9.8-4.4-1.8-7.5-5.2-7.5-9.8V5.8z", "M12 8.5v4M12 15.5v.3"],
  talk: ["M4 5h16v11h-8.5L7 20v-4H4z"],
  plus: ["M12 5v14M5 12h14"],
  minus: ["M5 12h14"],
  search: ["M17.5 11a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0z", "M16 16l4.5 4.5"],
  clock: ["M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0z", "M12 7.5V12l3 2"],
  left: ["M14.5 6l-6 6 6 6"],
  down: ["M6 9.5l6 6 6-6"],
  up: ["M6 14.5l6-6 6 6"],
  more: [["M4.200 12a.8.8 0 1 0 1.600 0a.8.8 0 1 0-1.600 0zM11.200 12a.8.8 0 1 0 1.600 0a.8.8 0 1 0-1.600 0zM18.200 12a.8.8 0 1 0 1.600 0a.8.8 0 1 0-1.600 0z", solid]],
  sound: ["M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"],
  silent: ["M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5"],
  book: ["M12 6.5C10 5 7 4.5 3.5 5v13c3.5-.5 6.5 0 8.5 1.5 2-1.5 5-2 8.5-1.5V5C17 4.5 14 5 12 6.5zM12 6.5v13"],
  check: ["M5.5 12.5l4.5 4.5 9-10"],
  undo: ["M9 14L4.5 9.5 9 5", "M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3"],
  redo: ["M15 14l4.5-4.5L15 5", "M19.5 9.5H10a5.5 5.5 0 0 0 0 11h3"],
  swap: ["M4 8h14M14.5 4.5L18 8l-3.5 3.5", "M20 16H6M9.5 12.5L6 16l3.5 3.5"],
  hidden: ["M4 4l16 16", "M9.5 5.7A9.7 9.7 0 0 1 12 5.4c5 0 8 4.6 9 6.6a14 14 0 0 1-2.7 3.6M6.4 7.4A14.300 14.300 0 0 0 3 12c1 2 4 6.600 9 6.600a9.300 9.300 0 0 0 4.300-1.100", "M10 10.100a2.800 2.800 0 0 0 3.900 3.900"],
  pencil: ["M4 20l1-4.5L16 4.5l3.5 3.5-11 11z", "M13.5 7l3.5 3.5"],
  bin: ["M5 7h14M9.5 7V4.5h5V7M7 7l1 12.5h8L17 7M10.5 10.5v5.5M13.5 10.5v5.5"],
  takeIn: ["M12 14.5V4.5M8 8.5l4-4 4 4", "M5 16.5V20h14v-3.5"],
  frame: ["M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3", "M9 9h6v6H9z"],
  arrow: ["M5 19L18.5 5.5", "M10.500 5H19v8.500"],
  scribble: ["M3.500 15.500c3-9 7-11 8-8.500s-5 9.500-2.500 11 5.500-7 7.500-6.500-.5 4.500 1 5 2-.5 3-1.500"],
  microphone: ["M12 4a2.800 2.800 0 0 1 2.800 2.800v4.700a2.800 2.800 0 0 1-5.600 0V6.800A2.800 2.800 0 0 1 12 4z", "M6 11.500a6 6 0 0 0 12 0M12 17.500V20.500M9 20.500h6"],
  stop: [["M7 7h10v10H7z", solid]],
  close: ["M6 6l12 12M18 6L6 18"],
  alert: ["M12 4l9.5 16h-19z", "M12 10v4.5M12 17v.3"],
  eye: ["M3 12c1-2 4-6.600 9-6.600s8 4.600 9 6.600c-1 2-4 6.600-9 6.600s-8-4.600-9-6.600z", "M14.800 12a2.800 2.800 0 1 1-5.600 0 2.800 2.800 0 0 1 5.600 0z"],
  reply: ["M10 7L4.500 12l5.500 5", "M4.500 12H14c3.500 0 5.500 2 5.500 6"],
  park: ["M7 4.500h10v15l-5-4-5 4z"],
  info: ["M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0z", "M12 11v5M12 8v.3"],
};

/**
 * An icon, hidden from screen readers: the word beside it or the button's name speaks.
 * @param {keyof PATHS} name
 * @param {"s"|"m"|"l"} [size]
 * @returns {SVGElement}
 */
export function icon(name, size = "m") {
  const paths = PATHS[name].map((path) => drawn("path", shape(path)));
  return drawn("svg", { viewBox: "0 0 24 24", class: `icon ${size}`, "aria-hidden": "true" }, ...paths);
}

function shape(path) {
  return Array.isArray(path) ? { d: path[0], fill: "currentColor" } : { d: path };
}

/**
 * A button; with only an icon, `label` is its name and its hint.
 * @param {{icon?: string, size?: string, text?: string, label?: string, class?: string, press: (event: Event) => void}} settings
 * @returns {HTMLButtonElement}
 */
export function button({ icon: name, size, text, label, class: kind = "", press, ...rest }) {
  const kinds = `button ${kind}${text ? "" : " only"}`;
  const made = element("button", { type: "button", class: kinds, "aria-label": label, title: text ? null : label, ...rest });
  if (name) made.append(icon(name, size));
  if (text) made.append(element("span", { text }));
  made.addEventListener("click", press);
  return made;
}

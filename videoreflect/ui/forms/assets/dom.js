// Elements, icons and the small parts that every page shows. Text goes in as text nodes only.

const PATHS = {
  lock: '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
  open: '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 7.7-1.5"/>',
  shield: '<path d="M12 3l7.5 2.8v5.4c0 4.6-3.1 8-7.5 9.8-4.4-1.8-7.5-5.2-7.5-9.8V5.8z"/><path d="M8.7 12l2.3 2.3 4.3-4.6"/>',
  shieldx: '<path d="M12 3l7.5 2.8v5.4c0 4.6-3.1 8-7.5 9.8-4.4-1.8-7.5-5.2-7.5-9.8V5.8z"/><path d="M12 8v4.5M12 15.8v.2"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
  down: '<path d="M6 9.5l6 6 6-6"/>',
  left: '<path d="M14.5 6l-6 6 6 6"/>',
  x: '<path d="M6 6l12 12M18 6L6 18"/>',
  file: '<rect x="3.5" y="5" width="17" height="14" rx="2.5"/><path d="M10.5 9.5v5l4-2.5z" fill="currentColor"/>',
  sound: '<path d="M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3"/>',
  cal: '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
  info: '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.1"/>',
  play: '<path d="M8 5.5v13l10.5-6.5z" fill="currentColor"/>',
  pause: '<path d="M8.5 6v12M15.5 6v12"/>',
  book: '<path d="M12 6.5C10 5 7 4.5 3.5 4.8v13.4c3.5-.3 6.5.2 8.5 1.8 2-1.6 5-2.1 8.5-1.8V4.8C17 4.5 14 5 12 6.5zM12 6.5V20"/>',
  talk: '<path d="M4 5h16v11h-8.5L7 20v-4H4z"/>',
  check: '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
  print: '<path d="M7 9V4h10v5M7 17H4v-8h16v8h-3"/><path d="M7 14h10v6H7z"/>',
  search: '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>',
  disk: '<rect x="3.5" y="6" width="17" height="12" rx="2"/><path d="M3.5 13.5h17M17 16v-.1"/>',
  key: '<circle cx="8" cy="16" r="4"/><path d="M11 13l8.5-8.5M15 9l3 3"/>',
  bin: '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5M13.5 11v5"/>',
  blur: '<circle cx="12" cy="12" r="3"/><circle cx="12" cy="12" r="8.5" stroke-dasharray="2.5 2.5"/>',
  mute: '<path d="M4 9.500h3.500L12 5.500v13l-4.500-4H4z"/><path d="M15.500 9.500l5 5M20.500 9.500l-5 5"/>',
  cut: '<circle cx="6" cy="7" r="2.500"/><circle cx="6" cy="17" r="2.500"/><path d="M8.200 8.300L20 17M8.200 15.700L20 7"/>',
  person: '<circle cx="12" cy="8" r="4"/><path d="M4.5 20c.6-4.2 3.6-6.5 7.5-6.5s6.9 2.3 7.5 6.5"/>',
};
const SHAPES = {
  1: '<circle cx="6" cy="6" r="5.5"/>', 2: '<path d="M6 0l6 6-6 6-6-6z"/>', 3: '<path d="M1 1h10v10H1z"/>',
  4: '<path d="M6 .5l6 11H0z"/>', 5: '<path d="M3 .8h6L12 6 9 11.200H3L0 6z"/>', 6: '<path d="M4 0h4v4h4v4H8v4H4V8H0V4h4z"/>',
};
const FRACTIONS = { "⅓": "1/3", "⅔": "2/3", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "⅐": "1/7", "⅑": "1/9" };
const BADGES = {
  none: ["none", "info"], "only-you": ["ok", "shield"], shareable: ["ok", "shield"], ending: ["warn", "clock"], erasing: ["warn", "clock"],
  locked: ["stop", "shieldx"], withdrawn: ["stop", "lock"], ended: ["warn", "clock"],
};

/** Make an element. Attributes are set as attributes, `on…` as listeners, children appended as text or nodes. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/** An icon of our own set; hidden from screen readers, the word stands beside it. */
export function icon(name, size = "") {
  return drawing(PATHS[name], "0 0 24 24", `ic ${size}`);
}

/** The shape of a person in the person's colour. */
export function mark(person) {
  const made = drawing(SHAPES[person?.mark] ?? SHAPES[1], "0 0 12 12", "pm");
  made.style.setProperty("--pc", colour(person));
  return made;
}

/** The colour of a person as a CSS value. */
export function colour(person) {
  return `var(--p${person?.mark ?? 1})`;
}

/** The initials of a person on the person's shape. */
export function avatar(person, size = "") {
  const shape = { 1: "", 2: "d" }[person.mark] ?? "r";
  const made = el("span", { class: `av ${shape} ${size}`, "aria-hidden": "true" }, el("span", {}, person.initials));
  made.style.setProperty("--pc", colour(person));
  return made;
}

/** A button. `options.kind` is p (the next step), q (quiet) or ""; `options.icon` names an icon. */
export function button(words, onclick, options = {}) {
  const { kind = "", icon: named, size = "", ...attributes } = options;
  const picture = named ? icon(named, size.includes("sm") ? "s" : "") : null;
  return el("button", { type: "button", class: `btn ${kind} ${size}`, onclick, ...attributes }, picture, words);
}

/** A locked button: focusable, with reason and remedy beneath. */
export function lockedButton(words, reasons, options = {}) {
  const id = `why-${Math.random().toString(36).slice(2)}`;
  const face = el("button", { type: "button", class: `btn locked ${options.size ?? ""}`, "aria-disabled": "true", "aria-describedby": id }, icon("lock", "s"), words);
  return el("div", {}, face, el("p", { class: "why", id }, icon("info", "s"), el("span", {}, reasons)));
}

/** The consent badge: icon, colour and words. With `onclick` it is a button that leads to the consent page. */
export function consentBadge(badge, onclick = null) {
  const [look, picture] = BADGES[badge.kind] ?? BADGES.none;
  const inside = [icon(picture, "s"), badge.words];
  return onclick
    ? el("button", { type: "button", class: `badge ${look}`, onclick, "aria-label": `Consent: ${badge.words}` }, inside)
    : el("span", { class: `badge ${look}` }, inside);
}

/** A message in place: what is wrong, what to do. `kind` is stop, warn or ok. */
export function tell(kind, ...what) {
  const picture = { stop: "info", warn: "info", ok: "check" }[kind];
  return el("div", { class: `tell ${kind}`, role: kind === "stop" ? "alert" : "status" }, icon(picture), el("div", {}, ...what));
}

/** A thin bar of progress from 0 to 1. */
export function bar(share, label) {
  const percent = Math.round(Math.max(0, Math.min(1, share)) * 100);
  const made = el("div", { class: "bar", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": percent, "aria-label": label }, el("i"));
  made.firstChild.style.width = `${percent}%`;
  return made;
}

/** A title with fractions set as the typeface has them: its own ¾, and the others by its “frac” feature. */
export function titled(text) {
  const parts = text.split(/([⅐-⅞])/u);
  return parts.map((part) => FRACTIONS[part] ? el("span", { class: "frac" }, FRACTIONS[part]) : part);
}

/** A back link above the title of a page. */
export function back(words, onclick) {
  return el("button", { type: "button", class: "back", onclick }, icon("left", "s"), el("span", {}, titled(words)));
}

function drawing(inside, box, classes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("viewBox", box);
  made.setAttribute("class", classes.trim());
  made.setAttribute("aria-hidden", "true");
  made.innerHTML = inside;   // constants of this file only
  return made;
}

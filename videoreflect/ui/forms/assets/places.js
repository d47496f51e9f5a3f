// Where somebody is seen or heard: rows of two times in the clip and a few words, as a field for forms.
import { button, el, icon } from "./dom.js";
import { clock } from "./words.js";

const TIME = /^(?:(\d{1,2}):)?(\d{1,3}):(\d{2})$|^(\d{1,5})$/;
let count = 0;

/** The rows. `value` is a list of {start_ms, end_ms, where}; `most` the length of the clip in ms. Gives node, check and read. */
export function placesField(value, most) {
  const id = `places-${count += 1}`;
  const wrong = el("p", { class: "wrong", id, hidden: true });
  const rows = el("div", { class: "fields" });
  const add = (place = null) => { rows.append(row(place, id, () => label(rows))); label(rows); };
  (value.length ? value : [null]).forEach(add);
  const more = button("Another place", () => { add(); rows.lastChild.querySelector("input").focus(); }, { size: "sm", icon: "plus" });
  const node = el("fieldset", { class: "field places" }, el("legend", { class: "lab" }, "Where in the clip", " ", el("span", { class: "muted" }, "as far as you know")), rows, wrong, el("div", {}, more));
  const blame = (sentence) => { wrong.hidden = !sentence; wrong.replaceChildren(...(sentence ? [icon("info", "s"), el("span", {}, sentence)] : [])); return !sentence; };
  return { node, read: () => filled(rows).map(place), check: () => blame(filled(rows).map((one) => problem(place(one), most)).find(Boolean) ?? "") };
}

function row(place, described, changed) {
  const input = (words, text, more = {}) => el("label", { class: "field" }, el("span", { class: "xs muted" }, words), typed(text, described, more));
  const made = el("div", { class: "place", role: "group" },
    input("From", place ? clock(place.start_ms) : "", { placeholder: "12:40", inputmode: "numeric" }), input("To", place ? clock(place.end_ms) : "", { placeholder: "13:10", inputmode: "numeric" }),
    input("Where in the picture", place?.where ?? "", { placeholder: "back left", maxlength: 200 }),
    button("", () => { if (made.parentNode.children.length > 1) { made.remove(); changed(); } else made.querySelectorAll("input").forEach((one) => { one.value = ""; }); }, { kind: "q", size: "sm", icon: "x", "aria-label": "Take this place away" }));
  return made;
}

function typed(text, described, more) {
  const node = el("input", { class: "inp", type: "text", autocomplete: "off", "aria-describedby": described, ...more });
  node.value = text;
  return node;
}

const label = (rows) => [...rows.children].forEach((one, number) => one.setAttribute("aria-label", `Place ${number + 1}`));
const texts = (one) => [...one.querySelectorAll("input")].map((input) => input.value.trim());
const filled = (rows) => [...rows.children].filter((one) => texts(one).some(Boolean));
const place = (one) => { const [from, to, where] = texts(one); return { start_ms: read(from), end_ms: read(to), where }; };

function read(text) {
  const found = TIME.exec(text);
  if (!found) return null;
  return 1000 * (found[4] ? Number(found[4]) : Number(found[1] ?? 0) * 3600 + Number(found[2]) * 60 + Number(found[3]));
}

function problem({ start_ms: from, end_ms: to }, most) {
  if (from === null || to === null) return "Write both times as in the clip, for example 12:40 and 13:10.";
  if (from >= to) return "A place begins before it ends. Check its two times.";
  return to > most ? "A place ends after the end of the clip. Check its two times." : "";
}

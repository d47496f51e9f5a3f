// Typing a codebook of one's own, or changing one: a row for each code.
import { paint } from "../review/swatch.js";
import { button, el } from "./dom.js";
import { post, put } from "./api.js";
import { busy, field } from "./fields.js";

const COLOURS = 20;
const MOST_ROWS = 100; // more is a matter for a spreadsheet
const QUIET = { autocomplete: "off", spellcheck: "false", translate: "no" };

/** `book` is one's own, or null for a new one; `acts.done(words)` afterwards, `acts.rest()` to leave. */
export function codebookEditor(book, acts) {
  if (book && book.codes.length > MOST_ROWS) return tooLong(book, acts);
  const title = field({ name: "title", label: "Title", value: book?.title ?? "", needed: "Give it a title.", most: 120 });
  const about = field({ name: "about", label: "What it is for", value: book?.about ?? "", most: 1000 });
  const list = el("ol", { class: "code-rows" });
  const refused = el("div");
  const add = (code) => { const made = row(code, list); list.append(made.node); return made; };
  const rows = new Map();
  const put_in = (code) => { const made = add(code); rows.set(made.node, made); };
  for (const code of book?.codes ?? [{}, {}, {}]) put_in(code);
  const more = button("Another code", () => { put_in({}); list.lastChild.querySelector("input").focus(); }, { size: "sm", kind: "q" });
  const keep = button("Keep it", () => busy(keep, refused, send), { size: "sm" });
  async function send() {
    if (!title.check()) { title.focus(); return; }
    const typed = [...list.children].map((node) => rows.get(node).read()).filter((code) => code.name);
    const said = { ...(book ?? {}), id: book?.id ?? shortName(title.read(), new Set()), title: line(title.read()), about: about.read().trim(), codes: settled(typed) };
    if (!said.about) delete said.about;
    const { book: kept } = book ? await put(`codebooks/${book.id}`, { book: said }) : await post("codebooks", { book: said });
    acts.done(`${kept.title} is kept.${book ? " Lessons that use it keep the form they have until the newer one is taken there." : " Choose it on the page of a lesson."}`);
  }
  return el("div", { class: "asked fields" }, el("h3", { tabindex: "-1" }, book ? `Change ${book.title}` : "A codebook of your own"), title.node, about.node,
    el("p", { class: "small muted" }, "For each code its name, up to four letters for its chip, a key if you like, a colour, and a sentence that shows when somebody points at it. Leave a row empty to leave it out."),
    list, el("div", {}, more), refused, el("div", { class: "ends" }, keep, button("Cancel", acts.rest, { size: "sm", kind: "q" })));
}

function row(code, list) {
  const input = (label, value, width, most) => el("input", { class: `inp ${width}`, "aria-label": label, placeholder: label, maxlength: most, value: value ?? "", ...QUIET });
  const name = input("Name", code.name, "wide", 120);
  const letters = input("Letters", code.letters, "short", 4);
  const key = input("Key", code.key, "key", 1);
  const about = input("Sentence", code.about, "wide", 1000);
  const colour = el("select", { class: "inp", "aria-label": "Colour" }, Array.from({ length: COLOURS }, (_, at) => el("option", { value: at + 1 }, at < 10 ? `Colour ${at + 1}` : `Colour ${at + 1}, open`)));
  const sign = el("i", { "aria-hidden": "true" });
  const show = () => paint(sign, { colour: Number(colour.value) });
  colour.value = String(code.colour ?? (list.children.length % COLOURS) + 1);
  colour.addEventListener("change", show);
  show();
  const node = el("li", {}, el("span", { class: "codechip" }, sign), name, letters, key, colour, about);
  return { node, read: () => ({ ...(code.id ? { id: code.id } : {}), ...(code.group ? { group: code.group } : {}), name: line(name.value), letters: letters.value.trim(), key: key.value.trim(), colour: Number(colour.value), about: about.value.trim() }) };
}

/** Short names and letters for codes that have none yet; what says nothing is left out. */
function settled(codes) {
  const ids = new Set(codes.map((code) => code.id).filter(Boolean));
  const letters = new Set(codes.map((code) => code.letters.toLowerCase()).filter(Boolean));
  return codes.map((code) => {
    const made = { ...code, id: code.id ?? shortName(code.name, ids), letters: code.letters || initials(code.name, letters) };
    for (const name of ["key", "about", "group"]) if (!made[name]) delete made[name];
    return made;
  });
}

function shortName(text, taken) {
  const plain = text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 36).replace(/^-+|-+$/g, "") || "code";
  let [found, number] = [plain, 2];
  while (taken.has(found)) found = `${plain}-${number++}`;
  taken.add(found);
  return found;
}

function initials(name, taken) {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? ["X"];
  const short = (words.length > 1 ? words.map((word) => [...word][0]).join("") : [...words[0]].slice(0, 2).join("")).toUpperCase().slice(0, 3);
  let [found, number] = [short, 2];
  while (taken.has(found.toLowerCase())) found = `${short.slice(0, 4 - String(number).length)}${number++}`;
  taken.add(found.toLowerCase());
  return found;
}

function tooLong(book, acts) {
  return el("div", { class: "asked fields" }, el("h3", { tabindex: "-1" }, `Change ${book.title}`), el("p", { class: "small" }, `It has ${book.codes.length} codes. Save it as CSV, change it in a spreadsheet, and take it in again: it replaces this one.`), el("div", { class: "ends" }, button("Back", acts.rest, { size: "sm", kind: "q" })));
}

const line = (text) => text.trim().replace(/\s+/g, " ");

// Codebooks: those that everybody of the vault can use; taking one in, typing one, saving, changing and retiring one's own.
import { readFile } from "../review/codebook_bytes.js";
import { swatch } from "../review/swatch.js";
import { button, el, icon, tell } from "./dom.js";
import { get, post, put } from "./api.js";
import { codebookEditor } from "./codebook_editor.js";
import { busy, refusal } from "./fields.js";
import { count } from "./words.js";

const SHOWN = 40;

/** The card, which fills itself. */
export function codebooksCard() {
  const [list, asked] = [el("div", { class: "fields" }), el("div", { class: "fields" })];
  const rest = () => asked.replaceChildren(el("div", { class: "ends" }, button("Take one in from a file", () => open(takingIn(acts)), { size: "sm" }), button("Type one", () => open(codebookEditor(null, acts)), { size: "sm" })));
  const open = (node) => { asked.replaceChildren(node); asked.querySelector("h3")?.focus(); };
  const draw = () => get("codebooks").then(({ books }) => list.replaceChildren(...rows(books, acts)), (error) => list.replaceChildren(el("p", { class: "small" }, error.message)));
  const done = (words) => { rest(); asked.prepend(tell("ok", el("p", {}, words))); draw(); };
  const acts = { draw, rest, open, done };
  rest();
  draw();
  return el("section", { class: "card pad fields", "aria-label": "Codebooks" }, el("h2", {}, "Codebooks"),
    el("p", { class: "small muted" }, "Sets of labels to put on notes. Everybody in this vault can use yours; only you can change them. Which ones a lesson uses is chosen on its page."), list, asked);
}

function rows(books, acts) {
  const mine = books.filter((one) => one.place === "own");
  const others = books.filter((one) => one.place !== "own");
  return [
    mine.length ? el("ul", { class: "known" }, mine.map((one) => row(one, acts))) : el("p", { class: "small" }, "You have none of your own yet."),
    el("details", {}, el("summary", { class: "link small" }, `${count(others.length, "codebook")} of others`), el("ul", { class: "known" }, others.map((one) => row(one, acts)))),
  ];
}

function row(one, acts) {
  const refused = el("div");
  const own = one.place === "own";
  const retire = async () => { await put(`codebooks/${one.id}/retired`, { retired: !one.retired }); acts.draw(); };
  const face = own ? button(one.retired ? "Offer it again" : "Retire", () => busy(face, refused, retire), { size: "sm", kind: "q", "aria-label": `${one.retired ? "Offer again" : "Retire"}: ${one.title}` }) : null;
  const change = own && !one.retired ? button("Change", () => busy(change, refused, async () => acts.open(codebookEditor((await get(`codebooks/${one.id}`)).book, acts))), { size: "sm", kind: "q", "aria-label": `Change: ${one.title}` }) : null;
  const about = [count(one.count, "code"), one.place === "vault" && `by ${one.by_name}`, one.retired && "no longer offered"].filter(Boolean).join(", ");
  return el("li", {}, icon("book", "s"), el("span", { class: "sp" }, el("b", {}, one.title), el("span", { class: "muted" }, ` ${about}`),
    el("p", { class: "swatches" }, one.first.map((code) => el("span", { class: "codechip", title: code.name }, swatch(code), el("span", {}, code.letters)))),
    one.source ? el("p", { class: "xs muted" }, one.source) : null,
    el("div", { class: "row wrap" }, change, face, save(one, "csv"), save(one, "json")), refused));
}

const save = (one, form) => el("a", { class: "btn q sm", href: `/vr/codebooks/${one.id}/file?form=${form}`, download: `codebook-${one.id}.${form}`, "aria-label": `Save ${one.title} as ${form.toUpperCase()}` }, form.toUpperCase());

/** Choose a file, see what is in it and what has to be changed, then keep it. */
function takingIn(acts) {
  const [found, refused, ends] = [el("div", { class: "fields", role: "status" }), el("div"), el("div", { class: "ends" })];
  const id = `codes-${Math.random().toString(36).slice(2)}`;
  const held = { sent: null };
  const keep = button("Keep it", () => busy(keep, refused, async () => { const { book } = await post("codebooks", held.sent); acts.done(`${book.title} is kept. Choose it on the page of a lesson.`); }), { size: "sm" });
  const file = el("input", { id, class: "inp file", type: "file", accept: ".csv,.json,.txt,.tsv", onchange: look });
  keep.hidden = true;
  async function look() {
    keep.hidden = true;
    found.replaceChildren();
    refused.replaceChildren();
    const chosen = file.files[0];
    if (!chosen) return;
    try {
      held.sent = await readFile(chosen);
      const told = await post("codebooks/preview", held.sent);
      if (file.files[0] !== chosen) return;
      found.replaceChildren(...preview(told));
      keep.hidden = false;
    } catch (error) { refused.replaceChildren(refusal(error)); }
  }
  ends.append(keep, button("Cancel", acts.rest, { size: "sm", kind: "q" }));
  return el("div", { class: "asked fields" }, el("h3", { tabindex: "-1" }, "Take in a codebook"), el("p", { class: "small" }, "A table (CSV) with a column “name”, and if you like letters, colour, key, about and group; or JSON. Everybody in this vault can see it, so leave names of pupils out."),
    el("div", { class: "field" }, el("label", { class: "lab", for: id }, "The file"), file), found, refused, ends);
}

function preview({ book, told, replaces }) {
  const more = book.codes.length - SHOWN;
  return [
    el("p", {}, el("b", {}, book.title), el("span", { class: "muted" }, ` ${count(book.codes.length, "code")}`)),
    el("p", { class: "swatches" }, book.codes.slice(0, SHOWN).map((code) => el("span", { class: "codechip" }, swatch(code), el("span", {}, code.letters), el("span", { class: "muted" }, code.name))), more > 0 ? el("span", { class: "muted" }, `and ${count(more, "more")}`.replace(/s$/, "")) : null),
    replaces ? el("p", { class: "small" }, `It replaces your “${replaces}”. Lessons that use that one keep it until the newer form is taken there.`) : null,
    ...told.map((text) => el("p", { class: "small" }, icon("info", "s"), " ", text)),
  ].filter(Boolean);
}

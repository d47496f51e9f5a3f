// The consent register on paper and as files, records taken in from elsewhere, and an entry put right.
import { button, el, icon, tell } from "./dom.js";
import { post, text } from "./api.js";
import { correcting } from "./correcting.js";
import { busy, field, form, refusal } from "./fields.js";
import { named } from "./exceptions.js";
import { printPage, saveFile } from "./paper.js";
import { count, listed } from "./words.js";

const KIND = "application/ld+json";
const MOST = 2_000_000;
const TOO_BIG = "This file is larger than 2 MB. Records of one lesson are far smaller; check whether it is the right file.";

/** The card. `events` is the register of `get("lessons/…/register")`; `redraw()` draws the page anew. Nothing for anybody but the owner. */
export function recordsCard(stage, review, events, redraw) {
  if (!review.lesson.mine || !events) return null;
  const base = `lessons/${stage.lesson}`;
  const place = el("div", { class: "fields" });
  const refused = el("div");
  const rest = (words = "") => place.replaceChildren(...[words ? tell("ok", el("p", {}, words)) : null, list(), refused].filter(Boolean));
  const open = (title, node) => { place.replaceChildren(el("h3", { tabindex: "-1" }, title), node); place.firstChild.focus(); };
  const now = (words, about, act, work) => {
    const face = button(act, () => busy(face, refused, work), { size: "sm", "aria-label": `${act}: ${words}` });
    return line(words, about, face);
  };
  const later = (words, about, act, make) => line(words, about, button(act, () => open(words, make()), { size: "sm", "aria-label": `${act}: ${words}` }));
  const list = () => el("ul", { class: "notices" },
    events.length ? [
      now("The register, to print", "A page for a parent or the school. No names of pupils, no notes.", "Print", async () => printPage(await text(`${base}/register-page`))),
      now("The record, as a file", "Everything that was recorded, as ISO/IEC TS 27560 asks. Other programs can read it.", "Save", async () => saveFile("consent-records.jsonld", await text(`${base}/consent-records`), KIND)),
      later("A receipt for one person", "What was recorded about them, for them to keep.", "Write", () => receipt(base, events, rest)),
    ] : null,
    later("Records from elsewhere", "Take in a file that another vault or program wrote.", "Take in", () => takingIn(base, rest, redraw)),
    events.some(isCorrectable) ? later("An entry that is wrong", "A new entry says what is right; the wrong one stays readable.", "Correct", () => correcting(stage, review, events.filter(isCorrectable), rest, redraw)) : null);
  rest();
  return el("section", { class: "card pad fields", "aria-label": "Records" }, el("h2", { tabindex: "-1" }, "Records"), place,
    el("p", { class: "why small muted" }, icon("info", "s"), el("span", {}, "What is printed or saved leaves the vault: it is not encrypted.")));
}

const isCorrectable = (event) => event.record && !["given", "renewed"].includes(event.kind);
const line = (words, about, face) => el("li", { class: "notice" }, el("span", {}, el("b", {}, words), el("span", { class: "small muted" }, about)), face);

function receipt(base, events, rest) {
  const all = [...new Set(events.map((event) => event.principal))];
  const options = all.map((one) => ({ value: one, label: one === "class" ? "The whole class" : named(one) }));
  return form({
    fields: [{ name: "principal", kind: "pick", label: "For whom", value: all.find((one) => one !== "class") ?? all[0], options, needed: "Choose for whom." }],
    submit: "Save the receipt", kind: "", cancel: () => rest(),
    send: async ({ principal }) => {
      const { text: content, gaps } = await post(`${base}/consent-receipt`, { principal });
      saveFile(`consent-receipt-${principal.replace(/[^\p{L}\p{N}]+/gu, "-")}.jsonld`, content, KIND);
      rest(gaps.length ? `The receipt is saved. The standard also asks for: ${listed(gaps)}. Say it under Settings, then save it again.` : "The receipt is saved.");
    },
  }).node;
}

function takingIn(base, rest, redraw) {
  const refused = el("div");
  const pasted = field({ name: "text", kind: "long", label: "Or paste its text", rows: 4 });
  const id = `taken-${Math.random().toString(36).slice(2)}`;
  const file = el("input", { id, class: "inp file", type: "file", accept: ".jsonld,.json,application/ld+json,application/json" });
  const take = button("Take it in", null, { type: "submit" });
  const node = el("form", { class: "fields", novalidate: true, autocomplete: "off" }, el("p", { class: "small muted" }, "All of it is taken in or nothing. What it restricts acts at once."),
    el("div", { class: "field" }, el("label", { class: "lab", for: id }, "The file"), file), pasted.node, refused, el("div", { class: "ends" }, take, button("Cancel", () => rest(), { kind: "q" })));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = file.files[0];
    if (!chosen && !pasted.read().trim()) { pasted.blame("Choose a file, or paste its text."); pasted.focus(); return; }
    if (chosen?.size > MOST) { refused.replaceChildren(refusal({ message: TOO_BIG })); return; }
    busy(take, refused, async () => {
      const told = await post(`${base}/consent-records`, { text: chosen ? await chosen.text() : pasted.read() });
      node.replaceWith(tell("ok", el("p", {}, taken(told))), el("div", { class: "ends" }, button("Show it", () => redraw(), { size: "sm" })));
    });
  });
  return node;
}

function taken({ recorded, known, left_out: out }) {
  const parts = [`${count(recorded, "entry", "entries")} taken in.`, known ? `${known} ${known === 1 ? "was" : "were"} here already.` : "",
    out ? `${count(out, "recipient")} whom this vault does not know ${out === 1 ? "was" : "were"} left out.` : ""];
  return parts.filter(Boolean).join(" ");
}

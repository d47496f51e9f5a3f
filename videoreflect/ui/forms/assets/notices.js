// What people are told: a notice chosen, filled in, changed, kept with the lesson, printed or saved as a file.
import { button, el, icon, tell } from "./dom.js";
import { get, post } from "./api.js";
import { busy } from "./fields.js";
import { printText, saveFile } from "./paper.js";
import { count, listed, stamp } from "./words.js";

const KINDS = {
  parents: ["For parents and carers", "What is filmed, why, who sees it, and what they can do."],
  "pupils-7-11": ["For pupils of 7 to 11", "The same in very plain words."],
  "pupils-12-16": ["For pupils of 12 to 16", "The same, with their own rights."],
  staff: ["For staff", "What you agree with your mentor. It is not consent: work and free consent do not go together well."],
  dpia: ["Impact assessment, a start", "For the data protection lead. What is in brackets has to be filled in."],
};

/** The card. `data` is what `get("lessons/…/notices")` answered; `redraw()` draws the page anew after one was kept. Nothing without data. */
export function noticesCard(stage, review, data, redraw) {
  if (!data) return null;
  const place = el("div", { class: "fields" });
  const rest = () => place.replaceChildren(chooser(stage, review, data, place, rest, redraw), kept(stage, data, place, rest));
  rest();
  return el("section", { class: "card pad fields", "aria-label": "What people are told" }, el("h2", { tabindex: "-1" }, "What people are told"),
    el("p", { class: "small muted" }, "Notices filled from this lesson and from what your school said under Settings. You can change every word."), place);
}

/** The line of the fold. */
export const noticesSummary = (data) => (data?.notices.length ? `${count(data.notices.length, "notice")} kept` : "None kept yet");

function chooser(stage, review, data, place, rest, redraw) {
  const refused = el("div");
  const rows = data.templates.map((kind) => {
    const [name, about] = KINDS[kind] ?? [kind, ""];
    const open = button("Write", () => busy(open, refused, async () => {
      const draft = await get(`lessons/${stage.lesson}/notice-drafts/${kind}`);
      place.replaceChildren(editor(stage, review, data, draft, rest, redraw));
      place.querySelector("h3").focus();
    }), { size: "sm", "aria-label": `Write: ${name}` });
    return el("li", { class: "notice" }, el("span", {}, el("b", {}, name), el("span", { class: "small muted" }, about)), open);
  });
  return el("div", { class: "fields" }, el("ul", { class: "notices" }, rows), refused);
}

function kept(stage, data, place, rest) {
  if (!data.notices.length) return el("p", { class: "small muted" }, data.may ? "None is kept yet. Keep a notice before you hand it out: then it can be shown later what people were told." : "None is kept yet.");
  const refused = el("div");
  const rows = data.notices.map((one) => {
    const [name] = KINDS[one.template] ?? [one.template];
    const show = button("Show", () => busy(show, refused, async () => {
      const { text } = await get(`lessons/${stage.lesson}/notices/${one.notice}`);
      place.replaceChildren(shown(name, one, text, rest));
      place.querySelector("h3").focus();
    }), { size: "sm", kind: "q", "aria-label": `Show: ${name}, kept ${stamp(one.saved_ms)}` });
    return el("li", { class: "notice" }, el("span", {}, el("b", {}, name), el("span", { class: "small muted" }, `Kept ${stamp(one.saved_ms)}`)), show);
  });
  return el("div", { class: "fields" }, el("h3", {}, "Kept with this lesson"), el("ul", { class: "notices" }, rows), refused);
}

function editor(stage, review, data, draft, rest, redraw) {
  const [name] = KINDS[draft.template];
  const text = el("textarea", { class: "inp sheet", rows: 18, "aria-label": `${name}: the text`, spellcheck: "true", lang: draft.language });
  text.value = draft.text;
  const refused = el("div");
  const missing = draft.gaps.length ? tell("warn", el("p", {}, `Missing, and shown as “[…]”: ${listed(draft.gaps)}. What the school says once goes into Settings; the rest you can type here.`)) : "";
  const keep = data.may ? button("Keep with this lesson", () => busy(keep, refused, async () => {
    await post(`lessons/${stage.lesson}/notices`, { template: draft.template, text: text.value, language: draft.language });
    await redraw();
  }), { kind: "p" }) : null;
  return el("div", { class: "fields" }, el("h3", { tabindex: "-1" }, name), missing, text, refused,
    el("div", { class: "ends" }, [keep, ...out(name, draft.template, () => text.value), button("Back", rest, { kind: "q" })].filter(Boolean)),
    el("p", { class: "why" }, icon("info", "s"), el("span", {}, "Lines that begin with # are headings, those with - are points. A printed page and a saved file leave the vault: they are not encrypted.")));
}

function shown(name, one, text, rest) {
  return el("div", { class: "fields" }, el("h3", { tabindex: "-1" }, name), el("p", { class: "small muted" }, `Kept ${stamp(one.saved_ms)}.`),
    el("div", { class: "sheet read", tabindex: "0", role: "region", "aria-label": `${name}: the text` }, text),
    el("p", { class: "xs muted mono" }, `Fingerprint of this text: ${one.sha256}`),
    el("div", { class: "ends" }, ...out(name, one.template, () => text), button("Back", rest, { kind: "q" })));
}

const out = (name, kind, text) => [
  button("Print", () => printText(text()), { icon: "print" }),
  button("Save as text", () => saveFile(`notice-${kind}.txt`, text())),
];

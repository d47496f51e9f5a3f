// The search over all lessons: a field, and what was found with the way to each moment.
// Words go over POST only and are kept nowhere: not in the address, not in storage.
import { el, icon, tell, titled } from "./dom.js";
import { post, put } from "./api.js";
import { clock, count, day } from "./words.js";

const PAUSE_MS = 200;
const LONGEST = 1000;
const AGAIN_MS = 2000;
const KINDS = { note: "Note", transcript: "Said", english: "In English", title: "Title", class: "Class", subject: "Subject", focus: "Focus" };

/** The field, and `results` beneath it; `searching(on)` tells when the list gives way to results and when it is back. */
export function finder(stage, searching) {
  const input = el("input", { class: "inp", type: "search", id: "finder", placeholder: "Search in all lessons", maxlength: LONGEST, autocomplete: "off", autocapitalize: "off", spellcheck: "false", translate: "no", "aria-controls": "found", enterkeyhint: "search" });
  const status = el("p", { class: "sr", role: "status" });
  const results = el("div", { id: "found" });
  const field = el("form", { class: "finder", role: "search", onsubmit: (event) => { event.preventDefault(); ask(); } },
    el("label", { class: "sr", for: "finder" }, "Search in all lessons"), icon("search"), input);
  const held = { asked: 0, timer: 0, words: "" };

  const ask = async () => {
    clearTimeout(held.timer);
    const words = input.value;
    const number = (held.asked += 1);
    searching(words.trim() !== "");
    if (!words.trim()) { held.words = ""; results.replaceChildren(); status.textContent = ""; return; }
    const found = await post("search", { words }).catch((error) => ({ error }));
    if (stage.gone || number !== held.asked) return;
    if (held.words !== words || !results.contains(focused(stage))) show(found);
    held.words = words;
    if (found.behind) held.timer = setTimeout(ask, AGAIN_MS);
  };
  const show = (found) => {
    if (found.error) { results.replaceChildren(tell("stop", found.error.message)); status.textContent = ""; return; }
    status.textContent = said(found);
    results.replaceChildren(el("h2", { class: "sr" }, "What was found"), el("p", { class: "small muted told-found", "aria-hidden": "true" }, said(found)), ...found.lessons.map((lesson) => lessonFound(stage, lesson)));
  };
  input.addEventListener("input", () => { clearTimeout(held.timer); held.timer = setTimeout(ask, PAUSE_MS); });
  input.addEventListener("keydown", (event) => { if (event.key === "Escape" && input.value) { event.preventDefault(); input.value = ""; ask(); } });
  for (const part of [input, results]) part.addEventListener("keydown", (event) => step(event, input, results));
  return { field, results, status, ended: () => { held.asked += 1; clearTimeout(held.timer); } };
}

const focused = (stage) => stage.box.getRootNode().activeElement;

/** The arrows lead from the field through what was found and back; Escape leads back at once. */
function step(event, input, results) {
  const ways = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key === "Escape" && event.target !== input) { event.preventDefault(); input.focus(); return; }
  if (!(event.key in ways) || event.isComposing) return;
  const places = [input, ...results.querySelectorAll("button")];
  const next = places[places.indexOf(event.target.closest("button") ?? input) + ways[event.key]];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function said({ lessons, behind }) {
  const places = lessons.reduce((sum, lesson) => sum + lesson.hits.length, 0);
  const more = lessons.some((lesson) => lesson.more) ? "at least " : "";
  const found = places ? `Found ${more}${count(places, "place")} in ${count(lessons.length, "lesson")}.` : "Nothing was found.";
  return behind ? `${found} Some lessons are still being looked through.` : found;
}

function lessonFound(stage, lesson) {
  const meta = [lesson.class_name, day(lesson.date)].filter(Boolean).join(" · ");
  const head = el("div", { class: "hit-head" }, el("h3", {}, titled(lesson.title)), meta ? el("p", { class: "small muted" }, meta) : null);
  const hits = lesson.hits.map((hit) => el("li", {}, hitButton(stage, lesson, hit)));
  const more = lesson.more ? el("p", { class: "xs muted hit-more" }, "There is more in this lesson. Add a word to narrow it down.") : null;
  return el("section", { class: "card hits", "aria-label": lesson.title }, head, el("ul", {}, hits), more);
}

function hitButton(stage, lesson, hit) {
  const when = hit.start_ms === null ? "" : clock(hit.start_ms);
  const who = [KINDS[hit.kind] ?? "", hit.author_name].filter(Boolean).join(", ");
  const words = hit.parts.map(([text, found]) => found ? el("mark", {}, text) : text);
  return el("button", { type: "button", class: "hit", onclick: () => open(stage, lesson.id, hit.start_ms) },
    el("span", { class: "tn muted" }, when), el("span", { class: "small muted" }, who), el("span", { class: ["transcript", "english"].includes(hit.kind) ? "serif hit-words" : "hit-words" }, words));
}

/** The review opens where this person stopped: so that is where they stop now. No address holds the moment. */
async function open(stage, lesson, startMs) {
  if (startMs !== null) await put(`lessons/${lesson}/place`, { at_ms: startMs }).catch(() => {});
  stage.go("review", lesson);
}

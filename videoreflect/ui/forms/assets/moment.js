// One moment of the agenda: the clip, what was said in it, both notes, and what we said about it now.
import { button, el, icon } from "./dom.js";
import { post } from "./api.js";
import { noteCard } from "./notecard.js";
import { headline } from "./talk.js";
import { hour } from "./words.js";

const PAUSE_MS = 1200;
const SHORTEST_MS = 10_000;
const ANOTHER_DAY = "Left for another day.";

/** Draw a moment. `saved(dialogue)` after each save; `next()` leads to the next. */
export function momentView(stage, { review, dialogue }, at, { saved, next }) {
  const moment = dialogue.moments[at];
  const clip = player(review, moment);
  const said = saidBox(stage, review, moment, { saved, next, last: at === dialogue.moments.length - 1 });
  const node = el("section", { class: "card", "aria-label": `Moment ${at + 1}` },
    el("div", { class: "mo" }, clip.node, el("div", {}, el("p", { class: "small muted" }, `Moment ${at + 1} of ${dialogue.moments.length}`), el("h2", {}, headline(moment)), moment.words ? el("p", { class: "words", tabindex: "0", role: "group", "aria-label": "Transcript of this moment" }, moment.words) : null)),
    el("div", { class: "pairnotes" }, [true, false].map((mine) => sideOf(moment.notes.filter((note) => note.mine === mine), review))), said.node);
  return { node, ended: () => { clip.ended(); said.flush(); } };
}

function sideOf(notes, review) {
  return notes.length ? el("div", { class: "stack column" }, notes.map((note) => noteCard(note, review.people.find((one) => one.id === note.author), review.me))) : null;
}

function player(review, moment) {
  const start = (moment.at_ms ?? 0) / 1000;
  const end = Math.max(moment.to_ms ?? 0, (moment.at_ms ?? 0) + SHORTEST_MS) / 1000;
  const video = el("video", { preload: "metadata", playsinline: true, src: `${review.media_url}#t=${start},${end}`, "aria-label": "This moment of the lesson" });
  const length = Math.min(end, review.lesson.duration_ms / 1000) - start;
  const face = button("", () => { video.paused ? playFrom() : video.pause(); }, { kind: "p" });
  const playFrom = () => { if (video.currentTime < start || video.currentTime >= end - 0.2) video.currentTime = start; video.play().catch(() => {}); };
  const label = () => face.replaceChildren(icon(video.paused ? "play" : "pause"), video.paused ? `Play ${Math.round(length)} s` : "Pause");
  video.addEventListener("timeupdate", () => { if (video.currentTime >= end) video.pause(); });
  ["play", "pause"].forEach((event) => video.addEventListener(event, label));
  label();
  return { node: el("div", { class: "th" }, video, face), ended: () => { video.pause(); video.removeAttribute("src"); video.load(); } };
}

/** What we said, saved at a pause in typing, on leaving the field, and on leaving the moment. */
function saidBox(stage, review, moment, { saved, next, last }) {
  const mine = moment.said.find((one) => one.author === review.me.id);
  const state = el("span", { class: "xs muted", role: "status" }, mine ? `Saved ${hour(mine.time_ms)}, on this device` : "");
  const id = `said-${moment.moment}`;
  const box = el("textarea", { class: "rule", id, rows: 3, maxlength: 20000, autocomplete: "off", spellcheck: "false", translate: "no", placeholder: "A sentence or two is enough." });
  box.value = mine?.text ?? "";
  const held = { last: box.value, timer: 0, going: Promise.resolve(true) };
  const save = () => {
    clearTimeout(held.timer);
    const text = box.value;
    if (text.trim() === held.last?.trim()) return held.going;
    held.last = text;
    held.going = post(`lessons/${stage.lesson}/dialogue/said`, { moment: moment.moment, text }).then(
      (dialogue) => { state.textContent = `Saved ${hour(Date.now())}, on this device`; saved(dialogue); return true; },
      (error) => { held.last = null; state.textContent = error.message; return false; });
    return held.going;
  };
  box.addEventListener("input", () => { state.textContent = ""; clearTimeout(held.timer); held.timer = setTimeout(save, PAUSE_MS); });
  box.addEventListener("blur", () => { save(); });
  const goOn = async () => { if (await save()) next(); };
  const leave = async () => { box.value = box.value.trim() || ANOTHER_DAY; await goOn(); };
  const unlisten = keepBeforeLock(save);
  const others = moment.said.filter((one) => one.author !== review.me.id).map((one) => theirs(one, review));
  const node = el("div", { class: "saidbox" }, el("div", { class: "row" }, el("label", { class: "lab", for: id }, "What we said"), el("span", { class: "sp" }), state), others, box,
    el("div", { class: "row wrap" }, button(last ? "Keep it" : "Next moment", goOn, { kind: "p" }), button("Leave it for another day", leave)));
  return { node, flush: () => { unlisten(); save(); } };
}

function theirs(said, review) {
  const person = review.people.find((one) => one.id === said.author);
  return el("div", {}, el("p", { class: "xs muted" }, `${person?.first_name ?? "The other"} wrote, ${hour(said.time_ms)}`), el("p", { class: "theirs" }, said.text));
}

/** Save what is typed before the page is emptied by a lock. */
function keepBeforeLock(save) {
  let stop = () => {};
  import(new URL("../presence.js", import.meta.url)).then((presence) => { stop = presence.beforeLock?.(save) ?? stop; }, () => {});
  return () => stop();
}

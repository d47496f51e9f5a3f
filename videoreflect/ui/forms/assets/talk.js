// The talk about a lesson: both sets, then moment by moment; locked until both are ready.
import { back, button, consentBadge, el, icon, tell, titled } from "./dom.js";
import { get } from "./api.js";
import { agreedColumn } from "./agreed.js";
import { momentView } from "./moment.js";
import { sets } from "./sets.js";
import { count, day, listed, span } from "./words.js";

/** Draw the page. */
export default function talk(stage) {
  const page = el("div", { class: "page wide" });
  stage.box.append(page);
  const held = { at: 0, mode: "", view: null };
  load(stage).then((found) => { if (!stage.gone) open(stage, page, found, held); },
    (error) => page.replaceChildren(back("Lessons", () => stage.go("library")), tell("stop", error.message)));
  return () => held.view?.ended();
}

async function load(stage) {
  const base = `lessons/${stage.lesson}`;
  const [review, dialogue, copies] = await Promise.all([get(base), get(`${base}/dialogue`), get(`${base}/copies`)]);
  const { notes } = dialogue.open ? await get(`${base}/notes`) : { notes: [] };
  return { review, dialogue, copies, notes };
}

function open(stage, page, found, held) {
  if (!found.dialogue.open) { page.replaceChildren(...closed(stage, found)); return; }
  held.mode = held.mode || (found.dialogue.moments.some((one) => one.said.length) ? "agenda" : "sets");
  const show = (mode) => { held.view?.ended(); held.view = null; held.mode = mode; open(stage, page, found, held); };
  page.classList.toggle("wide", held.mode === "agenda");
  const others = found.review.readiness.others.map((one) => found.review.people.find((person) => person.id === one.person)?.first_name).filter(Boolean);
  if (held.mode === "sets") drawSets(stage, page, found, show);
  else drawAgenda(stage, page, found, held, others, show);
}

function closed(stage, { review, dialogue }) {
  return [back(review.lesson.title, () => stage.go("review", stage.lesson)), el("div", { class: "row head" }, el("h1", {}, "Talk")),
    el("section", { class: "card sq empty" }, icon("lock", "l"), el("h2", {}, "Not open yet"), el("p", {}, dialogue.why_not), button("Go to your notes", () => stage.go("review", stage.lesson), { kind: "p" }))];
}

function drawSets(stage, page, found, show) {
  const place = el("div", { class: "aside" });
  const player = el("div", { class: "th player", hidden: true });
  const video = el("video", { controls: true, preload: "none", "data-src": found.review.media_url, "aria-label": "The lesson" });
  player.append(video);
  const play = (at) => {
    player.hidden = false;
    if (!video.src) video.src = found.review.media_url;
    video.currentTime = at / 1000;
    video.play().catch(() => {});
  };
  page.replaceChildren(back(found.review.lesson.title, () => stage.go("review", stage.lesson)), el("div", { class: "row wrap head" }, el("h1", {}, "Both sets are open"), consentBadge(found.review.consent.badge, () => stage.go("consent", stage.lesson))), player, place);
  sets(place, { review: found.review, notes: found.notes, moments: found.dialogue.moments, play, agenda: () => show("agenda") });
}

function drawAgenda(stage, page, found, held, others, show) {
  const { lesson } = found.review;
  const heading = el("div", { class: "row wrap head" }, el("h1", {}, others.length ? `Talk with ${listed(others)}` : "Talk"), el("span", { class: "small muted" }, titled([lesson.title, day(lesson.date)].filter(Boolean).join(" · "))),
    consentBadge(found.review.consent.badge, () => stage.go("consent", stage.lesson)),
    el("span", { class: "sp" }), button("Both sets", () => show("sets"), { size: "sm", icon: "book" }));
  const grid = el("div", { class: "dg" });
  page.replaceChildren(heading, grid);
  const parts = { agenda: null, column: null };
  const column = (now) => agreedColumn(stage, found.review, now, found.copies.kinds.talk, (after) => { found.dialogue = after; draw(); });
  const draw = () => {
    parts.agenda = agenda(found, held.at, choose);
    parts.column = column(found.dialogue);
    grid.replaceChildren(parts.agenda, held.view?.node ?? nothing(), parts.column.node);
  };
  const saved = (now) => {   // in mid-sentence: only what stands beside the sentence is drawn anew
    found.dialogue = now;
    const fresh = agenda(found, held.at, choose);
    parts.agenda.replaceWith(fresh);
    parts.agenda = fresh;
    parts.column.refresh(now);
  };
  const choose = (at) => {
    held.at = Math.max(0, Math.min(at, found.dialogue.moments.length - 1));
    held.view?.ended();
    held.view = found.dialogue.moments.length ? momentView(stage, found, held.at, { saved, next: () => choose(held.at + 1) }) : null;
    draw();
  };
  choose(held.at);
}

const nothing = () => el("section", { class: "card sq empty" }, el("p", {}, "Nothing is marked to talk about. Mark a note with “Talk about” on the review page, and it stands here."));

function agenda({ review, dialogue }, at, choose) {
  const list = el("ol", { class: "ag" }, dialogue.moments.map((one, number) => {
    const done = one.said.length > 0;
    const sign = done ? el("span", { class: "num ok" }, icon("check", "s")) : el("span", { class: "num" }, String(number + 1));
    return el("li", { class: number === at ? "now" : number === at + 1 ? "nx" : "" },
      el("button", { type: "button", "aria-current": String(number === at), onclick: () => choose(number) }, sign,
        el("span", {}, el("b", {}, headline(one)), el("span", { class: "xs muted" }, `${span(one.at_ms, one.to_ms)} · ${byWhom(one, review)}`), done ? el("span", { class: "sr" }, ", talked through") : null)));
  }));
  return el("nav", { class: "card", "aria-label": "Agenda" }, el("div", { class: "row cardhead" }, el("h2", {}, "Agenda"), el("span", { class: "sp" }), el("span", { class: "xs muted" }, count(dialogue.moments.length, "moment"))), list);
}

/** The words by which a moment is known: its quote, or the start of the note that is marked for the talk. */
export function headline(moment) {
  const quoted = moment.notes.find((note) => note.quote);
  if (quoted) return `“${quoted.quote}”`;
  const text = (moment.notes.find((note) => note.talk) ?? moment.notes[0])?.text ?? "";
  const sentence = text.split(/(?<=[.?])\s/u)[0];
  return sentence.length > 64 ? `${sentence.slice(0, 62).replace(/\s+\S*$/u, "")} …` : sentence;
}

function byWhom(moment, review) {
  if (moment.by.length > 1) return "you both";
  return moment.by[0] === review.me.id ? "you" : review.people.find((one) => one.id === moment.by[0])?.first_name ?? "";
}

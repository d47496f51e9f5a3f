/* A lane for each person: shapes for moments, bars for ranges, a hatch for what is still sealed. */

import { moment } from "./clock.js";
import { element } from "./element.js";
import { icon } from "./icons.js";
import { colourOf, idOf, lanePeople, shapeOf } from "./marks.js";

const CLOSE = 12; // pixels; nearer marks become one with a count
const NARROWEST_BAR = 16;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{from: number, to: number, width: number}} view
 * @param {(from: number, to: number) => void} setView
 */
export function createLanes(desk, view, setView) {
  const root = element("div", { class: "lanes" });
  let draft = null;
  let holders = [];
  const x = (ms) => ((ms - view.from) / (view.to - view.from)) * view.width;

  function build() {
    holders = lanePeople(desk.review).map((person) => laneOf(desk, person));
    root.replaceChildren(...holders.flatMap(({ label, lane }) => [label, lane]));
    root.hidden = false;
  }
  function draw() {
    for (const { person, lane, sealed } of holders) {
      if (sealed) continue;
      const notes = desk.shown.filter((note) => note.author === person.id && note.at_ms !== null);
      const focused = lane.contains(lane.getRootNode().activeElement) ? lane.getRootNode().activeElement.dataset.note : null;
      lane.replaceChildren(...marksOf(notes), ...(person.id === desk.review.me.id ? draftMark() : []));
      const stop = (focused && lane.querySelector(`[data-note="${focused}"]`)) || lane.querySelector("button");
      if (stop) stop.tabIndex = 0;
      if (focused && stop) stop.focus();
    }
  }
  function marksOf(notes) {
    const seen = notes.filter((note) => (note.to_ms ?? note.at_ms) >= view.from - 1000 && note.at_ms <= view.to + 1000);
    const isBar = (note) => note.to_ms !== null && x(note.to_ms) - x(note.at_ms) >= NARROWEST_BAR;
    const bars = seen.filter(isBar).map((note) => barOf(note, x, (one) => select(desk, one)));
    return [...bars, ...clusters(seen.filter((note) => !isBar(note)), x).map((cluster) => pointOf(desk, cluster, x, open))];
  }
  function open(cluster) {
    const [first, last] = [cluster[0], cluster.at(-1)];
    if (cluster.length > 1 && last.at_ms - first.at_ms > 500) {
      const around = Math.max(4000, (last.at_ms - first.at_ms) * 3);
      const middle = (first.at_ms + last.at_ms) / 2;
      setView(middle - around / 2, middle + around / 2);
    }
    select(desk, first);
  }
  function draftMark() {
    if (!draft || draft.at_ms === null) return [];
    const mark = element("span", { class: "mark-draft", "aria-hidden": "true" });
    const wide = draft.to_ms === null ? 14 : Math.max(14, x(draft.to_ms) - x(draft.at_ms));
    mark.style.left = `${draft.to_ms === null ? x(draft.at_ms) - 7 : x(draft.at_ms)}px`;
    mark.style.width = `${wide}px`;
    return [mark];
  }
  desk.on("review", build);
  desk.on("writing", (writing) => {
    const moved = draft?.at_ms !== writing?.at_ms || draft?.to_ms !== writing?.to_ms;
    draft = writing;
    if (moved && view.width && view.to) draw();
  });
  root.addEventListener("keydown", rove);
  return { root, draw };
}

function laneOf(desk, person) {
  const { others } = desk.review.readiness;
  const other = others.find((one) => idOf(one.person) === person.id);
  const sealed = Boolean(other && !other.revealed);
  const label = element("div", { class: "label" }, shapeOf(person), element("span", { class: "name", text: person.first_name }));
  const lane = element("div", { class: sealed ? "lane sealed" : "lane", role: "group", "aria-label": `Notes of ${person.first_name}` });
  lane.style.setProperty("--who", colourOf(person));
  if (sealed) lane.append(element("p", {}, icon("lock", "s"), element("span", { text: sealedSentence(desk.review, person) })));
  return { person, label, lane, sealed };
}

/**
 * Why somebody's notes are not shown.
 * @param {Object} review
 * @param {Object} person
 * @returns {string}
 */
export function sealedSentence(review, person) {
  if (review.readiness.mine_ms !== null) return `You are ready. ${person.first_name}’s notes open here when ${person.first_name} is ready too`;
  return `${person.first_name}’s notes open here when you have both said “ready”`;
}

function clusters(notes, x) {
  const groups = [];
  for (const note of notes) {
    const group = groups.at(-1);
    if (group && x(note.at_ms) - x(group.at(-1).at_ms) < CLOSE) group.push(note);
    else groups.push([note]);
  }
  return groups;
}

function pointOf(desk, cluster, x, open) {
  const [first] = cluster;
  const many = cluster.length > 1;
  const person = lanePeople(desk.review).find((one) => one.id === first.author);
  const talk = cluster.some((note) => note.talk);
  const name = many ? `${cluster.length} notes from ${moment(first.at_ms)}` : nameOf(first);
  const mark = element("button", { type: "button", class: `point${talk ? " talk" : ""}${many ? " many" : ""}`, tabindex: "-1", "aria-label": name, title: name, "data-note": first.id }, shapeOf(person));
  if (many) mark.append(element("span", { text: String(cluster.length) }));
  mark.style.left = `${(x(first.at_ms) + x(cluster.at(-1).at_ms)) / 2}px`;
  mark.addEventListener("click", () => open(cluster));
  return mark;
}

function barOf(note, x, open) {
  const bar = element("button", { type: "button", class: note.talk ? "bar-mark talk" : "bar-mark", tabindex: "-1", "aria-label": nameOf(note), title: nameOf(note), "data-note": note.id });
  bar.style.left = `${x(note.at_ms)}px`;
  bar.style.width = `${x(note.to_ms) - x(note.at_ms)}px`;
  bar.addEventListener("click", () => open(note));
  return bar;
}

function nameOf(note) {
  const text = note.text.length > 80 ? `${note.text.slice(0, 79)}…` : note.text;
  return `${moment(note.at_ms, note.to_ms)}${note.talk ? ", to talk about" : ""}: ${text}`;
}

function select(desk, note) {
  desk.player.seek(note.at_ms);
  desk.emit("select", note.id);
}

/** One tab stop a lane; the arrows go from mark to mark. */
function rove(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const here = event.target.closest?.(".lane button");
  if (!step || !here) return;
  const all = [...here.parentElement.querySelectorAll("button")].sort((a, b) => parseFloat(a.style.left) - parseFloat(b.style.left));
  const next = all[all.indexOf(here) + step];
  if (next) {
    here.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
  event.preventDefault();
  event.stopPropagation();
}

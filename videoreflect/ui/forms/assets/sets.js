// Both sets of notes side by side along the margin line.
import { avatar, button, el, icon } from "./dom.js";
import { noteCard, together } from "./notecard.js";
import { clock, count, hour } from "./words.js";

const FILTERS = { all: "All", both: "Where we both stopped", talk: "To talk about" };

/** Draw both sets. `play(at)` shows a moment; `agenda()` leads on. */
export function sets(place, { review, notes, moments, play, agenda }, filter = "all") {
  const groups = together(notes);
  const both = groups.filter(isBoth);
  const shown = { all: groups, both, talk: groups.filter((group) => group.notes.some((note) => note.talk)) }[filter];
  const tabs = Object.entries(FILTERS).map(([name, words]) => button(name === "all" ? `${words} ${notes.length}` : words, () => sets(place, { review, notes, moments, play, agenda }, name), { size: "sm", kind: name === filter ? "on" : "", "aria-pressed": String(name === filter) }));
  place.replaceChildren(reveal(review, notes, moments, agenda),
    el("section", { class: "card", "aria-label": "Notes side by side" },
      el("div", { class: "row wrap small setsbar" }, el("span", {}, el("b", {}, count(both.length, "moment")), el("span", { class: "muted" }, " where you both stopped")), el("span", { class: "sp" }), tabs),
      el("div", { class: "pair" }, shown.length ? shown.flatMap((group) => pair(group, review, play)) : el("p", { class: "emp lft" }, "No note here"))));
}

const isBoth = (group) => new Set(group.notes.map((note) => note.mine)).size === 2;

function reveal(review, notes, moments, agenda) {
  const other = review.readiness.others[0];
  const person = review.people.find((one) => one.id === other?.person);
  const theirs = notes.filter((note) => !note.mine).length;
  return el("section", { class: "card reveal sq", "aria-label": "Ready" },
    el("div", { class: "row" }, avatar(review.me, "lg"), ready("You", notes.length - theirs, review.readiness.mine_ms)),
    moments.length ? button(`Go to the agenda: ${count(moments.length, "moment")}`, agenda, { kind: "p", icon: "talk" }) : el("span", { class: "small muted" }, "Nothing is marked to talk about."),
    person ? el("div", { class: "row r" }, ready(person.first_name, theirs, other.ready_ms), avatar(person, "lg")) : el("span"));
}

function ready(name, number, when) {
  const said = when ? `, said ready ${hour(when)}` : "";
  return el("div", {}, el("b", {}, name), " ", el("span", { class: "badge ok" }, icon("check", "s"), "Ready"), el("p", { class: "xs muted" }, `${count(number, "note")}${said}`));
}

function pair(group, review, play) {
  const both = isBoth(group);
  const time = group.at === null ? "whole lesson" : clock(group.at);
  const middle = el("div", { class: "mid" },
    group.at === null ? el("span", { class: "tm" }, time) : el("button", { type: "button", class: `tm ${both ? "both" : ""}`, "aria-label": `Play ${time}`, onclick: () => play(group.at) }, icon("play", "s"), time),
    both ? el("span", { class: "both-l" }, "you both stopped") : null);
  const side = (mine, place) => {
    const found = group.notes.filter((note) => note.mine === mine);
    if (!found.length) return el("div", { class: `emp desk ${place}` }, "no note here");
    return el("div", { class: `${place} stack column` }, found.map((note) => noteCard(note, review.people.find((one) => one.id === note.author), review.me)));
  };
  return [middle, side(true, "lft"), side(false, "rgt")];
}

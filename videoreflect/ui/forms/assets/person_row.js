// One person: name and standing; opened, the words of their keys and what may be done about them.
import { avatar, button, el, icon, tell } from "./dom.js";
import { get, post, remove } from "./api.js";
import { busy, refusal } from "./fields.js";
import { count, listed, longDayOf } from "./words.js";

/** A row of the list. `changed(open)` draws the page anew, with the row of person `open` opened. */
export function personRow(one, me, open, changed) {
  const mine = one.id === me.id;
  const face = [avatar(one, "lg"), el("span", { class: "who-is" }, el("span", { class: "b" }, one.name), chips(one, mine))];
  if (!one.words.length && !one.may.length) return el("li", {}, el("div", { class: "person" }, face));
  const inside = el("div", { class: "about-person fields" });
  const fold = el("details", { open }, el("summary", { class: "person" }, face, icon("down")), inside);
  fill(inside, one, mine, changed);
  return el("li", {}, fold);
}

function chips(one, mine) {
  const standing = {
    invited: ["info", "clock", `Invited until ${longDayOf(one.invited_until_ms ?? 0)}`], unconfirmed: ["warn", "info", "Words not compared yet"],
    removed: ["none", "x", "Removed"],
  }[one.standing];
  const all = [mine ? ["ok", "person", "You"] : null, one.looks_after ? ["none", "shield", "Looks after this vault"] : null, standing];
  return el("span", { class: "row wrap" }, all.filter(Boolean).map(([look, picture, words]) => el("span", { class: `badge ${look}` }, icon(picture, "s"), words)));
}

function fill(place, one, mine, changed) {
  const words = one.words.length ? [el("p", { class: "small" }, sense(one, mine)), el("ol", { class: "eight", "aria-label": `Words of ${one.name}` }, one.words.map((word) => el("li", {}, word)))] : null;
  const refused = el("div");
  const acts = [
    one.may.includes("confirm") ? confirming(one, refused, changed) : null,
    one.may.includes("withdraw") ? withdrawing(one, refused, changed) : null,
    one.may.includes("remove") ? button("Remove…", () => removing(place, one, changed), { kind: "q", "aria-label": `Remove ${one.name}…` }) : null,
  ].filter(Boolean);
  place.replaceChildren(...[words, refused, acts.length ? el("div", { class: "ends" }, acts) : null].flat().filter(Boolean));
}

function sense(one, mine) {
  if (mine) return "These words stand for your keys. Read them out to somebody who wants to be sure that it is you.";
  if (one.standing === "unconfirmed") return `Compare these words with ${one.first_name}, in person or in a call in which you know the voice. ${one.first_name} finds them on this page, under their own name.`;
  return `These words stand for the keys of ${one.first_name}. You can compare them in person at any time.`;
}

function confirming(one, refused, changed) {
  const same = button("The words are the same", () => busy(same, refused, async () => {
    await post(`people/${one.id}/confirmation`, { words: one.words });
    changed(one.id);
  }), { icon: "check" });
  const differ = button("They differ", () => refused.replaceChildren(tell("warn", `Then do not share anything with ${one.first_name} yet: somebody else may have used the code. Remove this person and invite them again, handing the code over in person.`)), { kind: "q" });
  return [same, differ];
}

function withdrawing(one, refused, changed) {
  const take = button("Take back the invitation", () => busy(take, refused, async () => {
    await remove(`people/${one.id}/invitation`);
    changed();
  }), { "aria-label": `Take back the invitation of ${one.name}` });
  return take;
}

/** First what it would end, then the button that does it. */
async function removing(place, one, changed) {
  const keep = button("Keep", () => { fill(place, one, false, changed); place.querySelector(".ends button")?.focus(); }, { kind: "q" });
  try {
    const { holdings } = await get(`people/${one.id}/removal`);
    place.replaceChildren(...question(one, holdings, keep, changed));
    place.querySelector("h3").focus();
  } catch (error) {
    place.replaceChildren(refusal(error), el("div", { class: "ends" }, keep));
  }
}

function question(one, holdings, keep, changed) {
  const [owned, opened] = [holdings.filter((held) => held.owns), holdings.filter((held) => !held.owns)];
  const refused = el("div");
  const away = el("input", { type: "checkbox" });
  const decide = button(`Remove ${one.first_name}`, () => busy(decide, refused, async () => {
    await post(`people/${one.id}/removal`, { cannot_come: away.checked });
    changed();
  }), { kind: "stop" });
  const stays = owned.length ? [
    el("p", { class: "small" }, `${one.first_name} owns ${count(owned.length, "lesson")}${titles(owned)}. ${one.first_name} hands ${owned.length === 1 ? "it over or erases it" : "them over or erases them"} first; you cannot do that for them.`),
    el("label", { class: "tick" }, away, el("span", {}, `${one.first_name} cannot come any more. Remove them, and their lessons stay sealed.`)),
  ] : [];
  const ends = opened.length ? `${one.first_name} can open ${count(opened.length, "lesson")}${titles(opened)}. That ends for each as soon as its owner is signed in.` : `No lesson is shared with ${one.first_name}.`;
  return [el("h3", { tabindex: "-1" }, `Remove ${one.name}?`), el("p", { class: "small" }, "Their passphrase and recovery code open nothing any more, at once. What they released in lessons stays there. What they may have copied cannot be taken back."),
    el("p", { class: "small" }, ends), stays, refused, el("div", { class: "ends" }, decide, keep)].flat();
}

/** “: “Forces on a ramp” and 2 others”; those that I cannot open have no title here. */
function titles(held) {
  const known = held.map((one) => one.title).filter(Boolean).slice(0, 3).map((title) => `“${title}”`);
  const more = held.length - known.length;
  if (!known.length) return "";
  return `: ${listed(more ? [...known, count(more, "other")] : known)}`;
}

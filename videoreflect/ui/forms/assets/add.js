// Add a lesson: the files, what it is about, the people in the picture. The upload starts at once and goes on meanwhile.
import { back, bar, button, el, icon, tell } from "./dom.js";
import { Refusal, get, post } from "./api.js";
import { busy, field } from "./fields.js";
import { agreement, allows } from "./agreement.js";
import { add, arriving, chosen, drop, forget, onChange, settled } from "./upload.js";
import { ACCEPTED, endOfSchoolYear, titleFrom } from "./picking.js";
import { openWhenReady } from "./watching.js";
import { left, longDay, percent, size, today } from "./words.js";

/** Draw the page. */
export default function addLesson(stage) {
  const page = el("div", { class: "page" });
  stage.box.append(page);
  let ended = () => {};
  Promise.all([get("people"), get("keeping"), get("school")]).then(
    ([{ me, people }, usual, school]) => { if (!stage.gone) ended = build(stage, page, people.filter((one) => one.id !== me.id && one.standing !== "removed"), usual, school); },
    (error) => page.append(tell("stop", error.message)));
  return () => ended();
}

function build(stage, page, others, usual, school) {
  const source = files();
  const about = aboutFields();
  const side = el("aside", { class: "side card pad" });
  const kept = keptUntil(usual);
  const people = agreement({ people: others, school, changed: () => follow() });
  const follow = () => side.replaceChildren(...sideOf(people.read(), others));
  const refused = el("div", { class: "told" });
  const adding = (watch) => keep(stage, source, about, people, kept, refused, watch);
  const watch = button("Add and watch", () => busy(watch, refused, () => adding(true)), { kind: "p", title: "It opens and plays as soon as it is ready" });
  const save = button("Add the lesson", () => busy(save, refused, () => adding(false)));
  const card = el("div", { class: "card" },
    section(1, "The recording", source.node, true), section(2, "About the lesson", about.node), section(3, "The people in the picture", people.node), section(4, "How long it is kept", kept.node),
    el("div", { class: "addend" }, refused, watch, save, button("Cancel", () => stage.go("library"), { kind: "q" }), el("span", { class: "sp" }), el("span", { class: "xs muted desk" }, "Nothing leaves this device.")));
  page.append(back("Lessons", () => stage.go("library")), el("div", { class: "row head" }, el("h1", {}, "Add a lesson")), el("div", { class: "two" }, card, side));
  follow();
  about.suggest();
  const stop = onChange(about.suggest);
  return () => { stop(); source.ended(); };
}

function section(number, title, node, first = false) {
  return el("section", { class: "sec", "aria-label": title }, el("span", { class: `num ${first ? "now" : ""}`, "aria-hidden": "true" }, String(number)),
    el("div", { class: "fields" }, first ? el("h2", { class: "sr" }, title) : el("h2", {}, title), node));
}

function sideOf(given, others) {
  const end = given?.until ? el("p", { class: "small muted foot" }, icon("cal", "s"), " Holds until ", el("b", {}, longDay(given.until)), ". After that everything but your own watching is locked until you record a new date.") : null;
  return [el("h2", {}, "What this allows"), el("p", { class: "small muted" }, "It follows from what you record about the people in the picture."), allows(given, others), end].filter(Boolean);
}

function aboutFields() {
  const fields = {
    title: field({ name: "title", label: "Title", most: 300, needed: "A lesson needs a title. Type a few words that you will recognise later." }),
    date: field({ name: "date", kind: "date", label: "Date", value: today() }),
    class_name: field({ name: "class_name", label: "Class", most: 300 }),
    subject: field({ name: "subject", label: "Subject", most: 300 }),
    focus: field({ name: "focus", label: "Focus", note: "what you want to look at, if you know it yet", most: 300 }),
  };
  const { title, date, class_name: group, subject, focus } = fields;
  let suggested = "";
  /** While nobody has written a title, the file's own words are one. */
  const suggest = () => {
    const words = titleFrom(chosen()[0]?.name ?? "");
    if (title.read() !== suggested) return;
    title.write(words);
    suggested = words;
  };
  return { fields, suggest, node: el("div", { class: "fields" }, title.node, el("div", { class: "g3" }, date.node, group.node, subject.node), focus.node) };
}

/** Until when: the school's day, or one that is asked for, or the choice that it is not decided yet. */
function keptUntil({ until, grace_days: grace }) {
  const gone = grace ? `After that day it closes to everybody; ${grace === 1 ? "a day" : `${grace} days`} later it is erased.` : "After that day it closes to everybody and is erased.";
  const day = field({ name: "keep_until", kind: "date", label: "Keep until", value: until ?? endOfSchoolYear(today()), earliest: today(), hint: `${until ? "As your school says. " : "Proposed: the end of the school year. "}${gone} You are told before.` });
  const open = until ? null : field({ name: "undecided", kind: "tick", label: "Not decided yet: keep it until I say a day or erase it" });
  open?.node.addEventListener("change", () => open.read() && day.write(""));
  day.node.addEventListener("input", () => day.read() && open?.write(false));
  return {
    node: el("div", { class: "fields" }, day.node, open?.node),
    read: () => ({ keep_until: day.read() || null, undecided: !day.read() && Boolean(open?.read()) }),
    check() {
      const missing = !day.read() && !open?.read();
      day.blame(missing ? (open ? "Choose a day, or tick that it is not decided yet." : "Choose a day. Your school keeps every lesson until one.") : "");
      if (missing) day.focus();
      return !missing;
    },
  };
}

/** Save it; what still arrives is waited for, also while other pages are shown. */
async function keep(stage, source, about, people, kept, place, watch) {
  if (!about.fields.title.check()) { about.fields.title.focus(); return; }
  if (!people.check()) throw new Refusal(400, { sentence: "Look at the marked fields about the people in the picture." });
  if (!kept.check()) return;
  const values = Object.fromEntries(Object.values(about.fields).map((one) => [one.name, one.read()]));
  const agreed = people.read();
  if (arriving().length) {
    place.replaceChildren(tell("ok", "The lesson is added as soon as the recording is here. Keep this window open."));
    await settled();
  }
  const { job } = await post("lessons", { ...source.read(), ...values, ...kept.read(), ...(agreed ? { agreement: agreed } : {}) });
  forget();
  if (watch && !stage.gone) openWhenReady(job, true);
  if (!stage.gone) stage.go("library");
}

/** The files of this lesson in their order, or paths on this device. */
function files() {
  const list = el("div", { class: "filelist" });
  const path = field({ name: "paths", label: "Path of a file on this computer", hint: "The file is read where it lies; nothing is copied in clear.", placeholder: "Videos/lesson.mp4" });
  const byPath = el("div", { hidden: true }, path.node);
  const input = el("input", { type: "file", multiple: true, accept: ACCEPTED, hidden: true, "aria-label": "Choose a recording" });
  input.addEventListener("change", () => { [...input.files].forEach(add); input.value = ""; });
  const drop = el("div", { class: "drop sq" });
  const draw = () => { list.replaceChildren(...chosen().map(fileRow)); drop.replaceChildren(...dropWords(input, byPath, chosen().length)); };
  acceptDrops(drop);
  const stop = onChange(draw);
  draw();
  return { node: el("div", {}, list, drop, input, byPath), read: () => readFiles(path, byPath), ended: stop };
}

function readFiles(path, byPath) {
  const typed = byPath.hidden ? "" : path.read().trim();
  if (typed) return { paths: [typed] };
  const missing = chosen().find((one) => one.state !== "here");
  if (missing) throw new Refusal(409, { sentence: `“${missing.name}” is not complete. Choose the same file again to go on, or remove it.` });
  if (!chosen().length) throw new Refusal(400, { sentence: "Choose a recording first." });
  return { uploads: chosen().map((one) => one.upload) };
}

function dropWords(input, byPath, some) {
  const choose = button(some ? "Add another part" : "Choose a file", () => input.click(), some ? { icon: "plus", size: "sm" } : {});
  if (some) return [el("div", { class: "row wrap" }, choose, el("span", { class: "xs muted" }, "Several files become one lesson, in this order."))];
  const other = el("button", { type: "button", class: "link small", onclick: () => { byPath.hidden = false; byPath.querySelector("input").focus(); } }, "or give a path on this computer");
  return [icon("file", "l"), el("p", {}, el("b", {}, "Drop a recording here")), el("p", { class: "small muted" }, "Any phone or camera file, video or sound only. It is encrypted as it arrives."), choose, other];
}

function acceptDrops(place) {
  place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("over"); });
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => { event.preventDefault(); place.classList.remove("over"); [...event.dataTransfer.files].forEach(add); });
}

function fileRow(entry) {
  const share = entry.size ? entry.received / entry.size : 0;
  const remove = button("", () => drop(entry), { kind: "i", "aria-label": `Stop and remove ${entry.name}` });
  remove.append(icon("x"));
  return el("div", { class: "filerow" }, el("div", { class: "th ghost" }, icon("file", "l")),
    el("div", {}, el("div", { class: "row small" }, el("span", { class: "b" }, entry.name), el("span", { class: "muted nowrap" }, size(entry.size)), el("span", { class: "sp" }), el("span", { class: "tn muted nowrap" }, percent(share))),
      bar(share, `Arriving: ${entry.name}`), el("p", { class: entry.state === "failed" ? "wrong" : "xs muted" }, stateWords(entry))), remove);
}

function stateWords(entry) {
  return {
    waiting: "Waits for its turn.",
    sending: `Being encrypted as it arrives. ${left(entry.secondsLeft)} Fill in the rest meanwhile.`,
    here: "Here, encrypted.",
    paused: "Not complete yet. Choose the same file again and it goes on from here.",
    failed: entry.wrong,
  }[entry.state];
}

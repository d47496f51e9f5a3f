// The lessons of who is signed in: rows with what is known, what goes on, and the next step.
import { button, consentBadge, el, icon, tell, titled } from "./dom.js";
import { get, post, remove } from "./api.js";
import { clockPlace } from "./clock.js";
import { decisions } from "./decisions.js";
import { finder } from "./finder.js";
import { arriving, isUsed, remember } from "./upload.js";
import { pick, takeDrops } from "./picking.js";
import { forget, lookForIt, openWhenReady, opensByItself } from "./watching.js";
import { schoolChip } from "./school_key.js";
import { isOn, jobProgress, progressLine } from "./progress.js";
import { soundLine } from "./sound_line.js";
import { count, day, hour, lasting, left, percent, size } from "./words.js";

const NEXT = { reflect: "Go on", share: "Go on", consent: "Record consent", wait: "Open", talk: "Go to the talk", "": "Open" };
const LEADS_TO = { consent: "consent", talk: "talk" };
const SHOWN = { transcribing: "Writing the transcript", translating: "Writing it in English", passage: "Writing a passage again", guessing: "Guessing who speaks", protecting: "Protecting it again after sharing ended" };
const STOPPED = ["locked", "withdrawn", "ended"];
const BEHIND_MS = 2000;
const SORTS = { newest: "Newest first", oldest: "Oldest first", title: "By title" };

/** Draw the library. */
export default function library(stage) {
  const state = { cards: [], behind: 0, jobs: [], uploads: [], list: "mine", sort: "newest", loaded: false, asked: 0, live: new Map(), waves: new Map() };
  const body = el("div");
  const decide = decisions(stage, async () => { await load(state).catch(() => {}); draw(); });
  const clock = clockPlace(stage);
  const find = finder(stage, (on) => { body.hidden = on; });
  find.field.hidden = true;
  // The field stands apart from what is drawn anew, so that nobody loses what they are typing.
  const head = heading(stage);
  stage.box.append(el("div", { class: "page" }, head.root, clock.place, decide.place, find.field, find.status, find.results, body));
  takeDrops(stage);
  const draw = () => {
    if (stage.gone) return;
    lookForIt(stage, state.jobs);
    state.live.clear();
    find.field.hidden = !state.cards.length;
    head.add.hidden = !hasAnything(state);   // the empty page has this button in its middle
    body.replaceChildren(...contents(stage, state, draw));
  };
  load(state).then(() => { if (!state.cards.some((card) => card.mine) && state.cards.length) state.list = "theirs"; draw(); decide.ask(); clock.ask(); }, (error) => body.replaceChildren(tell("stop", error.message)));
  const watch = setInterval(() => follow(stage, state, draw), 1000);
  // What another window did, such as erasing a lesson, shows as soon as somebody comes back to this one.
  const back = () => { if (!document.hidden && state.loaded && Date.now() - state.asked > BEHIND_MS) { catchUp(state, draw); decide.ask(); } };
  const came = new AbortController();
  for (const [place, name] of [[window, "focus"], [document, "visibilitychange"]]) place.addEventListener(name, back, { signal: came.signal });
  return () => { clearInterval(watch); came.abort(); find.ended(); forget(); };
}

async function load(state) {
  const [{ lessons, behind = 0 }, { jobs }, { uploads }] = await Promise.all([get("lessons"), get("jobs"), get("uploads")]);
  Object.assign(state, { cards: lessons, behind, jobs, uploads: uploads.filter((one) => !isUsed(one.upload)), loaded: true, asked: Date.now() });
}

/** Ask for the jobs while any goes on, and bring what is drawn up to date; a job that came or ended changes the list. */
async function follow(stage, state, draw) {
  const going = state.jobs.filter(isOn);
  if (state.behind && !document.hidden && Date.now() - state.asked > BEHIND_MS) { await catchUp(state, draw); return; }
  if (!state.loaded || (!going.length && !arriving().length) || document.hidden) return;
  const { jobs } = await get("jobs").catch(() => ({ jobs: state.jobs }));
  const changed = namesOf(jobs) !== namesOf(state.jobs);
  state.jobs = jobs;
  lookForIt(stage, jobs);
  if (changed) {
    await load(state).catch(() => {});
    draw();
  }
  for (const one of [...jobs, ...arriving()]) state.live.get(one.job ?? one.upload)?.(one);
}

/** Ask again for the list while lessons are still being opened. */
async function catchUp(state, draw) {
  state.asked = Date.now();
  await load(state).catch(() => {});
  draw();
}

const namesOf = (jobs) => jobs.map((job) => job.job + job.state).join();

function contents(stage, state, draw) {
  if (!hasAnything(state)) return [welcome(stage, () => load(state).then(draw))];
  const [mine, theirs] = [state.cards.filter((card) => card.mine || card.damaged), state.cards.filter((card) => !card.mine && !card.damaged)];
  const shown = sorted(state.list === "mine" ? mine : theirs, state.sort);
  const rows = shown.map((card) => row(stage, card, state, draw));
  if (state.list === "mine") rows.unshift(...addingRows(stage, state, draw));
  const label = state.list === "mine" ? "Your lessons" : "Shared with you";
  const body = rows.length
    ? el("section", { class: "card", "aria-label": label }, rows)
    : el("section", { class: "card sq empty", "aria-label": label }, icon("book", "l"), el("p", {}, nothing(state.list)));
  const behind = state.behind ? el("p", { class: "small muted", role: "status" }, `The list is being brought up to date: ${count(state.behind, "lesson")} to go.`) : null;
  return [lists(state, mine, theirs, draw), ...(behind ? [behind] : []), el("h2", { class: "sr" }, label), body];
}

const hasAnything = (state) => state.cards.length || state.behind || state.uploads.length || state.jobs.some((job) => job.kind === "adding");
const nothing = (list) => list === "mine" ? "Your lessons will be here." : "What others share with you will be here.";

function heading(stage) {
  const add = button("Add a lesson", () => addNow(stage), { kind: "p", icon: "plus" });
  return { root: el("div", { class: "row head" }, el("h1", {}, "Lessons"), el("span", { class: "sp" }), add), add };
}

/** The form opens, and with it the choice of a file: one press less. */
function addNow(stage) {
  stage.go("add");
  pick();
}

function welcome(stage, reload) {
  const told = el("div", { "aria-live": "polite" });
  return el("section", { class: "card sq empty" }, el("h2", {}, "Your lessons will be here"),
    el("p", {}, "Add a recording of a lesson. It is encrypted on this device as it arrives, and only you can open it until you decide otherwise."),
    el("div", { class: "row" },
      button("Add your first lesson", () => addNow(stage), { kind: "p", icon: "plus" }),
      button("Try it with a made-up lesson", () => trySample(told, reload))), told);
}

function trySample(told, reload) {
  return post("sample-lesson").then(({ job }) => { openWhenReady(job, false); return reload(); }).catch((error) => told.replaceChildren(tell("stop", error.message)));
}

function lists(state, mine, theirs, draw) {
  const tab = (name, words, number) => el("button", { type: "button", class: "tab", "aria-pressed": String(state.list === name), onclick: () => { state.list = name; draw(); } }, words, " ", el("span", { class: "faint" }, String(number)));
  const sort = el("select", { class: "sort desk", "aria-label": "Order", onchange: () => { state.sort = sort.value; draw(); } },
    Object.entries(SORTS).map(([value, words]) => el("option", { value, selected: value === state.sort }, words)));
  return el("div", { class: "row small lists" }, tab("mine", "Yours", mine.length), tab("theirs", "Shared with you", theirs.length), el("span", { class: "sp" }), sort);
}

function sorted(cards, sort) {
  if (sort === "newest") return cards;
  const copy = [...cards];
  if (sort === "title") return copy.sort((one, other) => one.title.localeCompare(other.title, "en-GB"));
  return copy.reverse();
}

function row(stage, card, state, draw) {
  if (card.damaged) return closedRow(card);
  const open = () => stage.go("review", card.id);
  const title = el("h3", {}, el("button", { type: "button", class: "open-title", onclick: open }, titled(card.title)));
  const meta = [card.class_name, card.subject, day(card.date), lasting(card.duration_ms), card.recording_erased ? "recording erased" : "", card.mine ? "" : `shared by ${card.owner_name}`];
  const job = jobOf(card, state.jobs);
  return el("article", { class: "lr" }, poster(card),
    el("div", {}, title, el("p", { class: "small muted" }, meta.filter(Boolean).join(" · ")), el("div", { class: "row wrap badges" }, [consentBadge(card.badge, card.mine ? () => stage.go("consent", card.id) : null), askedChip(stage, card), card.school_key ? schoolChip() : null].filter(Boolean))),
    el("div", { class: "mid" }, job ? progress(state, job, SHOWN[job.kind], "You can watch and make notes now.", draw) : [soundLine(card, state.waves), el("p", { class: "xs muted" }, notes(card))].filter(Boolean)),
    el("div", { class: "act" }, nextButton(stage, card)));
}

/** A member asks the owner to record something. */
function askedChip(stage, card) {
  if (!card.requests) return null;
  const words = count(card.requests, "request");
  return el("button", { type: "button", class: "badge warn", onclick: () => stage.go("consent", card.id), "aria-label": `${words} waiting: ${card.title}` }, icon("info", "s"), `${words} waiting`);
}

/** What goes on with a lesson: the newest of what runs; else what ended early and was not tried again. */
function jobOf(card, jobs) {
  const about = jobs.filter((one) => one.lesson === card.id && SHOWN[one.kind]);
  const last = about.at(-1);
  return about.findLast(isOn) ?? (last?.state === "failed" ? last : null);
}

function nextButton(stage, card) {
  const stopped = card.mine && (card.requests > 0 || STOPPED.includes(card.badge.kind));
  const words = stopped ? "See what to do" : NEXT[card.next_step] ?? "Open";
  const where = stopped ? "consent" : LEADS_TO[card.next_step] ?? "review";
  return button(words, () => stage.go(where, card.id), { "aria-label": `${words}: ${card.title}` });
}

function poster(card) {
  if (!card.has_picture) return el("div", { class: "th ghost" }, icon("sound", "l"), el("span", { class: "sr" }, card.recording_erased ? "Recording erased" : "Sound only"));
  const picture = el("img", { src: `/vr/lessons/${card.id}/poster`, alt: "", loading: "lazy" });
  const frame = el("div", { class: "th" }, picture);
  picture.addEventListener("error", () => { frame.className = "th ghost"; frame.replaceChildren(icon("file", "l")); });
  return frame;
}

function notes(card) {
  if (card.next_step === "talk") return `Both sets are open: ${count(card.note_count, "note")}.`;
  if (!card.note_count) return card.mine ? "No notes yet. Only you can open this." : "No notes of yours yet.";
  const words = `${count(card.note_count, "note")} of yours`;
  return card.next_step === "wait" ? `${words}. You are ready; the other is not yet.` : `${words}, all private.`;
}

function closedRow(card) {
  return el("article", { class: "lr" }, el("div", { class: "th ghost" }, icon("lock", "l")),
    el("div", {}, el("h3", {}, "A lesson that cannot be opened"), el("p", { class: "small muted" }, card.damaged)), el("div", { class: "mid" }), el("div", { class: "act" }));
}

function progress(state, job, words, meanwhile, draw) {
  const made = jobProgress(job, job.state === "failed" ? `${words} ended early` : words, meanwhile, async () => { await load(state).catch(() => {}); draw(); });
  state.live.set(job.job, made.update);
  return made.node;
}

function addingRows(stage, state, draw) {
  const here = new Map(arriving().map((one) => [one.upload, one]));
  const jobs = state.jobs.filter((job) => job.kind === "adding" && (isOn(job) || job.state === "failed"));
  return [
    ...state.uploads.map((upload) => uploadRow(stage, upload, here.get(upload.upload), state, draw)),
    ...jobs.map((job) => job.state === "failed" ? failedRow(job, state, draw) : addingRow(job, state, draw)),
  ];
}

function addingRow(job, state, draw) {
  return el("article", { class: "lr" }, el("div", { class: "th ghost" }, icon("file", "l")),
    el("div", {}, el("h3", {}, job.title), el("p", { class: "small muted" }, "Being added")),
    el("div", { class: "mid" }, progress(state, job, "Getting it ready", opensByItself(job.job) ? "It opens by itself when it is ready. Press any key to stay here." : "You can go on with other things.", draw)), el("div", { class: "act" }));
}

function failedRow(job, state, draw) {
  const takeOff = async () => { await remove(`jobs/${job.job}`).catch(() => {}); await load(state).catch(() => {}); draw(); };
  return el("article", { class: "lr" }, el("div", { class: "th ghost" }, icon("file", "l")),
    el("div", {}, el("h3", {}, job.title), el("p", { class: "small muted" }, "Not added")),
    el("div", { class: "mid" }, el("p", { class: "small", role: "status" }, job.sentence)),
    el("div", { class: "act" }, button("Take it off the list", takeOff, { "aria-label": `Take it off the list: ${job.title}` })));
}

function uploadRow(stage, upload, here, state, draw) {
  const share = upload.size ? upload.received / upload.size : 0;
  const until = `Kept until ${day(new Date(upload.dropped_ms).toISOString().slice(0, 10))}, ${hour(upload.dropped_ms)}.`;
  const middle = here ? arrivingLine(state, here) : el("p", { class: "xs muted" }, `${percent(share)} is here, encrypted. ${until}`);
  const goOn = () => { remember(upload); stage.go("add"); };
  const drop = async () => { await remove(`uploads/${upload.upload}`).catch(() => {}); await load(state).catch(() => {}); draw(); };
  return el("article", { class: "lr" }, el("div", { class: "th ghost" }, icon("file", "l")),
    el("div", {}, el("h3", {}, upload.name), el("p", { class: "small muted" }, `${size(upload.size)}, not a lesson yet`)),
    el("div", { class: "mid" }, middle),
    el("div", { class: "act" }, button("Go on", goOn, { "aria-label": `Go on with ${upload.name}` }), here ? null : button("Drop", drop, { kind: "q", size: "sm", "aria-label": `Drop ${upload.name}` })));
}

function arrivingLine(state, here) {
  const line = progressLine("Arriving");
  const update = (now) => line.update(now.size ? now.received / now.size : 0, `${left(now.secondsLeft)} Keep this window open.`.trim());
  update(here);
  state.live.set(here.upload, update);
  return line.node;
}

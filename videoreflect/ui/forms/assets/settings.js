// What is stored where, looking after the vault, what runs, the speech models, when the app locks itself.
import { button, el, tell } from "./dom.js";
import { get, post } from "./api.js";
import { CARE, careCards } from "./care.js";
import { clockPlace } from "./clock.js";
import { codebooksCard } from "./codebooks.js";
import { erasedCard } from "./erased.js";
import { modelsCard } from "./models.js";
import { isOn, jobProgress } from "./progress.js";
import { rightsCard } from "./rights.js";
import { yourSchoolCard } from "./school.js";
import { schoolCard } from "./school_key.js";
import { count, size } from "./words.js";
import { writingTimesCard } from "./writing_times.js";

const KINDS = {
  adding: (title) => `Adding ${title}`, transcribing: (title) => `Writing the transcript of ${title}`, translating: (title) => `Writing ${title} in English`,
  passage: (title) => `Writing a passage of ${title} again`,
  protecting: (title) => `Protecting “${title}” again after sharing ended`,
};
const STATES = { done: "Finished", failed: "Ended early", stopped: "Stopped", paused: "Paused" };

/** Draw the page. */
export default function settings(stage) {
  const [stored, about, jobs] = [el("div", { class: "aside" }), el("div", { class: "aside" }), el("section", { class: "card pad fields", "aria-label": "Running now" })];
  const held = { names: null, live: new Map() };
  const follow = () => get("jobs").then((found) => { drawJobs(jobs, found.jobs.filter((job) => !CARE[job.kind]), held); care.follow(found.jobs); }, () => {});
  const care = careCards(() => follow());
  const clock = clockPlace(stage);
  const models = modelsCard();
  const main = el("div", { class: "aside" }, clock.place, stored, yourSchoolCard(), rightsCard(), models.node, writingTimesCard(), codebooksCard(), ...care.nodes, schoolCard(), erasedCard(), about);
  const page = el("div", { class: "page" }, el("div", { class: "row head" }, el("h1", {}, "Settings")), el("div", { class: "two" }, main, el("aside", { class: "side aside" }, jobs, quitCard())));
  stage.box.append(page);
  get("about").then((found) => { stored.replaceChildren(whereCard(found)); about.replaceChildren(...cards(found)); }, (error) => about.replaceChildren(tell("stop", error.message)));
  follow();
  clock.ask();
  const watch = setInterval(() => document.hidden || follow(), 2000);
  return () => { clearInterval(watch); models.ended(); };
}

const whereCard = (about) => card("What is stored where", facts([
  ["Folder", about.vault], ["Inside", `${count(about.lessons, "lesson")}, ${size(about.vault_bytes)}, all encrypted`],
  ["Leaves this device", "Nothing. No account, no cloud, no reports."],
]));

function cards(about) {
  return [
    card("Lock", el("p", {}, `The app locks itself after ${Math.round(about.lock_after_ms / 60000)} minutes without a key press, a click or a clip that plays. Drafts are kept.`)),
    el("p", { class: "small muted" }, `videoreflect ${about.version}`),
  ];
}

const card = (title, body) => el("section", { class: "card pad fields", "aria-label": title }, el("h2", {}, title), body);
const facts = (pairs) => el("dl", { class: "facts" }, pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));

/** The list is drawn anew only when a job came, started or ended; else its numbers are brought up to date. */
function drawJobs(place, jobs, held) {
  const names = jobs.map((job) => job.job + job.state).join();
  if (held.names === names) { jobs.forEach((job) => held.live.get(job.job)?.(job)); return; }
  held.names = names;
  held.live.clear();
  const rows = jobs.map((job) => el("li", {}, isOn(job) ? goingOn(job, held) : ended(job)));
  place.replaceChildren(el("h2", {}, "Running now"), rows.length ? el("ul", { class: "fields" }, rows) : el("p", { class: "small muted" }, "Nothing. Transcripts, new lessons and lessons that are protected again are shown here while it goes on."));
}

const wordsFor = (job) => KINDS[job.kind]?.(job.title) ?? job.title;

function goingOn(job, held) {
  const made = jobProgress(job, wordsFor(job), "", () => {});
  held.live.set(job.job, made.update);
  return made.node;
}

function ended(job) {
  return [el("p", { class: "small b" }, wordsFor(job)), el("p", { class: "xs muted" }, [`${STATES[job.state]}.`, job.sentence].filter(Boolean).join(" "))];
}

function quitCard() {
  const end = button("Lock and quit", async () => {
    await post("quit").catch(() => {});
    location.assign("/vr/sign-in");
  });
  return card("Quit", el("div", { class: "fields" }, el("p", { class: "small muted" }, "Locks, ends what is running and stops the app. What was done so far is kept."), el("div", { class: "ends" }, end)));
}

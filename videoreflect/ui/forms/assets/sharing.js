// Who can open one lesson, until when; sharing it with somebody else, ending that, handing the lesson over.
import { avatar, button, el, icon } from "./dom.js";
import { get, post, remove } from "./api.js";
import { why } from "./allowed.js";
import { busy, form } from "./fields.js";
import { isOn, jobProgress } from "./progress.js";
import { schoolChip } from "./school_key.js";
import { listed, longDayOf } from "./words.js";

const PROTECTING = "Protecting this lesson again";
const EVERY_MS = 1000;

/** The card. `told` is what `get("lessons/…/sharing")` answered; `changed()` draws the page anew. */
export function sharingCard(stage, review, told, changed) {
  const place = el("div", { class: "fields" });
  const rest = () => place.replaceChildren(...parts(stage, review, told, place, rest, changed));
  rest();
  return el("section", { class: "card pad fields sharing", "aria-label": "Who can open this lesson" }, el("h2", { tabindex: "-1" }, "Who can open this lesson"),
    taking(stage, told, changed), list(stage, review, told, changed), told.school_key ? school() : null, running(stage, told.job, changed), place);
}

/** Somebody handed this lesson over to me. */
function taking(stage, told, changed) {
  const givers = told.owners.filter((one) => told.offered_by.includes(one.id));
  if (!givers.length) return null;
  const refused = el("div");
  const take = button("Take it over", () => busy(take, refused, async () => { await post(`lessons/${stage.lesson}/acceptance`); await changed(); }));
  return el("div", { class: "tell ok" }, icon("info"), el("div", { class: "fields" },
    el("p", {}, `${listed(givers.map((one) => one.name))} hands this lesson over to you. It is yours alone as soon as you take it over, or sign in again.`), refused, el("div", { class: "ends" }, take)));
}

function list(stage, review, told, changed) {
  const me = review.me.id;
  const owners = told.owners.map((one) => holder(one, one.id === me ? "You own it" : "Owns it"));
  const others = told.shared.map(({ person, until_ms: until }) => {
    const row = holder(person, [person.id === me ? "You" : "", until ? `until ${longDayOf(until)}` : "without an end date"].filter(Boolean).join(", "));
    if (told.may_end) row.append(ending(stage, person, row, changed));
    return row;
  });
  return el("ul", { class: "holders" }, owners, others);
}

/** Visible on every lesson that has it. */
const school = () => el("div", { class: "fields" }, el("div", {}, schoolChip()), el("p", { class: "small muted" }, "The school’s data protection lead keeps a key with which this lesson can be handed over if its owner has left and cannot come. Using it is written down in the lesson."));

const holder = (person, words) => el("li", {}, avatar(person), el("div", { class: "who-is" }, el("span", { class: "b" }, person.name), el("span", { class: "small muted" }, words)));

/** What it means first, then the button that does it. */
function ending(stage, person, row, changed) {
  const stop = button("Stop sharing", () => {
    stop.hidden = true;
    const asked = question(stage, person, () => { asked.remove(); stop.hidden = false; stop.focus(); }, changed);
    row.append(asked);
    asked.querySelector("h3").focus();
  }, { size: "sm", "aria-label": `Stop sharing with ${person.name}` });
  return stop;
}

function question(stage, person, keep, changed) {
  const refused = el("div");
  const name = person.first_name;
  const decide = button(`Stop sharing with ${name}`, () => busy(decide, refused, async () => {
    await remove(`lessons/${stage.lesson}/sharing/${person.id}`);
    await changed();
  }), { kind: "stop" });
  return el("div", { class: "asked fields" }, el("h3", { tabindex: "-1" }, `Stop sharing with ${person.name}?`),
    el("ul", { class: "means small" },
      el("li", {}, icon("lock", "s"), el("span", {}, `${name} is refused at once, also where the lesson is open on a screen.`)),
      el("li", {}, icon("book", "s"), el("span", {}, `What ${name} released stays in the lesson. Notes that ${name} did not release stay theirs.`)),
      el("li", {}, icon("info", "s"), el("span", {}, `What ${name} may have copied cannot be taken back.`)),
      el("li", {}, icon("clock", "s"), el("span", {}, "The recording is then encrypted again under new keys, in the background."))),
    refused, el("div", { class: "ends" }, decide, button("Keep sharing", keep, { kind: "q" })));
}

/** The recording is written again: shown like every job, and drawn anew when it ends. */
function running(stage, job, changed) {
  if (!isOn(job)) return null;
  const made = jobProgress(job, PROTECTING, "You can go on with other things.", () => changed());
  const follow = async () => {
    if (stage.gone || !made.node.isConnected) return;
    const { jobs } = await get("jobs").catch(() => ({ jobs: [job] }));
    const now = jobs.find((one) => one.job === job.job);
    if (!isOn(now)) { await changed(); return; }
    made.update(now);
    setTimeout(follow, EVERY_MS);
  };
  setTimeout(follow, EVERY_MS);
  return made.node;
}

/** What may be done besides: share with somebody else, hand over. One form at a time. */
function parts(stage, review, told, place, rest, changed) {
  if (!told.may_end) return [];
  const open = (make) => { place.replaceChildren(make(stage, review, told, rest, changed)); place.querySelector("h3").focus(); };
  const share = review.share_candidates.length ? button(told.shared.length ? "Share with somebody else" : "Share it", () => open(sharing), { size: "sm", icon: "plus" }) : null;
  const over = told.may_hand_over_to.length ? button("Hand over this lesson", () => open(handingOver), { kind: "q", size: "sm" }) : null;
  const reason = !share && !told.shared.length ? el("p", { class: "small muted" }, unshared(review.actions.share)) : null;
  return [reason, share || over ? el("div", { class: "ends" }, [share, over].filter(Boolean)) : null].filter(Boolean);
}

/** Why nobody can be chosen: what the policy says, else that nobody else is named. */
const unshared = (action) => why(action) || "To share it, name the person in what was agreed.";

function sharing(stage, review, told, rest, changed) {
  const until = review.consent.until_ms;
  const latest = until === null ? null : new Date(until).toISOString().slice(0, 10);
  const made = form({
    fields: [
      { name: "person", kind: "pick", label: "With", options: review.share_candidates.map((one) => ({ value: one.id, label: one.name })), needed: "Choose somebody." },
      { name: "until", kind: "date", label: "Until", value: latest ?? "", hint: latest ? `The consent ends on ${longDayOf(until)}.` : "" },
    ],
    submit: "Share this lesson", kind: "", cancel: rest,
    send: async ({ person, until: day }) => { await post(`lessons/${stage.lesson}/share`, { person, until: day || null }); await changed(); },
  });
  return el("div", { class: "asked fields" }, el("h3", { tabindex: "-1" }, "Share this lesson"), el("p", { class: "small" }, "They see the video and the words now, and your notes when you have both said “ready”."), made.node);
}

function handingOver(stage, review, told, rest, changed) {
  const made = form({
    fields: [{ name: "person", kind: "pick", label: "To whom", options: told.may_hand_over_to.map((one) => ({ value: one.id, label: one.name })), needed: "Choose somebody." }],
    submit: "Hand it over", kind: "", cancel: rest,
    send: async ({ person }) => { await post(`lessons/${stage.lesson}/hand-over`, { person }); await changed(); },
  });
  return el("div", { class: "asked fields" }, el("h3", { tabindex: "-1" }, "Hand over this lesson"),
    el("p", { class: "small" }, "They decide about consent and sharing from then on, and can erase it. Both of you own it until their next sign-in, then they alone. Your notes stay yours; you can watch it after that only while what was agreed names you. You cannot take it back."), made.node);
}

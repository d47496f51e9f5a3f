// What is recorded about the people in the picture: the usual case at once, the hard cases one step away.
import { el, icon } from "./dom.js";
import { field } from "./fields.js";
import { endOfSchoolYear, listed, longDay, today } from "./words.js";

const BASES = [
  { value: "public-task", label: "Public task", hint: "The school teaches and trains its teachers. The usual basis in schools." },
  { value: "legitimate-interests", label: "Legitimate interests", hint: "Weighed and written down by the school." },
  { value: "consent", label: "Consent", hint: "Every family said yes, and may take it back." },
];
const PURPOSES = [
  { value: "self-reflection", label: "To learn from it myself" },
  { value: "mentoring", label: "To talk about it with a mentor" },
  { value: "group-learning", label: "To learn from it in a group" },
  { value: "exemplar", label: "To keep it as an example" },
  { value: "research", label: "Research" },
];
const COPIES = [
  { value: "notes", label: "Notes" },
  { value: "transcript", label: "Transcript" },
  { value: "talk", label: "The record of the talk" },
  { value: "clip", label: "The clip itself" },
];
const SHARING = ["mentoring", "group-learning"];

/** The choice and its fields. `people` are those it may be shared with; `school` says what is usual, as `get("school")` answered; `unsure` offers “Not sure yet”; `changed` is told of every change. */
export function agreement({ people, school = {}, unsure = true, value = null, changed = () => {} }) {
  const start = { ...usual(people, school), note: "", ...(value ?? {}) };
  const parts = details(start, () => changed());
  const named = people.length ? shared(start, people, () => changed()) : null;
  const more = el("div", { class: "more fields", hidden: true }, Object.values(parts).map((one) => one.node));
  const choice = field({
    name: "case", kind: "choice", label: "What holds for this lesson", value: "usual", options: options(people, school, unsure), quiet: true,
    changed: () => { follow(); changed(); },
  });
  const follow = () => {
    more.hidden = choice.read() !== "different";
    if (named) named.node.hidden = choice.read() === "unsure" || (choice.read() === "usual" && people.length === 1);
  };
  follow();
  const read = () => {
    if (choice.read() === "unsure") return null;
    if (choice.read() === "different") return { ...readParts(parts), share_with: named?.read() ?? [] };
    return { ...usual(people, school), ...(people.length > 1 ? { share_with: named.read() } : {}) };
  };
  return {
    node: el("div", { class: "stack opts" }, choice.node, named?.node, more), read,
    check: () => choice.read() !== "different" || (parts.purposes.check() & parts.until.check()) === 1,
  };
}

// What is recorded in the ordinary case: as the school says, or as most schools do.
function usual(people, { basis = "public-task", purposes = ["self-reflection", "mentoring"] }) {
  const others = people.length === 1 ? [people[0].id] : [];
  return { basis, purposes, until: endOfSchoolYear(), transcribe: true, analyse: true, share_with: others, export: [], note: "Families were told; nobody has objected." };
}

/** Rows of locks that follow from an agreement; null is “nothing recorded”. */
export function allows(given, people) {
  const named = people.filter((one) => given?.share_with.includes(one.id));
  const shares = given && named.length && given.purposes.some((purpose) => SHARING.includes(purpose));
  return el("ul", {},
    lockRow(true, "Watch and make notes", "you, always"),
    lockRow(given?.transcribe, "Write a transcript on this device", "", given ? "Not among the uses that you chose." : "Nothing is recorded yet."),
    lockRow(given?.analyse, "Guess whether the teacher or a pupil speaks", "", given ? "Not among the uses that you chose." : "Nothing is recorded yet."),
    lockRow(shares, shares ? `Share with ${listed(named.map((one) => one.name))}` : "Share with somebody", "", whyNotShared(given, named)),
    lockRow(given?.export.length > 0, "Export or copy out", "", given ? "Nobody was told of this use." : "Nothing is recorded yet."));
}

/** One open or closed lock with reason and remedy. */
export function lockRow(open, words, beside = "", why = "") {
  return el("li", { class: `lockrow ${open ? "y" : "n"}` }, icon(open ? "open" : "lock"),
    el("span", {}, words, el("span", { class: "sr" }, open ? ": allowed" : ": locked")), el("span", { class: "xs muted nowrap" }, beside),
    !open && why ? el("span", { class: "w" }, why) : null);
}

function whyNotShared(given, named) {
  if (!given) return "Nothing is recorded yet.";
  return named.length ? "Talking about it is not among the purposes that you chose." : "Nobody is named yet.";
}

function options(people, school, unsure) {
  const end = longDay(endOfSchoolYear());
  const { basis, purposes } = usual(people, school);
  const ground = BASES.find((one) => one.value === basis)?.label.toLowerCase() ?? basis;
  const mentor = people.length === 1 ? `to talk about it with a mentor, ${people[0].name}` : "to talk about it with a mentor";
  const what = listed(PURPOSES.filter((one) => purposes.includes(one.value)).map((one) => (one.value === "mentoring" ? mentor : one.label[0].toLowerCase() + one.label.slice(1))));
  const all = [
    { value: "usual", label: "The usual case", hint: `Whole class, ${ground}, families were told, nobody has objected. ${what[0].toUpperCase()}${what.slice(1)}. A transcript may be written, and the device may guess whether the teacher or a pupil speaks. Holds until ${end}.` },
    { value: "different", label: "Something is different", hint: `Another basis, purpose or date, or more people to share with. ${unsure ? "An objection is recorded on the lesson’s consent page." : "If somebody objects, use the button beneath."}` },
    { value: "unsure", label: "Not sure yet", hint: "The lesson is added for you alone. Everything else stays locked until you come back." },
  ];
  return unsure ? all : all.slice(0, 2);
}

function shared(start, people, changed) {
  return field({ name: "share_with", kind: "checks", label: "May be shared with", note: "nothing is shared by ticking", value: start.share_with, options: people.map((one) => ({ value: one.id, label: one.name })), changed });
}

function details(start, changed) {
  return {
    basis: field({ name: "basis", kind: "choice", label: "Lawful basis", value: start.basis, options: BASES, changed }),
    purposes: field({ name: "purposes", kind: "checks", label: "What for", value: start.purposes, options: PURPOSES, needed: "Say at least one purpose: what the lesson may be used for.", changed }),
    transcribe: field({ name: "transcribe", kind: "tick", label: "A transcript may be written on this device", value: start.transcribe, changed }),
    analyse: field({ name: "analyse", kind: "tick", label: "The device may guess whether the teacher or a pupil speaks", value: start.analyse, changed }),
    export: field({ name: "export", kind: "checks", label: "What may be copied out", note: "nothing, if nothing is ticked", value: start.export, options: COPIES, changed }),
    until: field({ name: "until", kind: "date", label: "Holds until", value: start.until, earliest: today(), needed: "Choose the day until which this holds.", changed }),
    note: field({ name: "note", kind: "long", label: "Note", note: "who was told and how", value: start.note, rows: 2, most: 2000 }),
  };
}

function readParts(parts) {
  return Object.fromEntries(Object.values(parts).map((one) => [one.name, one.read()]));
}

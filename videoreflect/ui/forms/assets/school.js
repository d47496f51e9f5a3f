// Your school: what is said once for all lessons. Everybody reads it; who looks after the vault changes it.
import { button, el, tell } from "./dom.js";
import { get, put } from "./api.js";
import { form } from "./fields.js";
import { listed } from "./words.js";

const BASES = [
  { value: "public-task", label: "Public task", hint: "The usual basis in schools that are paid for by the state." },
  { value: "legitimate-interests", label: "Legitimate interests", hint: "Weighed and written down by the school. Often in independent schools." },
  { value: "consent", label: "Consent", hint: "Asked for, and as easy to take back as to give." },
];
const PURPOSES = [
  { value: "self-reflection", label: "Teachers learn from their own lessons" }, { value: "mentoring", label: "Teachers talk about them with a mentor" },
  { value: "group-learning", label: "A small group of teachers learns together" }, { value: "exemplar", label: "Some lessons are kept as examples" }, { value: "research", label: "Research" },
];
const NEEDED = { controller: "its name", address: "its address", contact: "whom to ask", authority: "the supervisory authority", jurisdiction: "the country", keep_days: "how long lessons are kept" };
const NUMBERS = ["keep_days", "warn_days", "grace_days", "due_days"];

/** The card; it fills itself. */
export function yourSchoolCard() {
  const card = el("section", { class: "card pad fields", "aria-label": "Your school" });
  const draw = (said, told = null) => {
    card.replaceChildren(title(), told ?? "", ...facts(said, () => { card.replaceChildren(title(), editing(said, draw)); card.querySelector("h2").focus(); }));
    if (told) card.querySelector("h2").focus();
  };
  get("school").then(draw, (error) => card.replaceChildren(title(), tell("stop", error.message)));
  return card;
}

const title = () => el("h2", { tabindex: "-1" }, "Your school");

function facts(said, edit) {
  const missing = Object.keys(NEEDED).filter((name) => said[name] === "" || said[name] === null).map((name) => NEEDED[name]);
  const rows = [
    ["Answers for the recordings", [said.controller, said.address.replaceAll("\n", ", ")].filter(Boolean).join(", ")],
    ["Whom to ask", [said.contact, said.email, said.phone.replaceAll(" ", "\u00a0")].filter(Boolean).join(", ")],
    ["Complaints go to", [said.authority, said.authority_address].filter(Boolean).join(", ")],
    ["Usual basis", BASES.find((one) => one.value === said.basis)?.label],
    ["Lessons are kept", said.keep_days ? `${days(said.keep_days)}, unless the teacher says otherwise` : "Until the day that the teacher sets"],
    ["Before the end", `Warned ${days(said.warn_days)} before; ${said.grace_days ? `erased ${days(said.grace_days)} after` : "erased when it is over"}`],
  ].filter(([, words]) => words);
  const who = said.may ? el("div", { class: "ends" }, button("Change", edit, { size: "sm" })) : el("p", { class: "small muted" }, "Whoever looks after this vault can change it.");
  return [el("p", { class: "small muted" }, "Said once for all lessons. Notices, records and the end of lessons are filled from it."),
    missing.length ? tell("warn", el("p", {}, `Not said yet: ${listed(missing)}.`)) : "", el("dl", { class: "facts" }, rows.flatMap(([name, words]) => [el("dt", {}, name), el("dd", {}, words)])), who];
}

function editing(said, draw) {
  const text = (name, label, more = {}) => ({ name, label, value: said[name], most: 300, ...more });
  const number = (name, label, hint) => ({ name, label, hint, value: said[name] === null ? "" : String(said[name]), most: 5 });
  return form({
    fields: [
      text("controller", "Name of the school", { hint: "The school, trust or governing body that answers for the recordings in law." }),
      text("address", "Address", { kind: "long", rows: 2, most: 2000 }),
      text("contact", "Whom to ask", { hint: "The data protection officer, or whoever answers questions." }),
      text("email", "E-mail"), text("phone", "Telephone"),
      text("jurisdiction", "Country whose law applies", { placeholder: "England" }),
      text("authority", "Supervisory authority", { placeholder: "Information Commissioner’s Office" }),
      text("authority_address", "Where to reach it", { placeholder: "ico.org.uk, 0303 123 1113" }),
      text("complaints", "How to complain at the school first", { kind: "long", rows: 2, most: 2000 }),
      { name: "basis", kind: "choice", label: "Usual lawful basis", options: BASES, value: said.basis },
      { name: "purposes", kind: "checks", label: "What recordings are usually for", options: PURPOSES, value: said.purposes },
      number("keep_days", "Days a lesson is kept", "Left empty, each teacher is asked."),
      number("warn_days", "Days of warning before its end", "14 is usual."),
      number("grace_days", "Days between its end and erasing", "0 erases it when it is over."),
      number("due_days", "Days to deal with a refusal or an objection", "14 is usual."),
      text("dpia", "Reference of your impact assessment", { kind: "long", rows: 2, most: 2000, note: "(if there is one)" }),
      text("notice_language", "Language of notices", { hint: "Its short sign, such as en-GB or cy. The texts that come with the program are English." }),
    ],
    submit: "Save", cancel: () => draw(said),
    send: async (values) => draw(await put("school", { ...values, language: said.language, ...Object.fromEntries(NUMBERS.map((name) => [name, read(values[name])])) }), tell("ok", el("p", {}, "Saved. It counts for notices and lessons from now on."))),
  }).node;
}

/** A number as it was typed; nothing where it is empty. What is no number goes to the route as it is, which says so. */
const read = (typed) => typed.trim() === "" ? null : /^\d+$/.test(typed.trim()) ? Number(typed.trim()) : typed;
const days = (number) => `${number} ${number === 1 ? "day" : "days"}`;

// “What do you hold about me?”: everything about one person, to print or as a file that a code opens.
import { button, el, icon, tell } from "./dom.js";
import { get, post } from "./api.js";
import { busy, form } from "./fields.js";
import { printPage, saveFile } from "./paper.js";
import { count, stamp } from "./words.js";

/** The card; it fills itself. */
export function rightsCard() {
  const card = el("section", { class: "card pad fields", "aria-label": "Somebody asks what is held about them" });
  const asked = el("div", { class: "fields" });
  const place = el("div", { class: "fields" });
  const rest = () => place.replaceChildren(el("div", { class: "ends" }, button("Answer somebody", () => open(place, rest), { size: "sm" })));
  card.append(el("h2", { tabindex: "-1" }, "Somebody asks what is held about them"),
    el("p", { class: "small muted" }, "Everybody in a recording may ask. You get it from all your lessons at once, with other people left out. There is a month to answer."), asked, place);
  rest();
  get("rights/requests").then(({ requests }) => asked.replaceChildren(...waiting(requests)), () => {});
  return card;
}

function waiting(requests) {
  if (!requests.length) return [];
  const rows = requests.map((one) => el("li", {}, icon("clock", "s"), el("span", {}, `About ${one.pseudonym || one.person_name || "somebody in the picture"}, asked on ${stamp(one.asked_ms)}.`)));
  return [tell("warn", el("p", {}, "You are asked to look through your private notes: nobody else can open them. Tell whoever answers what they say about this person.")), el("ul", { class: "known small" }, rows)];
}

async function open(place, rest) {
  const { people } = await get("people").catch(() => ({ people: [] }));
  const staff = people.filter((one) => one.standing !== "invited").map((one) => ({ value: one.id, label: one.name }));
  const made = form({
    fields: [
      { name: "pseudonym", label: "Somebody in the picture", placeholder: "pupil 7", most: 100, hint: "As they stand in the consent register." },
      { name: "class_name", label: "Only lessons of the class", placeholder: "6K", note: "(advised)", hint: "Another class may have another pupil 7." },
      { name: "person", kind: "pick", label: "Or a person of this vault", options: [...staff, { value: "-", label: "Nobody of this vault" }] },
      { name: "leave_out", kind: "long", rows: 2, label: "Names to leave out", note: "(one a line)", hint: "Names of other children that somebody said or typed. The program cannot know them." },
      { name: "sealed", kind: "tick", label: "As an encrypted file, with a code that is shown once", value: false },
    ],
    submit: "Collect it", cancel: rest,
    send: async (values) => {
      const person = values.person && values.person !== "-" ? values.person : null;
      const told = await post("rights", { ...values, person, pseudonym: person ? "" : values.pseudonym, leave_out: values.leave_out.split("\n").filter((one) => one.trim()) });
      place.replaceChildren(...result(told, rest, person, people.find((one) => one.id === person)?.name ?? values.pseudonym, place));
      place.querySelector("h3").focus();
    },
  });
  place.replaceChildren(el("h3", { tabindex: "-1" }, "About whom?"), made.node);
  place.querySelector("h3").focus();
}

function result(told, rest, person, name, place) {
  const notes = [
    told.asked ? `${count(told.asked, "person has", "people have")} private notes that are not in it; each was asked.` : told.private ? `Private notes of ${count(told.private, "person", "people")} are not in it; they were asked before.` : "",
    told.others ? `${count(told.others, "lesson")} of other teachers: ask them.` : "", told.closed ? `${count(told.closed, "lesson")} could not be opened. Where sharing is paused or over, whoever owns the lesson can answer, with what you wrote in it.` : "",
  ].filter(Boolean).map((words) => el("li", {}, icon("info", "s"), el("span", {}, words)));
  const head = [el("h3", { tabindex: "-1" }, `What is held about ${name}`), el("p", {}, told.lessons ? `Found in ${count(told.lessons, "lesson")}.` : "Nothing was found in the lessons that you can open."), notes.length ? el("ul", { class: "means small" }, notes) : ""];
  const read = el("p", { class: "why" }, icon("info", "s"), el("span", {}, "Read it before you hand it over: names that were said or typed may still be in it."));
  const done = button("Done", rest, { kind: "q" });
  const gone = person ? button("Erase what they wrote", () => place.replaceChildren(...erasing(person, name, rest)), { size: "sm", kind: "stop" }) : null;
  if (told.file) {
    const bytes = Uint8Array.from(atob(told.file), (sign) => sign.charCodeAt(0));
    return [...head, el("p", {}, "The code opens the file. It is shown once: write it down, and do not send it with the file."), el("p", { class: "coded sq" }, el("span", {}, told.code)), el("div", { class: "ends" }, [button("Save the file", () => saveFile("answer.vransw", bytes, "application/octet-stream"), { kind: "p" }), gone, done].filter(Boolean))];
  }
  return [...head, read, el("div", { class: "ends" }, [button("Print", () => printPage(told.page), { kind: "p", icon: "print" }), button("Save as a page", () => saveFile("answer.html", told.page, "text/html;charset=utf-8")), gone, done].filter(Boolean))];
}

function erasing(person, name, rest) {
  const made = form({
    fields: [{ name: "word", label: "Type “erase” to go on", needed: "Type the word “erase”.", most: 20 }],
    submit: "Erase it", kind: "stop", cancel: rest,
    send: async ({ word }) => {
      const done = await post("rights/erasure", { person, word: word.trim().toLowerCase() });
      made.node.replaceWith(tell("ok", el("p", {}, `Erased in ${count(done.erased, "lesson")}. ${done.left ? `${count(done.left, "lesson")} of others were left.` : ""} Each has a certificate.`)), el("div", { class: "ends" }, button("Done", rest, { kind: "q" })));
    },
  });
  return [el("h3", { tabindex: "-1" }, `Erase what ${name} wrote?`), el("p", { class: "small" }, "Notes, words of the talk and actions, for everybody and for good: your own in every lesson, somebody else’s in your lessons. Backups keep them until they are tidied."), made.node];
}

// A code that is shown once: for the recovery of a person who was added here, and for an invitation.
import { button, el, icon } from "./dom.js";
import { longDayOf } from "./words.js";

/** The recovery code of somebody who was added at this device. */
export function recoveryCard(name, code, done) {
  return card(`The recovery code of ${name}`, code, [
    el("p", {}, "It opens everything when the passphrase is forgotten. It is shown once: write it down on paper now and let ", el("b", {}, name), " keep it."),
  ], "Without passphrase and code nobody can open what this person wrote, not even you.", "It is written down", done);
}

/** The code of an invitation, and what to do with it. */
export function invitationCard(name, code, untilMs, done) {
  return card(`The invitation of ${name}`, code, [
    el("p", {}, "Give this code to ", el("b", {}, name), ". It is shown once, works once, and can be used until ", el("b", {}, longDayOf(untilMs)), "."),
    el("p", { class: "small muted" }, "On the sign-in page of this vault they choose “I have an invitation code”, and then a passphrase that only they know."),
  ], "The code opens none of your lessons. You can take it back as long as nobody has used it.", "I have passed it on", done);
}

function card(title, code, words, promise, end, done) {
  return el("section", { class: "card pad fields", "aria-label": title }, el("h2", { tabindex: "-1" }, title), words,
    el("p", { class: "coded sq" }, el("span", {}, code)),
    el("p", { class: "why" }, icon("info", "s"), el("span", {}, promise)),
    el("div", { class: "ends" }, button(end, done, { kind: "p" })));
}

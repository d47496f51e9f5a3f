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

/** The code of the school recovery key with the words that everybody compares, as parts of a card. `done(place, button)` is told that it is written down. */
export function schoolKeyCard(code, words, done) {
  const refused = el("div");
  const end = button("Code and words are written down", () => done(refused, end), { kind: "p" });
  return [el("h2", { tabindex: "-1" }, "The school recovery key"),
    el("p", {}, "Write down the code and the eight words now. The code is shown once and kept nowhere else. Give the paper to the ", el("b", {}, "data protection lead"), ", who keeps it away from this device."),
    el("p", { class: "coded sq" }, el("span", {}, code)),
    el("ol", { class: "eight", "aria-label": "Words of the school recovery key" }, words.map((word) => el("li", {}, word))),
    el("p", { class: "why" }, icon("info", "s"), el("span", {}, "The words are no secret: with them, each person makes sure that it is this key that their lessons get.")),
    refused, el("div", { class: "ends" }, end)];
}

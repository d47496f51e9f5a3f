/* Share: with whom, until when, what they will see; or why it is locked, and what opens it. */

import { dateField, day } from "./clock.js";
import { decideWith, openDialog } from "./dialog.js";
import { element } from "./element.js";
import { button, icon } from "./icons.js";
import { shapeOf } from "./marks.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} holder
 */
export function openShare(desk, holder) {
  const { actions, share_candidates: people } = desk.review;
  if (!actions.share.allowed) return openLocked(desk, holder, actions.share);
  return people.length ? openChoice(desk, holder, people) : openNobody(desk, holder);
}

function openLocked(desk, holder, { reasons, remedies }) {
  const body = [
    ...reasons.map((reason) => element("p", { class: "reason" }, icon("lock"), element("span", { text: reason }))),
    ...remedies.map((remedy) => element("p", { class: "reason remedy" }, icon("info"), element("span", { text: remedy }))),
  ];
  const dialog = openDialog(holder, { title: "Sharing is locked", body, close: "Close" });
  dialog.actions.append(button({ text: "Open consent", class: "primary", press: () => (dialog.close(), desk.go("consent")) }));
}

function openNobody(desk, holder) {
  const body = [element("p", { text: "There is nobody on this device to share with yet. Add a partner first; the lesson stays yours alone until you share it." })];
  const dialog = openDialog(holder, { title: "Share this lesson", body, close: "Close" });
  dialog.actions.append(button({ text: "Add a partner", class: "primary", press: () => (dialog.close(), desk.go("people")) }));
}

function openChoice(desk, holder, people) {
  const until = desk.review.consent.until_ms;
  const choices = people.map((person, index) => choiceOf(person, index === 0));
  const date = element("input", { type: "date", id: "vr-until", autocomplete: "off", min: dateField(Date.now()), max: dateField(until) || null, value: dateField(until) });
  const seen = ["The video and the words", "Your notes, when you have both said “ready”", "Nothing of your other lessons"];
  const body = [
    element("fieldset", {}, element("legend", { text: "With" }), ...choices),
    element("div", { class: "labelled" }, element("label", { for: "vr-until", text: "Until" }), date, until !== null && element("span", { class: "hint", text: `The consent ends on ${day(until)}.` })),
    element("div", { class: "labelled" }, element("p", { class: "name", text: "What they will see" }), element("ul", {}, ...seen.map((line) => element("li", {}, icon("check", "s"), element("span", { text: line }))))),
  ];
  const dialog = openDialog(holder, { title: "Share this lesson", body });
  const picked = () => people.find((person) => person.id === dialog.root.querySelector("input[name=vr-person]:checked").value);
  const decide = decideWith(dialog, `Share with ${people[0].first_name}`, async () => {
    const person = picked();
    await desk.server.share(person.id, date.value || null);
    desk.say(`Shared with ${person.first_name}.`);
    desk.emit("ask", "review");
  });
  dialog.root.addEventListener("change", () => (decide.querySelector("span").textContent = `Share with ${picked().first_name}`));
}

function choiceOf(person, checked) {
  const input = element("input", { type: "radio", name: "vr-person", value: person.id, checked });
  return element("label", { class: "choice" }, input, shapeOf(person), element("span", { text: person.name }));
}

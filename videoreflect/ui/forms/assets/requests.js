// Requests: what a member asks the owner to record. The owner accepts or declines; the member sees which.
import { avatar, button, el, icon } from "./dom.js";
import { post } from "./api.js";
import { busy, form } from "./fields.js";
import { BY, HOW, named, objectionForm, spots } from "./exceptions.js";
import { longDayOf } from "./words.js";

const ASKS = { objected: "objects", refused: "said no", withdrawn: "withdrew", given: "agreed after all", requested: "would like the agreement to be looked at" };

/** The card. `told` is what `get("lessons/…/requests")` answered; nothing for an owner whom nobody asked. */
export function requestsCard(stage, review, told, redraw) {
  const open = told.requests.filter((one) => one.accepted === null);
  if (review.lesson.mine) return open.length ? card("Somebody asks you to record this", open.map((one) => waiting(stage, one, redraw)), "asked") : null;
  const place = el("div", { class: "fields" });
  const rest = () => place.replaceChildren(el("div", { class: "ends" }, button("Tell the owner that somebody objects", () => { place.replaceChildren(objectionForm(stage, review, () => { rest(); return redraw(); }).node); place.querySelector("input").focus(); }, { size: "sm", icon: "plus" })));
  rest();
  const hint = el("p", { class: "small muted" }, "Somebody in the picture told you something? Only the owner records it. Your request stands first on their page.");
  return card("Tell the owner", [hint, ...told.requests.map(sent), place]);
}

function card(title, inside, look = "") {
  return el("section", { class: `card pad stack fields ${look}`, "aria-label": title }, el("h2", { tabindex: "-1" }, title), inside);
}

function words(one) {
  const who = one.principal === "class" ? "The whole class" : named(one.principal);
  return el("div", {}, el("p", {}, el("b", {}, `${who} ${ASKS[one.kind] ?? one.kind}`)),
    el("p", { class: "small muted" }, `${one.places.length ? `${spots(one.places)}. ` : ""}Said by ${BY[one.given_by]}, ${HOW[one.expressed]}, ${longDayOf(one.said_ms)}.`), one.note ? el("p", { class: "small" }, one.note) : null);
}

function waiting(stage, one, redraw) {
  const refused = el("div"), place = el("div", { class: "fields" });
  const answer = (body) => post(`lessons/${stage.lesson}/requests/${one.id}`, body).then(redraw);
  const accept = button("Record it", () => busy(accept, refused, () => answer({ accept: true })), { size: "sm", kind: "p" });
  const decline = button("Decline", () => {
    place.replaceChildren(form({ fields: [{ name: "reason", kind: "long", label: "Why", hint: "Whoever asked will read it.", needed: "Say in a few words why.", rows: 2, most: 2000 }], submit: "Decline with this reason", kind: "", cancel: rest, send: (values) => answer({ accept: false, ...values }) }).node);
    place.querySelector("textarea").focus();
  }, { size: "sm" });
  const rest = () => place.replaceChildren(el("div", { class: "ends" }, accept, decline));
  rest();
  const by = one.by ? el("p", { class: "row small" }, avatar(one.by, "sm"), el("span", {}, `${one.by.name} asks, ${longDayOf(one.asked_ms)}`)) : null;
  return el("div", { class: "fields request" }, by, words(one), refused, place);
}

function sent(one) {
  const [look, picture, state] = one.accepted === null ? ["none", "clock", "Waits for the owner"] : one.accepted ? ["ok", "check", "Recorded"] : ["warn", "info", "Declined"];
  return el("div", { class: "fields request" }, words(one), el("p", {}, el("span", { class: `badge ${look}` }, icon(picture, "s"), state), one.reason ? el("span", { class: "small" }, ` ${one.reason}`) : null));
}

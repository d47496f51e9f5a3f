// The school recovery key: off by default; made once, kept on paper, confirmed by words, and used for lessons nobody can open any more.
import { button, el, icon, tell } from "./dom.js";
import { get, post, remove } from "./api.js";
import { busy, form } from "./fields.js";
import { schoolKeyCard } from "./codecard.js";
import { size } from "./words.js";

const KEY = "vault/school-key";

/** The chip of a lesson that has the key. */
export const schoolChip = () => el("span", { class: "badge none" }, icon("key", "s"), "School recovery key");

/** The card; it fills itself. */
export function schoolCard() {
  const card = el("section", { class: "card pad fields", "aria-label": "School recovery key" });
  const draw = (state, told = null) => {
    card.replaceChildren(el("div", { class: "row wrap" }, el("h2", { tabindex: "-1" }, "School recovery key"), el("span", { class: `badge ${state.on ? "ok" : "none"}` }, state.on ? "On" : "Off")), told ?? "", ...(state.on ? on(state, card, draw) : off(state, card, draw)));
    if (told) card.querySelector("h2").focus();
  };
  get(KEY).then(draw, (error) => card.replaceChildren(el("h2", {}, "School recovery key"), tell("stop", error.message)));
  return card;
}

const small = (words, look = "") => el("p", { class: `small ${look}` }, words);
const PURPOSE = "With it, a lesson of somebody who has left and cannot come any more can be handed over to somebody else. It opens nothing by itself in this app, and every use is written down.";

function off(state, card, draw) {
  if (!state.may_make) return [small(`There is none. ${PURPOSE} Whoever looks after this vault can make one.`, "muted")];
  const place = el("div", { class: "fields" });
  const rest = () => place.replaceChildren(el("div", { class: "ends" }, button("Make a school recovery key", () => { place.replaceChildren(making(rest, card, draw)); place.querySelector("h3").focus(); }, { size: "sm" })));
  rest();
  return [small(PURPOSE, "muted"), place];
}

function making(rest, card, draw) {
  const refused = el("div");
  const make = button("Make the key", () => busy(make, refused, async () => {
    const { code, ...state } = await post(KEY);
    card.replaceChildren(...schoolKeyCard(code, state.words, (place, face) => busy(face, place, async () => draw(await post(`${KEY}/confirmation`, { words: state.words }), said("The key is on. Lessons that you add from now on have it.")))));
    card.querySelector("h2").focus();
  }));
  return asked("Make a school recovery key?", [
    means("key", "You get a code that is shown once. The school’s data protection lead keeps it, on paper or on a stick, away from this device."),
    means("check", "Everybody compares eight words before their lessons get the key, and each lesson that has it says so. Lessons of today do not get it."),
    means("info", "Whoever holds the paper and a copy of this vault can open those lessons."),
  ], refused, make, button("Not now", rest, { kind: "q" }));
}

function on(state, card, draw) {
  const refused = el("div");
  const place = el("div", { class: "fields" });
  const rest = () => place.replaceChildren(...[comparing(state, refused, draw), refused, state.may_make ? keeping(state, place, rest, draw) : null].filter(Boolean));
  rest();
  const words = el("ol", { class: "eight", "aria-label": "Words of the school recovery key" }, state.words.map((word) => el("li", {}, word)));
  const sense = state.confirmed ? "You have compared these words. Lessons that you add have the key, and say so." : "Compare these words with those on the data protection lead’s paper. Your lessons get the key only after that.";
  return [small(PURPOSE, "muted"), small(sense), words, place];
}

function comparing(state, refused, draw) {
  if (state.confirmed) return null;
  const same = button("The words are the same", () => busy(same, refused, async () => draw(await post(`${KEY}/confirmation`, { words: state.words }), said("Lessons that you add from now on have the key."))), { icon: "check", size: "sm" });
  const differ = button("They differ", () => refused.replaceChildren(tell("warn", "Then do not confirm. Tell whoever looks after this vault, and the data protection lead: the key on the paper is not the one in this vault.")), { kind: "q", size: "sm" });
  return el("div", { class: "ends" }, same, differ);
}

function keeping(state, place, rest, draw) {
  const open = (node) => { place.replaceChildren(node); node.querySelector("h3").focus(); };
  const use = state.sealed.length ? button("Hand over a lesson with the key", async () => open(handingOver(state, (await get("people")).people, rest, draw)), { size: "sm" }) : null;
  const end = button("Turn it off", () => open(turningOff(rest, draw)), { size: "sm", kind: "q" });
  return el("div", { class: "fields" }, use ? null : small("No lesson waits to be handed over: nobody who was removed has one with this key.", "muted"), el("div", { class: "ends" }, [use, end].filter(Boolean)));
}

function turningOff(rest, draw) {
  const refused = el("div");
  const end = button("Turn the key off", () => busy(end, refused, async () => draw(await remove(KEY), said("The key is off. It is taken out of lessons when their owners next sign in."))), { kind: "stop" });
  return asked("Turn the key off?", [
    means("lock", "No later lesson gets it, and it is taken out of those that have it as soon as their owners sign in."),
    means("info", "A copy of the vault made before opens with it still: the paper should be destroyed."),
  ], refused, end, button("Keep the key", rest, { kind: "q" }));
}

function handingOver(state, people, rest, draw) {
  const lessons = state.sealed.map((one, number) => ({ value: one.lesson, label: `${one.owner_name || "Somebody"}: lesson ${number + 1}, ${size(one.bytes)}` }));
  const takers = people.filter((one) => one.words.length && one.standing !== "removed").map((one) => ({ value: one.id, label: one.name }));
  const made = form({
    fields: [
      { name: "lesson", kind: "pick", label: "Which lesson", options: lessons, needed: "Choose a lesson.", hint: "Its title is sealed until it is handed over." },
      { name: "person", kind: "pick", label: "To whom", options: takers, needed: "Choose somebody." },
      { name: "code", kind: "secret", label: "The code on the paper", needed: "Type the code of the school recovery key, in groups of four." },
    ],
    submit: "Hand it over", kind: "", cancel: rest,
    send: async (values) => {
      await post(`${KEY}/hand-over`, values);
      made.fields.code.write("");
      draw(await get(KEY), said("It is handed over, and stands among their lessons. The lesson and the vault both keep that the key was used."));
    },
  });
  return el("div", { class: "asked fields" }, el("h3", { tabindex: "-1" }, "Hand over a lesson with the key"), small("The data protection lead types the code; you need not see it."), made.node);
}

const said = (words) => el("div", { class: "tell ok", role: "status" }, icon("check"), el("p", {}, words));
const means = (picture, words) => el("li", {}, icon(picture, "s"), el("span", {}, words));
const asked = (title, rows, refused, ...ends) => el("div", { class: "asked fields" }, el("h3", { tabindex: "-1" }, title), el("ul", { class: "means small" }, rows), refused, el("div", { class: "ends" }, ends));

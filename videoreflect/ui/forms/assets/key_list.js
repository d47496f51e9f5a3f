// Who is who: the names behind “pupil 7”. Fetched when it is opened, forgotten when it is shut; only the owner has a key to it.
import { button, el, icon } from "./dom.js";
import { get, put } from "./api.js";
import { busy, form, refusal } from "./fields.js";
import { named } from "./exceptions.js";

/** The card and what fills it: {card, opening, closing}. */
export function keyList(stage) {
  const place = el("div", { class: "fields", "aria-live": "polite" });
  const card = el("section", { class: "card pad fields", "aria-label": "Who is who" }, el("h2", { tabindex: "-1" }, "Who is who"),
    el("p", { class: "small muted" }, "Optional. Write here who “pupil 7” is, and use only “pupil 7” everywhere else. Whoever takes this lesson over does not get this list, and it is erased with the lesson."), place);
  const path = `lessons/${stage.lesson}/key-list`;
  const show = ({ keys }) => place.replaceChildren(...list(keys, path, show), adding(path, show));
  const opening = () => { get(path).then((told) => card.hidden || show(told), (error) => place.replaceChildren(refusal(error))); };
  return { card, opening, closing: () => place.replaceChildren() };
}

function list(keys, path, show) {
  const all = Object.entries(keys).sort(([one], [other]) => one.localeCompare(other, "en-GB", { numeric: true }));
  if (!all.length) return [el("p", { class: "small" }, "Nobody is on it yet.")];
  const refused = el("div");
  const rows = all.map(([principal, who]) => {
    const off = button("Take off", () => busy(off, refused, async () => show(await put(path, { principal, who: "" }))), { size: "sm", kind: "q", "aria-label": `Take ${principal} off the list` });
    return el("li", { class: "notice" }, el("span", {}, el("b", {}, named(principal)), el("span", {}, who)), off);
  });
  return [el("ul", { class: "notices" }, rows), refused];
}

function adding(path, show) {
  const made = form({
    fields: [
      { name: "principal", label: "Called here", placeholder: "pupil 7", needed: "Say how this person is called in the register, for example “pupil 7”.", most: 100 },
      { name: "who", label: "Who that is", needed: "Write the name.", most: 200 },
    ],
    submit: "Write it down", kind: "", layout: (nodes) => el("div", { class: "g2 narrow" }, nodes),
    send: async (values) => show(await put(path, values)),
  });
  return el("div", { class: "fields" }, made.node, el("p", { class: "why" }, icon("lock", "s"), el("span", {}, "Only you can open this list, nobody with whom the lesson is shared.")));
}

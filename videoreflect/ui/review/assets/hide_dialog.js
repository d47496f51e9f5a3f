/* Hide a name everywhere in one go: first what that would be, then for good. */

import { decideWith, openDialog } from "./dialog.js";
import { element, field, fill } from "./element.js";
import { button, icon } from "./icons.js";
import { personOf } from "./marks.js";

const PLACES = { transcript: "in the words", notes: "in your notes", drafts: "in what you are writing", details: "in title, class, subject and focus", talk: "in what you wrote about the talk", chapters: "in the names of chapters", labels: "in the labels of a codebook", other: "in what else you wrote" };
const STAYS = {
  register: "in what is recorded about the people in the picture. The record stays as it was said.",
  requests: "in a request on the consent page.",
  notices: "in a notice. It stays as people were given it.",
  "key list": "in your key list, which is there to tell who is who.",
  labels: "in the short names of labels, by which notes know them. Make a new label if that is to go.",
  codebooks: "in a codebook of yours outside this lesson.",
};

/**
 * @param {Object} it what `editing.js` shares
 * @param {HTMLElement} holder
 * @param {string} name what stands in the field at first
 */
export function openHide(it, holder, name) {
  const { desk } = it;
  const names = field("textarea", { id: "vr-names", rows: "3", autocapitalize: "off", value: name, maxlength: 2000 });
  const by = field("input", { id: "vr-by", type: "text", maxlength: 60, autocapitalize: "off" });
  const told = element("div", { class: "told", "aria-live": "polite" });
  const body = [
    element("p", { class: "hint", text: "The name goes from the words, from your notes and from what you wrote, in every earlier form of them. Nothing brings it back." }),
    element("div", { class: "labelled" }, element("label", { for: "vr-names", text: "The name, and other spellings of it, each on a line" }), names),
    element("div", { class: "labelled" }, element("label", { for: "vr-by", text: "What is to stand there instead" }), by),
    told,
  ];
  const dialog = openDialog(holder, { title: "Hide a name", body, close: "Not now", kind: "broad" });
  const spelled = () => names.value.split("\n").map((one) => one.trim()).filter(Boolean);
  const look = button({ text: "Look where it stands", press: () => looking() });
  const decide = decideWith(dialog, "Hide it everywhere", async () => {
    const done = await desk.server.hideName(spelled(), by.value);
    for (const what of ["words", "notes", "review"]) desk.emit("ask", what);
    desk.say(`Hidden in ${times(done.count)}.${done.clean ? "" : " Close other windows of this lesson: they still hold traces."}`);
  });
  decide.before(look);
  decide.hidden = true;

  async function looking() {
    look.setAttribute("aria-busy", "true");
    try {
      const found = await desk.server.lookForName(spelled());
      if (!by.value) by.value = found.by;
      fill(told, ...tell(desk, found));
      decide.hidden = !found.count && !found.undo_ends;
      if (!decide.hidden) decide.focus();
    } catch (error) {
      if (error.name !== "AbortError") dialog.fail(error.message);
    } finally {
      look.removeAttribute("aria-busy");
    }
  }
  names.addEventListener("input", () => {
    decide.hidden = true;
    fill(told);
  });
  names.focus();
}

function tell(desk, found) {
  const places = Object.entries(found.places).map(([place, count]) => element("li", {}, icon("check", "s"), element("span", {}, element("b", { text: String(count) }), ` ${PLACES[place] ?? place}`)));
  const warn = (text) => element("li", { class: "stays" }, icon("info", "s"), element("span", { text }));
  const stays = [
    ...Object.entries(found.stays).map(([place, count]) => warn(`It stays ${count === 1 ? "once" : `${count} times`} ${STAYS[place] ?? "elsewhere."}`)),
    ...found.others.map(({ person, count }) => warn(`${nameOf(desk, person)} wrote it too, in ${count === 1 ? "one note" : `${count} notes`} or in the talk. Nobody else can change that: ask them to.`)),
    found.longer.length > 0 && warn(`It stays in longer words, unless you write them on lines of their own above: ${found.longer.join(", ")}.`),
    found.undo_ends && warn("What you edited stays as it is, and can no longer be undone: undo starts anew from here."),
    found.backups > 0 && warn("Backups hold it until the next one is made in the same place. Copies that were made of the lesson keep it."),
  ].filter(Boolean);
  if (!found.count && !found.undo_ends) return [element("p", { class: "none", text: "It stands nowhere in this lesson that you could change." }), stays.length && element("ul", {}, ...stays)].filter(Boolean);
  const head = found.count ? `It stands in ${times(found.count)}:` : "It stands in earlier forms of the words only. They would be erased.";
  return [element("p", { class: "name", text: head }), element("ul", {}, ...places, ...stays)];
}

function nameOf(desk, id) {
  return personOf(desk.review, id)?.first_name ?? "Somebody else";
}

function times(count) {
  return count === 1 ? "one place" : `${count} places`;
}

// What an owner has to decide about lessons: a date that passed or is near, access that is gone before its day, an erasing begun elsewhere.
import { button, el, icon, titled } from "./dom.js";
import { get, post, put } from "./api.js";
import { busy } from "./fields.js";
import { erasing } from "./erasing.js";
import { after, beyond, dayForm } from "./keeping.js";
import { longDay, longDayOf, size } from "./words.js";

const WHY = { asked: "somebody asked for it", retention: "its day had come", withdrawn: "the agreement was withdrawn", removed: "its owner was removed" };

/** A place for the card, and `ask()`, which fills it; `changed()` is called when something was decided. */
export function decisions(stage, changed) {
  const place = el("div");
  const ask = async () => {
    const found = await get("decisions").catch(() => null);
    if (!found || stage.gone || place.contains(stage.box.getRootNode().activeElement)) return;
    place.replaceChildren(...card(stage, found, async () => { place.replaceChildren(); await ask(); await changed(); }));
  };
  return { place, ask };
}

function card(stage, { dates, access, begun }, done) {
  const rows = [...dates.map((one) => dateRow(one, done)), ...access.map((one) => accessRow(stage, one, done)), ...begun.map((one) => begunRow(one, done))];
  if (!rows.length) return [];
  return [el("section", { class: "card pad fields decide", "aria-label": "For you to decide" }, el("h2", {}, icon("clock"), " For you to decide"), el("ul", { class: "fields" }, rows))];
}

/** A row: what is the matter, buttons, and a place in which a button may ask further. */
function row(title, words, acts) {
  const place = el("div", { class: "fields" });
  const rest = () => place.replaceChildren(el("div", { class: "ends" }, acts(open, rest)));
  const open = (node) => { place.replaceChildren(node); node.querySelector("h3, input")?.focus(); };
  rest();
  return el("li", { class: "fields" }, el("h3", {}, titled(title)), el("p", { class: "small" }, words), place);
}

function dateRow(one, done) {
  const base = `lessons/${one.lesson}`;
  const title = one.title || "A lesson that cannot be read";
  const longer = () => dayForm({ told: one, submit: "Keep it until then", send: async (said) => { await put(`${base}/keeping`, said); await done(); } });
  const erase = async () => { await post(`${base}/erasure`, { what: one.over ? "date" : "lesson" }); await done(); };
  return row(title, ends(one), (open, rest) => [
    button("Keep it longer", () => open(longer()), { size: "sm", "aria-label": `Keep it longer: ${title}` }),
    button("Erase it now", async () => open(question(`Erase “${title}”?`, await backups(), rest, erase)), { size: "sm", kind: "stop", "aria-label": `Erase it now: ${title}` }),
  ]);
}

function ends(one) {
  if (!one.over) return `It is kept until ${longDayOf(one.until_ms)}. ${after(one)}`;
  const gone = one.erased_ms && one.erased_ms > one.until_ms ? ` If you do nothing it is erased after ${longDayOf(one.erased_ms)}.` : "";
  return `It was kept until ${longDayOf(one.until_ms)}. It is closed to everybody until you decide.${gone}`;
}

function accessRow(stage, one, done) {
  const refused = el("div");
  const day = one.until ? `until ${longDay(one.until)}` : "without an end date";
  const again = button(`Share it again with ${one.person.first_name}`, () => busy(again, refused, async () => { await post(`lessons/${one.lesson}/share`, { person: one.person.id, until: one.until }); await done(); }), { size: "sm" });
  const made = row(one.title, `${one.person.name} cannot open it any more, though it is shared ${day}. That happens when the clock of this device was wrong for a while, or a file was deleted.`, () => [
    again, button("See who can open it", () => stage.go("consent", one.lesson), { size: "sm", kind: "q", "aria-label": `See who can open ${one.title}` }),
  ]);
  made.append(refused);
  return made;
}

function begunRow(one, done) {
  const much = one.counts.bytes ? ` (${size(one.counts.bytes)})` : "";
  return row("A lesson of yours was erased", `It was erased on ${longDayOf(one.started_ms)}${much}, but not by you on this page. The reason given: ${WHY[one.why] ?? one.why}. It cannot be opened here any more. If you did not want this, do not confirm it; get the lesson back from a backup.`, (open, rest) => [
    button("Confirm it", async () => open(question("Was this lesson to be erased?", await backups(), rest, async () => { await post(`lessons/${one.lesson}/erasure`, { what: "begun" }); await done(); }, "Confirm the erasing")), { size: "sm", kind: "stop", "aria-label": `Confirm it: the lesson erased on ${longDayOf(one.started_ms)}` }),
  ]);
}

const backups = () => get("vault/backups").then((found) => found.backups, () => []);

function question(title, known, keep, send, act = "Erase this lesson") {
  return erasing({
    title, act, keep, send, beyond: beyond(known),
    goes: "For everybody and for good: recording, transcript, everybody’s notes and the talk.",
    stays: "A certificate stays in the vault: that a lesson was erased, when and why. It names no title and no pupil.",
  });
}

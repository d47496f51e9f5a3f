// An entry of the register put right by a new one.
import { button, el } from "./dom.js";
import { post } from "./api.js";
import { busy, field } from "./fields.js";
import { named } from "./exceptions.js";
import { placesField } from "./places.js";
import { moment } from "./words.js";

const WORDS = { objected: "objection", refused: "refusal", withdrawn: "withdrawal", revoked: "revoked", expired: "run out", invalidated: "no longer valid", requested: "request" };

/** The form. `events` are those that can be corrected, the newest first; `rest()` closes it. */
export function correcting(stage, review, events, rest, redraw) {
  const newest = events.filter((event, number) => events.findIndex((one) => one.record === event.record) === number);
  const options = newest.map((event) => ({ value: event.record, label: `${named(event.principal === "class" ? "the whole class" : event.principal)}, ${WORDS[event.kind] ?? event.kind}, ${moment(event.recorded_ms)}` }));
  const which = field({ name: "record", kind: "pick", label: "Which entry", options, needed: "Choose the entry." });
  const note = field({ name: "note", kind: "long", label: "What was wrong, and what is right", note: "without names", rows: 2, most: 2000, needed: "Say in a few words what was wrong." });
  const moved = field({ name: "moved", kind: "tick", label: "The places in the clip are others", value: false, changed: (wanted) => { places.node.hidden = !wanted; } });
  const due = field({ name: "due", kind: "date", label: "To be dealt with by", note: "(if that was wrong)" });
  const places = placesField([], review.lesson.duration_ms);
  places.node.hidden = true;
  const refused = el("div");
  const save = button("Record the correction", null, { type: "submit" });
  const node = el("form", { class: "fields", novalidate: true, autocomplete: "off" }, el("p", { class: "small muted" }, "A correction takes nothing back. If they agreed after all, use the button on their card; an agreement is recorded anew."),
    which.node, note.node, due.node, moved.node, places.node, refused, el("div", { class: "ends" }, save, button("Cancel", () => rest(), { kind: "q" })));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const bad = [which, note].filter((one) => !one.check());
    if (bad.length) { bad[0].focus(); return; }
    if (moved.read() && !places.check()) return;
    busy(save, refused, async () => {
      await post(`lessons/${stage.lesson}/register/correction`, { record: which.read(), note: note.read(), ...(due.read() ? { due_ms: Date.parse(`${due.read()}T23:59:59.999Z`) } : {}), ...(moved.read() ? { places: places.read() } : {}) });
      await redraw();
    });
  });
  return node;
}

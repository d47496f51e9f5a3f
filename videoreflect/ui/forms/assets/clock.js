// A clock that was ahead: dates are judged by the latest time ever seen, so somebody has to say that it is right now.
import { button, el, icon } from "./dom.js";
import { get, post } from "./api.js";
import { busy } from "./fields.js";
import { longDayOf } from "./words.js";

/** The card; nothing when the clock was never ahead and nobody waits. `told` is what `get("clock")` answered; `changed()` draws the page anew. */
function clockCard(told, changed) {
  if (!told.ahead && !told.waiting.length) return null;
  const rows = [...(told.ahead ? own(told, changed) : []), ...told.waiting.map((one) => other(one, changed))];
  return el("section", { class: "card pad fields", "aria-label": "The clock of this device" }, el("h2", {}, icon("clock"), " The clock of this device"), rows);
}

/** A place for the card, and `ask()`, which fills it. */
export function clockPlace(stage) {
  const place = el("div", { hidden: true });   // hidden while empty: else it would take a gap of the column
  const ask = async () => {
    const told = await get("clock").catch(() => null);
    if (!told || stage.gone) return;
    place.replaceChildren(...[clockCard(told, ask)].filter(Boolean));
    place.hidden = !place.firstChild;
  };
  return { place, ask };
}

function own(told, changed) {
  const refused = el("div");
  const say = button(told.alone || told.confirmed ? "The clock is right now" : told.asked ? "Ask again" : "The clock is right now: ask for it", () => busy(say, refused, async () => { await post("clock", {}); await changed(); }), { size: "sm" });
  return [
    el("p", {}, `This device said ${longDayOf(told.latest_ms)} before, and says ${longDayOf(told.now_ms)} now. So lessons and access may be closed whose day has not come.`),
    el("p", { class: "small muted" }, next(told)), refused, el("div", { class: "ends" }, told.asked && !told.confirmed ? null : say),
  ];
}

function next({ alone, asked, confirmed }) {
  if (alone) return "If the clock is right now, say so. It is written down for everybody in this vault to see.";
  if (confirmed) return "It was confirmed. Say once more that the clock is right, and what was closed opens again.";
  return asked ? "You have asked. Whoever looks after this vault confirms it under Settings." : "If the clock is right now, whoever looks after this vault is asked to confirm it.";
}

function other(person, changed) {
  const refused = el("div");
  const act = button(`Confirm it for ${person.first_name}`, () => busy(act, refused, async () => { await post("clock/confirmation", { person: person.id }); await changed(); }), { size: "sm" });
  return el("div", { class: "fields" }, el("p", {}, `The device of ${person.name} was ahead of its time. They say that its clock is right now. If today’s date and time are right on your device, confirm it.`), refused, el("div", { class: "ends" }, act));
}

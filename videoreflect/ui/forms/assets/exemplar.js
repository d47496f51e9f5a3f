// Keeping a lesson as an example for others to learn from.
import { button, el, lockedButton } from "./dom.js";
import { put } from "./api.js";
import { why } from "./allowed.js";
import { busy } from "./fields.js";

/** The card. `told` is what `get("lessons/…/exemplar")` answered; `redraw()` draws the page anew. Nothing without it. */
export function exemplarCard(stage, review, told, redraw) {
  if (!told) return null;
  return el("section", { class: "card pad fields", "aria-label": "Keep as an example" }, el("h2", { tabindex: "-1" }, "Keep as an example"),
    el("p", { class: "small muted" }, "A lesson from which others can learn. It is marked as one, no more: whom you share it with stays your choice. An objection or a withdrawal ends it at once."), act(stage, told, redraw));
}

function act(stage, told, redraw) {
  if (!told.wanted && !told.allowed) return lockedButton("Keep it as an example", why(told), { size: "sm" });
  const refused = el("div");
  const face = button(told.wanted ? "End it as an example" : "Keep it as an example", () => busy(face, refused, async () => {
    await put(`lessons/${stage.lesson}/exemplar`, { kept: !told.wanted });
    await redraw();
  }), { size: "sm" });
  return el("div", { class: "fields" }, told.wanted ? el("p", { class: "small" }, told.kept ? "This lesson is kept as an example." : `It was kept as an example, and counts as none now: ${why(told)}`) : null, refused, el("div", { class: "ends" }, face));
}

/** The line of the fold. */
export const exemplarSummary = (told) => (told?.kept ? "Kept as one" : told?.wanted ? "Not any more" : told?.allowed ? "Not kept as one" : "Locked");

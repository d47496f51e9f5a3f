// What was erased from this vault: one line for each certificate, without names or titles of lessons.
import { el, icon } from "./dom.js";
import { get } from "./api.js";
import { count, listed, size, stamp } from "./words.js";

const WHAT = { lesson: "A lesson was erased", recording: "The recording of a lesson was erased", contributions: "What one person had written in a lesson was erased" };
const WHY = { asked: "its owner asked for it", retention: "its day had come", withdrawn: "the agreement was withdrawn", removed: "its owner was removed" };
const SHOWN = 5;

/** The card; it fills itself. */
export function erasedCard() {
  const place = el("div", { class: "fields" });
  get("certificates").then(({ certificates }) => place.replaceChildren(...contents(certificates)), (error) => place.replaceChildren(el("p", { class: "small" }, error.message)));
  return el("section", { class: "card pad fields", "aria-label": "What was erased" }, el("h2", {}, "What was erased"), place);
}

function contents(all) {
  if (!all.length) return [el("p", { class: "small muted" }, "Nothing yet. Each erasing leaves a certificate here: when, what and why, without names of pupils or titles.")];
  const [first, rest] = [all.slice(0, SHOWN), all.slice(SHOWN)];
  const more = rest.length ? el("details", {}, el("summary", { class: "link small" }, `Show ${rest.length} more`), el("ul", { class: "known small" }, rest.map(row))) : null;
  return [el("ul", { class: "known small" }, first.map(row)), more].filter(Boolean);
}

function row(one) {
  const much = [one.counts.bytes ? size(one.counts.bytes) : "", one.counts.notes ? count(one.counts.notes, "note") : "", one.counts.transcripts ? "a transcript" : ""].filter(Boolean);
  const by = one.by_name ? ` by ${one.by_name}` : "";
  const labels = one.backups.map((label) => label ? `“${label}”` : "one without a label");
  const held = labels.length ? el("span", { class: "muted" }, ` Backups known then: ${labels.join(", ")}.`) : null;
  return el("li", {}, icon("bin", "s"), el("span", {}, el("b", {}, stamp(one.erased_ms)), ` ${WHAT[one.what]}${by}, since ${WHY[one.why] ?? one.why}. `, much.length ? el("span", { class: "muted" }, `${listed(much)}.`) : null, held));
}

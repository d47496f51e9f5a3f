// The speech models of this device: which are here, how fast they are, and bringing one in. Nothing is fetched from here.
import { button, el, icon } from "./dom.js";
import { get, post, put, remove } from "./api.js";
import { busy, form } from "./fields.js";
import { isOn, progressLine } from "./progress.js";
import { count, left, longDay, size } from "./words.js";

const WORK = {
  "importing-model": (name) => name ? `Importing ${name}` : "Importing speech models",
  "checking-model": (name) => `Checking ${name}`, "measuring-model": (name) => `Measuring ${name}`,
};
const FOLDER = { name: "folder", label: "Folder on the stick or disk", needed: "Type the folder in which the speech model lies.", most: 4000, hint: "Attach it first, then type or paste the whole path, such as /media/stick or E:\\models. An archive (.zip, .whl) is taken as well." };
const EVERY_MS = 1500;

/** The card, which fills itself, and `ended()` for when the page goes. */
export function modelsCard() {
  const [list, shown, asked] = [el("div", { class: "fields" }), el("div"), el("div", { class: "fields" })];
  const held = { timer: null, over: false, stamp: "" };
  const draw = (found) => {
    held.stamp = JSON.stringify(found.models);
    list.replaceChildren(...rows(found, acts));
    follow(found.work);
  };
  const follow = (work) => {
    shown.replaceChildren(...[work ? working(work, acts) : null].filter(Boolean));
    clearTimeout(held.timer);
    if (isOn(work) && !held.over) held.timer = setTimeout(again, EVERY_MS);
  };
  const again = () => get("models").then((found) => JSON.stringify(found.models) === held.stamp ? follow(found.work) : draw(found), () => {});
  const rest = () => asked.replaceChildren(el("div", { class: "ends" }, button("Import from a folder or stick", () => open(importing), { size: "sm" })));
  const open = (make, ...more) => { asked.replaceChildren(make(acts, ...more)); asked.querySelector("h3").focus(); };
  const acts = { draw, rest, open };
  rest();
  get("models").then(draw, (error) => list.replaceChildren(el("p", { class: "small" }, error.message)));
  const node = el("section", { class: "card pad fields", "aria-label": "Speech models" }, el("h2", {}, "Speech models"),
    el("p", { class: "small muted" }, "They write the transcripts, on this device. Larger ones make fewer mistakes and take longer. The app never fetches one by itself; each file is checked before it is used."),
    list, shown, asked);
  return { node, ended: () => { held.over = true; clearTimeout(held.timer); } };
}

function rows({ models, not_offered: unchecked, folder }, acts) {
  const [here, others] = [models.filter((one) => one.ready), models.filter((one) => !one.ready)];
  const none = here.length ? null : el("p", { class: "small" }, icon("info", "s"), " None is on this device, so no transcript can be written yet.");
  const more = el("details", {}, el("summary", { class: "link small" }, `${count(others.length + unchecked.length, "model")} not on this device`),
    el("p", { class: "small muted" }, "Fetch one in a terminal with the command beside it. For a device without a connection, add --to and a folder on a stick, and import it here from there."),
    el("ul", { class: "known small" }, others.map(away), unchecked.map(unknown)));
  return [none, el("ul", { class: "known" }, here.map((one) => row(one, acts))), more, el("p", { class: "xs muted" }, `They lie in ${folder}`)].filter(Boolean);
}

/** One that can be used: what it is, how fast, and what can be done with it. */
function row(one, acts) {
  const refused = el("div");
  const act = (words, work, label) => {
    const face = button(words, () => busy(face, refused, work), { size: "sm", kind: "q", "aria-label": `${label}: ${one.title}` });
    return face;
  };
  const speech = one.kind === "speech";
  const use = speech && !one.used ? act("Use it", async () => acts.draw(await put("models/default", { model: one.model })), "Use it for my transcripts") : null;
  const measure = speech ? act(one.speed ? "Measure again" : "Measure", async () => acts.draw(await post(`models/${one.model}/measure`)), "Measure how fast it is here") : null;
  const check = one.here ? act("Check again", async () => acts.draw(await post(`models/${one.model}/check`)), "Check every file again") : null;
  const away = one.here ? button("Remove", () => acts.open(removing, one), { size: "sm", kind: "q", "aria-label": `Remove: ${one.title}` }) : null;
  return el("li", {}, icon("sound", "s"), el("span", { class: "sp" }, named(one), one.used ? el("span", { class: "badge ok" }, icon("check", "s"), "writes your transcripts") : null,
    el("p", { class: "small muted" }, [`${size(one.size_bytes)}, ${one.languages || "any language"}.`, speech ? speed(one.speed) : "", one.here ? "" : "It came with the installation."].filter(Boolean).join(" ")),
    el("div", { class: "row wrap" }, use, measure, check, away), refused));
}

const named = (one, end = " ") => el("span", {}, el("b", {}, one.title), one.about ? `: ${one.about}${end}` : end);
const date = (ms) => longDay(new Date(ms - new Date(ms).getTimezoneOffset() * 60000).toISOString().slice(0, 10));
const speed = (found) => found ? `${found.words[0].toUpperCase()}${found.words.slice(1)}, measured on ${date(found.measured_ms)}.` : "Not measured on this device yet.";

function away(one) {
  return el("li", {}, el("span", { class: "sp" }, named(one, ". "), el("span", { class: "muted" }, `${size(one.size_bytes)}, ${one.languages || "any language"}.`), el("br"), el("code", { class: "xs", translate: "no" }, one.get)));
}

function unknown(one) {
  return el("li", {}, el("span", { class: "sp" }, el("b", {}, one.title), el("span", { class: "muted" }, `. ${size(one.size_bytes)}. ${one.sentence}`)));
}

/** What goes on with the models, or how it ended. */
function working(work, acts) {
  const words = WORK[work.kind]?.(work.title) ?? work.title;
  const end = (label) => button(label, async () => acts.draw(await remove("models/work")), { size: "sm", kind: "q", "aria-label": `${label}: ${words}` });
  if (isOn(work)) {
    const line = progressLine(words, work.mine ? end("Stop") : null);
    line.update(work.total_ms ? work.done_ms / work.total_ms : 0, [left(work.seconds_left), "You can go on working."].filter(Boolean).join(" "));
    return line.node;
  }
  if (work.state === "stopped") return null;
  const failed = work.state === "failed";
  return el("div", { class: `tell ${failed ? "stop" : "ok"}`, role: "status" }, icon(failed ? "info" : "check"), el("div", {}, (failed ? [work.sentence] : work.told).map((told) => el("p", {}, told))));
}

function importing(acts) {
  return asking("Import a speech model", "Every file has to be the published one; anything else is refused and nothing is kept. A copy of the model hub’s cache can be taken as it is.", form({
    fields: [FOLDER], submit: "Import", kind: "", cancel: acts.rest,
    send: async ({ folder }) => { const found = await post("models/import", { folder }); acts.rest(); acts.draw(found); },
  }).node);
}

function removing(acts, one) {
  const refused = el("div");
  const face = button("Remove it", () => busy(face, refused, async () => { const found = await remove(`models/${one.model}`); acts.rest(); acts.draw(found); }), { size: "sm" });
  return asking(`Remove ${one.title} from this device?`, `${size(one.size_bytes)} become free. Transcripts that were written with it stay as they are. Everybody who uses this device loses it until somebody imports it again.`,
    el("div", {}, refused, el("div", { class: "ends" }, face, button("Keep it", acts.rest, { size: "sm", kind: "q" }))));
}

const asking = (title, words, node) => el("div", { class: "asked fields" }, el("h3", { tabindex: "-1" }, title), el("p", { class: "small" }, words), node);

// Checking the vault and backing it up: what runs, what it found, and the backups that are known.
import { button, el, icon } from "./dom.js";
import { get, post } from "./api.js";
import { busy, form } from "./fields.js";
import { isOn, jobProgress } from "./progress.js";
import { stamp } from "./words.js";

/** What a task of looking after the vault is called while it runs. */
export const CARE = { checking: "Checking the vault", "backing-up": "Backing up", pruning: "Tidying a backup" };
const KEPT = { begun: "Begun, not finished", complete: "Backed up", pruned: "Tidied" };
const FOLDER = { name: "folder", label: "Folder on the stick or disk", needed: "Type the folder to which the backup goes.", most: 4000, hint: "Attach it first, then type or paste the whole path, such as /media/stick or E:\\backups." };

/** The two cards. `started()` is called when work begins; `follow(jobs)` brings them up to date. */
export function careCards(started) {
  const check = slot(["checking"]);
  const backup = slot(["backing-up", "pruning"]);
  const known = el("div");
  const load = () => get("vault/backups").then(({ backups }) => known.replaceChildren(list(backups)), () => {});
  load();
  const follow = (jobs) => { check.follow(jobs); if (backup.follow(jobs)) load(); };
  return { nodes: [checkCard(check, started), backupCard(backup, known, started)], follow };
}

function checkCard(shown, started) {
  const refused = el("div");
  const begin = (words, quick, kind) => {
    const face = button(words, () => busy(face, refused, async () => { await post("vault/check", { quick }); await started(); }), { kind, size: "sm" });
    return face;
  };
  return card("Check this vault", [
    el("p", { class: "small muted" }, "Looks whether every file is there and unchanged, and whether what you can open opens. It changes nothing, and you can go on working. The quick check reads only the ends of recordings."),
    shown.node, refused, el("div", { class: "ends" }, begin("Check everything", false, ""), begin("Quick check", true, "q")),
  ]);
}

function backupCard(shown, known, started) {
  const place = el("div", { class: "fields" });
  const rest = () => place.replaceChildren(el("div", { class: "ends" }, button("Back up now", () => open(backing), { size: "sm" }), button("Tidy a backup", () => open(tidying), { size: "sm", kind: "q" })));
  const open = (make) => { place.replaceChildren(make(rest, started)); place.querySelector("h3").focus(); };
  rest();
  return card("Backups", [
    el("p", { class: "small muted" }, "A backup is a copy of the whole vault on another disk, encrypted as it is here: it opens with the same passphrases. Only what is new is copied, and everything is read back."),
    known, shown.node, place,
  ]);
}

function backing(rest, started) {
  return asked("Back up now", "", form({
    fields: [FOLDER, { name: "label", label: "What is written on it", note: "so that everybody knows which one it is", most: 80 }],
    submit: "Back up", kind: "", cancel: rest,
    send: async ({ folder, label }) => { await post("vault/backups", { folder, label }); rest(); await started(); },
  }).node);
}

function tidying(rest, started) {
  return asked("Tidy a backup", "What was erased here since the backup was made is erased from it as well.", form({
    fields: [FOLDER], submit: "Tidy it", kind: "", cancel: rest,
    send: async ({ folder }) => { await post("vault/backups/pruning", { folder }); rest(); await started(); },
  }).node);
}

function list(backups) {
  if (!backups.length) return el("p", { class: "small" }, "None is known yet. If this disk fails or the device is lost, everything is lost.");
  return el("ul", { class: "known small" }, backups.map((one) => el("li", {}, icon("disk", "s"), el("span", {}, el("b", {}, one.label || "Without a label"), " ",
    el("span", { class: "muted" }, `${KEPT[one.state] ?? one.state} on ${stamp(one.time_ms)}${one.by_name ? `, by ${one.by_name}` : ""}`)))));
}

/** Where work of some kinds shows its progress and then what it found. `follow` says whether something ended since. */
function slot(kinds) {
  const node = el("div");
  const held = { name: null, update: null };
  const follow = (jobs) => {
    const job = jobs.findLast((one) => kinds.includes(one.kind));
    const name = job ? job.job + job.state : "";
    if (name === held.name) { held.update?.(job); return false; }
    const before = held.name;
    held.name = name;
    const made = isOn(job) ? jobProgress(job, CARE[job.kind], "It goes on when you leave this page or lock the app.", () => {}) : null;
    held.update = made?.update ?? null;
    node.replaceChildren(...[made?.node ?? (job ? result(job) : null)].filter(Boolean));
    return before !== null && !isOn(job);
  };
  return { node, follow };
}

function result(job) {
  if (job.state === "stopped") return el("p", { class: "small muted" }, `${CARE[job.kind]} was stopped. Nothing was changed by that; what was there before still counts.`);
  if (job.state === "failed") return el("div", { class: "tell stop", role: "status" }, icon("info"), el("p", {}, job.sentence));
  const [head, ...more] = job.told;
  return el("div", { class: `tell found ${job.clean ? "ok" : "stop"}`, role: "status" }, icon(job.clean ? "check" : "info"), el("div", {}, el("p", { class: "b" }, head), el("ul", {}, more.map((words) => el("li", {}, words)))));
}

const card = (title, inside) => el("section", { class: "card pad fields", "aria-label": title }, el("h2", {}, title), inside);
const asked = (title, words, node) => el("div", { class: "asked fields" }, el("h3", { tabindex: "-1" }, title), words ? el("p", { class: "small" }, words) : null, node);

/* Bringing notes in from a file: choose it, see what is in it and what is not taken, decide; undone with one press. */

import { clock, moment } from "./clock.js";
import { decideWith, openDialog } from "./dialog.js";
import { element, fill } from "./element.js";
import { button, icon } from "./icons.js";
import { lacking, named, notesOf } from "./notes_import_words.js";

const FORMS = ".csv,.tsv,.txt,.json,.jsonld,.vtt,.eaf,.otr";
const MOST_BYTES = 32 * 1024 * 1024;
const LONGEST = 120;
const ABOUT =
  "A copy of notes that was saved here, a table (CSV, also of BORIS), Web Annotations, an ELAN file, WebVTT, or oTranscribe. They become notes of yours that only you see.";

/**
 * The dialog, the button beside the notes that opens it, its command, and on each note whose words it holds.
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} head where the button goes
 * @param {HTMLElement} dialogs
 */
export function createNotesImport(desk, head, dialogs) {
  const open = () => desk.emit("import-notes");
  const made = button({ icon: "takeIn", size: "s", label: "Bring notes in from a file", class: "tiny bring-in", press: open });
  head.querySelector(".gap").after(made);
  desk.on("import-notes", () => openNotesImport(desk, dialogs));
  desk.commands.add({ name: "notes.import", label: "bring notes in from a file", group: "Notes", key: "", run: open });
  desk.cardParts.push((note) => (note.origin ? origin(note) : null));
}

function origin(note) {
  return element("p", { class: "origin", title: "Brought in from a file. Nobody has signed these words but you." }, icon("takeIn", "s"), element("span", { dir: "auto", text: `From a file: ${note.origin}` }));
}

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} holder
 */
function openNotesImport(desk, holder) {
  const input = element("input", { type: "file", id: "vr-notes-file", accept: FORMS });
  const found = element("div", { class: "found", role: "status" });
  const tiers = element("fieldset", { class: "tiers", hidden: true }, element("legend", { text: "Tiers to bring in" }), element("div", { class: "tier-list" }));
  const body = [element("p", { text: ABOUT }), element("div", { class: "labelled" }, element("label", { for: "vr-notes-file", text: "File" }), input), tiers, found];
  const dialog = openDialog(holder, { title: "Bring notes in", body });
  const parts = { dialog, input, found, tiers, state: { file: null, chosen: null, turn: 0 } };
  parts.decide = decideWith(dialog, "Bring them in", () => takeIn(desk, holder, parts));
  parts.decide.hidden = true;
  input.addEventListener("change", () => choose(desk, parts));
}

function choose(desk, parts) {
  Object.assign(parts.state, { file: parts.input.files[0] ?? null, chosen: null });
  parts.tiers.hidden = true;
  look(desk, parts);
}

async function look(desk, { dialog, found, tiers, decide, state }) {
  const { file, chosen } = state;
  const turn = (state.turn += 1);
  decide.hidden = true;
  dialog.root.querySelector(".message").hidden = true;
  fill(found, file ? element("p", { class: "hint", text: "Looking at it …" }) : "");
  if (!file) return;
  try {
    if (file.size > MOST_BYTES) throw new Error("This file is too long to hold notes: more than 32 MB.");
    const told = await desk.server.lookAtNotes(file, chosen);
    if (state.turn !== turn) return; // another file or other tiers were chosen meanwhile
    if (!chosen) drawTiers(desk, { dialog, found, tiers, decide, state }, told.tiers);
    fill(found, ...preview(desk, told));
    decide.querySelector("span").textContent = `Bring in ${notesOf(told.notes)}`;
    decide.hidden = told.notes === 0;
  } catch (error) {
    if (error.name === "AbortError" || state.turn !== turn) return;
    fill(found);
    dialog.fail([error.message, ...(error.reasons ?? []), ...(error.remedies ?? [])].join(" "));
  }
}

function drawTiers(desk, parts, known) {
  parts.tiers.hidden = known.length < 2;
  const boxes = known.map(({ name, notes }, at) => {
    const box = element("input", { type: "checkbox", checked: true, value: String(at) });
    return element("label", { class: "choice" }, box, element("span", { dir: "auto", text: `${name} (${notes})` }));
  });
  const list = parts.tiers.querySelector(".tier-list");
  fill(list, ...boxes);
  list.onchange = () => {
    parts.state.chosen = [...list.querySelectorAll("input")].filter((box) => box.checked).map((box) => Number(box.value));
    look(desk, parts);
  };
}

function preview(desk, told) {
  const span = told.start_ms === null ? "" : `, from ${clock(told.start_ms)} to ${clock(told.end_ms)}`;
  return [
    element("p", {}, element("b", { text: told.form_words }), ` · ${notesOf(told.notes)}${span}`),
    told.names.length > 0 && element("p", { dir: "auto", text: named(told.names, desk.review.me.name) }),
    told.beginning.length > 0 && element("ul", { class: "beginning", "aria-label": "How they begin" }, ...told.beginning.map(row)),
    ...lacking(told, desk.codebooks).map((text) => element("p", { class: "reason" }, icon("info", "s"), element("span", { dir: "auto", text }))),
  ];
}

function row({ at_ms, to_ms, text, from, codes }) {
  const words = text || codes.join(", ") || "Drawn on the picture";
  const said = words.length > LONGEST ? `${words.slice(0, LONGEST)} …` : words;
  return element("li", { dir: "auto" }, element("span", { class: "at", text: moment(at_ms, to_ms) }), " ", from && element("b", { text: `${from}: ` }), said);
}

async function takeIn(desk, holder, { state }) {
  const { file, chosen } = state;
  const step = { ids: (await desk.server.takeInNotes(file, chosen)).notes };
  const said = notesOf(step.ids.length);
  const undo = async () => {
    await desk.server.dropTakenIn(step.ids);
    desk.emit("ask", "notes");
  };
  const redo = async () => {
    step.ids = (await desk.server.takeInNotes(file, chosen)).notes;
    desk.emit("ask", "notes");
  };
  const done = { name: `${said} brought in`, undo, redo };
  desk.history.did(done);
  desk.emit("ask", "notes");
  desk.say(`${said} brought in. Undo takes them all out again.`);
  requestAnimationFrame(() => openTaken(desk, holder, said, () => desk.history.undoOne(done)));
}

/** Afterwards: how many, and out again with one press. */
function openTaken(desk, holder, said, undo) {
  const body = [element("p", { text: `${said} brought in. You find ${said.startsWith("1 ") ? "it" : "them"} among your notes, in order of time.` })];
  const dialog = openDialog(holder, { title: "Notes brought in", body, close: "Done" });
  const close = dialog.actions.firstElementChild;
  const out = decideWith(dialog, "Undo", undo);
  out.classList.replace("primary", "quiet");
  close.classList.replace("quiet", "primary");
  close.before(out);
  close.focus();
}

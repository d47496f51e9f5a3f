/* What notes drew on the picture, shown in their time only; and what opens the drawing. */

import { createDrawing } from "./drawing.js";
import { drawn, element } from "./element.js";
import { button, icon } from "./icons.js";
import { withKey } from "./key_hints.js";
import { personOf } from "./marks.js";
import { coverPicture } from "./picture_box.js";
import { drawnBy } from "./region_marks.js";
import { inWords } from "./region_shapes.js";

const AFTERGLOW = 4000; // as long as the card of a note on one moment counts as "here"

/**
 * Lay the drawings over the picture, and add them to cards, composer and commands.
 * @param {import("./desk.js").Desk} desk
 */
export function createRegions(desk) {
  const stage = desk.player.root;
  const layer = drawn("svg", { class: "regions", preserveAspectRatio: "none", role: "img", "aria-hidden": "true" });
  const state = { size: { width: 1778, height: 1000 }, with: [], shown: [], key: "" };
  stage.querySelector("video").after(layer);

  function choose() {
    state.with = desk.shown.filter((note) => note.regions?.length);
    show(desk.player.now(), true);
  }
  function show(ms, anew = false) {
    const here = state.with.filter((note) => isHere(note, ms) && note.id !== drawing.note?.id);
    if (!anew && here.length === state.shown.length && here.every((note, at) => note === state.shown[at])) return;
    state.shown = here;
    draw();
  }
  function draw() {
    const owned = state.shown.map((note) => [personOf(desk.review, note.author), note.regions]);
    const draft = !drawing.active && desk.writing?.regions?.length && isHere(desk.writing, desk.player.now());
    if (draft) owned.push([desk.review.me, desk.writing.regions]);
    layer.setAttribute("viewBox", `0 0 ${state.size.width} ${state.size.height}`);
    layer.replaceChildren(...owned.map(([person, regions]) => drawnBy(person, regions, state.size)));
    const words = owned.map(([person, regions]) => `${nameOf(desk, person)}: ${inWords(regions)}`).join("; ");
    layer.setAttribute("aria-hidden", String(!words));
    layer.setAttribute("aria-label", words);
  }
  const drawing = createDrawing(desk, stage, layer, () => state.size, choose);
  coverPicture(desk, stage, stage.querySelector("video"), [layer, drawing.sheet], (size) => ((state.size = size), desk.review && draw()));
  const may = () => Boolean(desk.review?.lesson.has_picture && desk.review.media_url);
  const onDraft = () => (drawing.active ? drawing.end() : may() && drawing.begin(null));
  for (const event of ["notes", "filter", "review"]) desk.on(event, choose);
  desk.on("writing", () => desk.review && draw());
  desk.on("time", (ms) => desk.review && show(ms));
  desk.commands.add({ name: "note.draw", label: "draw on the picture", group: "Notes", key: "&", letter: "w", onEmpty: true, possible: may, run: onDraft, onNote: (note) => drawing.begin(note) });
  desk.composerParts.push((draft) => may() && composerPart(desk, draft, drawing, onDraft));
  desk.cardParts.push((note) => note.regions?.length ? cardPart(desk, note, drawing, may()) : null);
  return { layer, drawing };
}

function isHere({ at_ms, to_ms }, ms) {
  return at_ms === null || (ms >= at_ms && ms <= (to_ms ?? at_ms + AFTERGLOW));
}

function nameOf(desk, person) {
  return person.id === desk.review.me.id ? "You" : person.first_name;
}

let part = null;

/** The same button each time: it keeps its focus while the draft changes. */
function composerPart(desk, draft, drawing, onDraft) {
  if (part?.drawing !== drawing) {
    const press = withKey(desk, button({ icon: "frame", size: "s", text: "Draw on the picture", class: "chip", press: onDraft }), "note.draw", "Draw on the picture");
    const words = element("span", { class: "hint" });
    part = { drawing, words, root: element("div", { class: "draw-part" }, press, words) };
  }
  const said = inWords(draft.regions);
  part.words.textContent = said && said[0].toUpperCase() + said.slice(1);
  return part.root;
}

function cardPart(desk, note, drawing, may) {
  const said = inWords(note.regions);
  const go = () => {
    if (note.at_ms !== null) desk.player.seek(note.at_ms);
    desk.say(`${said[0].toUpperCase()}${said.slice(1)} is shown.`);
  };
  const seen = element("button", { type: "button", class: "button link region-words", "aria-label": `Show ${said}`, tabindex: "-1", "data-stop": "region", on: { click: go } }, icon("frame", "s"), element("span", { text: said }));
  const more = note.mine && may && button({ icon: "pencil", size: "s", label: "Draw more on the picture", class: "tiny", tabindex: "-1", "data-stop": "region-draw", press: () => drawing.begin(note) });
  return element("div", { class: "region-part" }, seen, more);
}

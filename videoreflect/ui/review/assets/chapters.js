/* Chapters: named by the teacher whose lesson it is, for everybody who holds it to jump to. */

import { chapterAt } from "./chapter_lane.js";
import { clock } from "./clock.js";
import { openDialog } from "./dialog.js";
import { element, field, fill } from "./element.js";
import { button } from "./icons.js";

const LONGEST = 200;
const JUST_BEGUN = 2000; // so far into a chapter, “the one before” means its own beginning no longer
const NONE = "No chapters yet. Name the parts of the lesson, such as “Starter” or “Group work”, to find them again.";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} holder where dialogs live
 */
export function createChapters(desk, holder) {
  const all = () => desk.review?.chapters ?? [];
  const shown = { draw: () => {} };
  const open = () => openList(desk, holder, shown);
  function jump(step) {
    const now = desk.player.now();
    const here = chapterAt(all(), now);
    const back = step < 0 && here >= 0 && now - all()[here].at_ms > JUST_BEGUN ? 0 : step;
    const chapter = all()[here + back];
    if (!chapter) return desk.say(step > 0 ? "This is the last chapter." : "This is the first chapter.");
    desk.player.seek(chapter.at_ms);
    desk.say(`${clock(chapter.at_ms)} ${chapter.name}`);
  }
  const free = () => all().length > 0 && !holder.getRootNode().activeElement?.closest?.(".scroller, .menu"); // there the same keys turn pages
  desk.on("open-chapters", open);
  desk.on("review", () => shown.draw());
  desk.commands.add(
    { name: "chapter.here", label: "name a chapter that begins here", group: "Play", key: "!", letter: "h", possible: () => Boolean(desk.review?.lesson.mine), run: open },
    { name: "chapter.before", label: "chapter before", group: "Play", key: "PageUp", possible: free, run: () => jump(-1) },
    { name: "chapter.next", label: "next chapter", group: "Play", key: "PageDown", possible: free, run: () => jump(1) },
  );
}

/** @param {{draw: () => void}} shown draws the list anew while it is open */
function openList(desk, holder, shown) {
  const { mine } = desk.review.lesson;
  const at_ms = desk.player.now();
  const list = element("ol", { class: "chapter-list" });
  const name = field("input", { type: "text", id: "vr-chapter-name", class: "chapter-name", maxlength: LONGEST, placeholder: "such as Group work" });
  const add = button({ text: "Add", class: "small primary", press: () => begin() });
  const form = element("div", { class: "chapter-form" }, element("label", { for: "vr-chapter-name", text: `A chapter begins at ${clock(at_ms)}` }), name, add);
  const file = element("input", { type: "file", accept: ".vtt", hidden: true, "aria-label": "File of chapters" });
  const bring = button({ text: "From a file", class: "quiet small", press: () => file.click() });
  const id = desk.newId(); // sent twice, also after an answer that was lost, it is one chapter
  const adding = { busy: false };
  const dialog = openDialog(holder, { title: "Chapters", body: mine ? [form, list, element("div", {}, bring, file)] : [list], close: "Close", kind: "chapters" });
  const tried = async (act, saying) => {
    try {
      await act();
      desk.say(saying);
      return true;
    } catch (error) {
      if (error.name !== "AbortError") dialog.fail([error.message, ...(error.reasons ?? [])].join(" "));
      return false;
    }
  };
  async function begin() {
    if (adding.busy) return;
    adding.busy = true;
    const added = await tried(async () => put(desk, await desk.server.addChapter({ id, at_ms: Math.round(at_ms), name: name.value })), "Chapter added.");
    adding.busy = false;
    if (added) dialog.close();
    else name.focus();
  }
  async function takeIn() {
    const [chosen] = file.files;
    if (!chosen) return;
    await tried(async () => put(desk, ...(await desk.server.takeInChapters(chosen)).chapters), "Chapters added.");
    file.value = ""; // the same file may be chosen again, once it was put right
  }
  file.addEventListener("change", takeIn);
  const actions = {
    jump(chapter) {
      dialog.close();
      desk.player.seek(chapter.at_ms);
    },
    rename: (chapter, said) => tried(async () => put(desk, await desk.server.changeChapter(chapter.id, { at_ms: chapter.at_ms, name: said })), "Chapter renamed."),
    here: (chapter) => tried(async () => put(desk, await desk.server.changeChapter(chapter.id, { at_ms: Math.round(at_ms), name: chapter.name })), "Chapter moved."),
    remove: (chapter) => tried(async () => (await desk.server.removeChapter(chapter.id), drop(desk, chapter.id)), "Chapter deleted."),
  };
  const draw = () => !list.contains(list.getRootNode().activeElement?.closest?.("input")) && fill(list, rowsOf(desk, actions, at_ms));
  shown.draw = draw;
  dialog.root.addEventListener("close", () => shown.draw === draw && (shown.draw = () => {}));
  name.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && begin());
  draw();
  (mine ? name : list.querySelector("button"))?.focus();
}

function rowsOf(desk, actions, now) {
  const { chapters, lesson } = desk.review;
  if (!chapters.length) return [element("li", { class: "hint", text: NONE })];
  const here = chapterAt(chapters, now);
  return chapters.map((chapter, index) => rowOf(chapter, index === here, lesson.mine && actions, actions.jump));
}

function rowOf(chapter, here, own, jump) {
  const go = element("button", { type: "button", class: "chapter-go", "aria-current": here ? "true" : null, on: { click: () => jump(chapter) } }, element("b", { text: clock(chapter.at_ms) }), element("span", { text: chapter.name, dir: "auto" }));
  const row = element("li", { "data-chapter": chapter.id }, go);
  if (!own) return row;
  const tool = (name, label, press) => button({ icon: name, size: "s", label: `${label}: ${chapter.name}`, class: "tiny", press });
  row.append(tool("pencil", "Rename", () => edit(row, chapter, own)), tool("clock", "Begin at this moment", () => own.here(chapter)), tool("bin", "Delete", () => own.remove(chapter)));
  return row;
}

function edit(row, chapter, own) {
  const input = field("input", { type: "text", class: "chapter-name", "aria-label": "Name of the chapter", maxlength: LONGEST, value: chapter.name });
  const back = () => row.replaceWith(rowOf(chapter, false, own, own.jump));
  const save = async () => (input.value.trim() === chapter.name ? back() : (await own.rename(chapter, input.value)) || input.focus());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") input.blur(), save();
    else if (event.key === "Escape") back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  fill(row, input, button({ text: "Save", class: "small", press: save }), button({ text: "Leave it", class: "quiet small", press: back }));
  input.focus();
  input.select();
}

/** What the server answered stands at once; the next beat of the pulse says the same. */
function put(desk, ...said) {
  const ids = new Set(said.map((one) => one.id));
  setAll(desk, [...desk.review.chapters.filter((one) => !ids.has(one.id)), ...said].sort((a, b) => a.at_ms - b.at_ms));
}

function drop(desk, id) {
  setAll(desk, desk.review.chapters.filter((one) => one.id !== id));
}

function setAll(desk, chapters) {
  desk.review = { ...desk.review, chapters };
  desk.emit("review", desk.review);
}

/* Editing in place: a line's text, its parts and its times; what the owner does at once, a member suggests. */

import { clock } from "./clock.js";
import { createDoneBar } from "./done_bar.js";
import { createEditState } from "./edit_state.js";
import { element } from "./element.js";
import { openHide } from "./hide_dialog.js";
import { icon } from "./icons.js";
import { buildLineEditor, editorHint } from "./line_editor.js";
import { createLineChoice } from "./line_choice.js";
import { itemsOfChoice, itemsOfLine, itemsOfPane } from "./line_items.js";
import { openMenu } from "./menu.js";
import { comparePassage, openPassage } from "./passage_dialog.js";
import { createShiftBar } from "./shift_bar.js";
import { drawCards } from "./suggestion_card.js";

const TAKEN_BACK_AT_ONCE = ["delete", "merge", "shift"]; // what was done by a single press, so by mistake at times
const ELSEWHERE = "changed-elsewhere";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{root: HTMLElement, list: HTMLElement, dialogs: () => HTMLElement, replace: () => void}} pane
 * @param {{lines: Object[], words: Object[]}} transcript
 */
export function createEditing(desk, pane, transcript) {
  const state = createEditState(desk);
  const open = { line: null, editor: null, row: null, change: null, begun: null, turn: Promise.resolve() };
  const trouble = element("p", { class: "message edit-trouble", role: "alert", hidden: true });
  const menu = element("button", { type: "button", class: "button only tiny edit-menu", "aria-label": "Edit the transcript", title: "Edit the transcript", "aria-haspopup": "menu", "aria-expanded": "false", hidden: true });
  menu.append(icon("pencil", "s"));
  const done = createDoneBar(() => undo().then(() => (open.back = desk.player.now())));
  const it = { desk, state, transcript, edit, insert, send, undo, redo, focusLine, neighbours, compare, ...pane };

  const may = () => state.now.mine || state.maySuggest();

  /** One thing after the other: an undo that is pressed at once is for the change before it, on a busy machine too. */
  function inTurn(deed) {
    const turn = open.turn.then(deed);
    open.turn = turn.catch(() => {});
    return turn;
  }
  /** Make a change, or suggest it; the words are asked for again, and the focus comes back to the line. */
  function send(change, said) {
    return inTurn(() => sendNow(change, said));
  }
  async function sendNow(change, said) {
    try {
      if (state.now.mine) await desk.server.edit(change);
      else await desk.server.suggest(change);
      if (state.mayEdit() && TAKEN_BACK_AT_ONCE.includes(change.kind)) done.show(said.replace(" Undo brings it back.", ""));
      else done.hide();
      desk.say(state.now.mine ? said : "Suggested. The owner of the lesson decides.");
    } catch (error) {
      if (error.code === ELSEWHERE) desk.emit("ask", "words");
      throw error;
    }
    desk.emit("ask", "words");
  }
  /** The same from a menu, where there is no editor that could say what went wrong. */
  async function attempt(does) {
    trouble.hidden = true;
    try {
      await does();
    } catch (error) {
      if (error.name === "AbortError") return;
      trouble.textContent = [error.message, ...(error.reasons ?? []), ...(error.remedies ?? [])].join(" ");
      trouble.hidden = false;
    }
  }
  /** The owner, while no transcript is agreed: lines can be taken out and names hidden, nothing else. */
  function isLocked() {
    if (!state.now.mine || state.mayEdit()) return false;
    attempt(() => Promise.reject(Object.assign(new Error("The words cannot be changed now."), { reasons: state.now.may.reasons, remedies: state.now.may.remedies })));
    return true;
  }
  function undo() {
    return attempt(() => inTurn(() => turn("undo", desk.server.undoEdit, "Undone.")));
  }
  function redo() {
    return attempt(() => inTurn(() => turn("redo", desk.server.redoEdit, "Made again.")));
  }
  async function turn(which, ask, said) {
    if (isLocked()) return;
    done.hide();
    await state.refresh();
    const step = state.now[which];
    if (!step) return desk.say(which === "undo" ? "There is nothing to undo." : "There is nothing to make again.");
    await ask(step.edit).finally(() => desk.emit("ask", "words"));
    desk.say(said);
  }
  function neighbours(index) {
    return { before: transcript.lines[index - 1]?.data, line: transcript.lines[index]?.data, after: transcript.lines[index + 1]?.data };
  }
  function focusLine(ms) {
    const line = transcript.lines.findLast((one) => one.start <= ms) ?? transcript.lines[0];
    line?.stamp.focus({ preventScroll: true });
  }

  function edit(index, at) {
    const { before, line } = neighbours(index);
    if (!may() || !line?.id || isLocked()) return;
    const owns = state.mayEdit();
    const kind = { label: owns ? "Change this line" : "Suggest another text for this line", hint: editorHint(owns), save: owns ? "Save" : "Suggest", times: owns, canSplit: owns, canMerge: owns && Boolean(before?.id) };
    show(line, line, kind, {
      save: async (text, times) => {
        const moved = times.start_ms !== line.start_ms || times.end_ms !== line.end_ms;
        if (moved && text.trim() === line.text.trim()) await send({ kind: "move", lines: [line.id], ...times }, "The line was moved.");
        else if (!moved) await send({ kind: "text", lines: [line.id], texts: [text] }, text.trim() ? "Saved." : "The line was taken out.");
        else await textAndTimes(line, text, times);
        leave(times.start_ms);
      },
      split: async (first, second) => {
        await send({ kind: "split", lines: [line.id], texts: [first, second] }, "The line was split.");
        leave(line.start_ms);
      },
      merge: async (text) => {
        const whole = `${before.text.trim()} ${text.trim()}`;
        await send({ kind: "merge", lines: [before.id, line.id], texts: [whole] }, "The two lines are one.");
        leave(before.start_ms);
      },
    }, at);
  }
  async function textAndTimes(line, text, times) {
    const { edit: made } = await desk.server.edit({ kind: "move", lines: [line.id], ...times });
    await send({ kind: "text", lines: [`${made}-0`], texts: [text] }, "Saved.");
  }
  /** A line that was not heard, after another or at the place of the picture. */
  function insert(index) {
    if (isLocked()) return;
    const { line, after } = neighbours(index);
    const start = Math.round(line ? Math.max(line.end_ms, 0) : desk.player.now());
    const room = after && after.start_ms > start ? after.start_ms : start + 2000;
    const end = Math.min(desk.duration, Math.max(start + 500, Math.min(room, start + 5000)));
    const blank = { start_ms: Math.min(start, end - 100), end_ms: end, text: "" };
    const owns = state.mayEdit();
    const kind = { label: "What was said and not heard", hint: editorHint(false), save: owns ? "Put in" : "Suggest", times: true, canSplit: false, canMerge: false };
    show(line ?? null, blank, kind, {
      save: async (text, times) => {
        await send({ kind: "insert", texts: [text], ...times }, "The line was put in.");
        leave(times.start_ms);
      },
    });
  }

  /** `anchor` is the line in whose place, or after which, the editor stands. */
  function show(anchor, line, kind, actions, at) {
    if (open.editor?.changed()) return stay(open.line?.id === anchor?.id);
    leave();
    const typed = (text) => desk.lineDrafts.keepLine(text.trim() === line.text.trim() ? null : { id: anchor?.id ?? null, put: anchor !== line, text });
    const editor = buildLineEditor(line, kind, { ...actions, typed, close: () => (leave(line.start_ms), delete open.back) });
    Object.assign(open, { line: anchor, editor, change: line });
    desk.emit("scrolled");
    settle();
    if (open.begun) return; // taken up by itself: the keys stay where they are
    editor.focus(at);
    editor.root.scrollIntoView({ block: "nearest" });
  }
  /** What was typed is not lost because another line was asked for. */
  function stay(same) {
    open.editor.focus(open.editor.caret());
    open.editor.root.scrollIntoView({ block: "nearest" });
    if (!same) open.editor.tell("Save this line, or leave it, first.");
  }
  function leave(ms) {
    const { editor, row } = open;
    if (!editor) return;
    desk.lineDrafts.keepLine(null);
    Object.assign(open, { line: null, editor: null, row: null, change: null });
    row?.classList.remove("editing");
    editor.root.remove();
    if (ms !== undefined) focusLine(ms);
    open.back = ms;
  }
  /** Put the open editor where its line stands now: the lines are drawn again whenever words come. */
  function settle() {
    const { line, editor, change } = open;
    if (!editor) return;
    const inserts = change !== line;
    const same = line && transcript.lines.find((one) => one.data.id === line.id);
    const there = same ?? transcript.lines.findLast((one) => one.start <= change.start_ms) ?? null;
    if (line && !same) editor.tell("This line was changed elsewhere; it has been shown again. Copy your words if you need them, then leave.");
    open.row = there?.root ?? null;
    if (!there) pane.list.prepend(editor.root);
    else if (inserts || !same) there.root.after(editor.root);
    else {
      there.root.classList.add("editing");
      there.root.append(editor.root);
    }
  }
  /** A line that was being changed when the page was locked or left is taken up again, once its words are there. */
  function takeUp() {
    const begun = open.begun;
    if (!begun || !may() || !transcript.lines.length) return;
    const index = transcript.lines.findIndex((one) => one.data.id === begun.id);
    if (begun.put) insert(index < 0 ? undefined : index);
    else edit(index);
    if (open.editor) open.editor.put(begun.text);
    else attempt(() => Promise.reject(new Error(`You were changing a line. Your words: ${begun.text}`)));
    if (open.editor) desk.lineDrafts.keepLine(begun);
    open.begun = null;
  }
  function compare(passage) {
    comparePassage(it, passage);
  }

  /** After the lines were drawn: editor, cards, and the focus where it was. */
  function drawn(focused) {
    const at = open.editor?.caret();
    settle();
    choice.drawn();
    shift.drawn();
    drawCards(it, attempt);
    const active = pane.list.getRootNode().activeElement;
    const elsewhere = active && (!pane.root.contains(active) || active.matches("input, textarea"));
    if (elsewhere) delete open.back; // such as a note that is being written
    else if (focused === "editor") open.editor?.focus(at);
    else if (open.back !== undefined) focusLine(open.back);
    else if (typeof focused === "number") focusLine(focused);
    delete open.back;
    takeUp();
  }
  /** What has the focus before the lines are drawn again. */
  function focusedNow() {
    const active = pane.list.getRootNode().activeElement;
    if (!active || !pane.list.contains(active)) return null;
    if (open.editor?.root.contains(active)) return "editor";
    const row = active.closest(".line");
    return row ? transcript.lines[Number(row.dataset.line)]?.start ?? null : null;
  }

  function openLine(index, beside) {
    if (!may()) return;
    const several = choice.has(transcript.lines[index].data.id);
    if (several) openMenu(pane.root, beside, itemsOfChoice(it, attempt), "Chosen lines");
    else openMenu(pane.root, beside, itemsOfLine(it, index, attempt), `Line at ${clock(transcript.lines[index].start)}`);
  }
  menu.addEventListener("click", () => openMenu(pane.root, menu, itemsOfPane(it, attempt), "Edit the transcript"));
  pane.list.addEventListener("click", (event) => {
    const more = event.target.closest?.(".line-more");
    if (more) openLine(Number(more.closest(".line").dataset.line), more);
  });
  pane.list.addEventListener("dblclick", (event) => {
    const row = event.target.closest?.(".line");
    if (!row || event.target.closest(".stamp, .line-editor, .line-more")) return;
    event.preventDefault();
    pane.list.getRootNode().getSelection?.()?.removeAllRanges();
    edit(Number(row.dataset.line), Math.max(0, offsetOf(row, event.target.closest(".word"))));
  });
  pane.root.addEventListener("keydown", (event) => {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (!command || event.target.matches("input, textarea") || !state.now.mine) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) undo();
    else if ((key === "z" && event.shiftKey) || key === "y") redo();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  desk.on("editing", () => {
    menu.hidden = !may() || !transcript.lines.length;
    pane.root.classList.toggle("editable", may());
    pane.list.dataset.editable = may() ? "yes" : "no";
    drawCards(it, attempt);
    takeUp();
  });
  desk.on("restored", () => {
    open.begun = desk.lineDrafts.line;
    takeUp();
  });
  desk.on("named", (said) => state.mayEdit() && done.show(said));
  /** Where the focus goes when the lines are drawn again. */
  it.backTo = (ms) => (open.back = ms);
  it.hide = () => openHide(it, pane.dialogs(), chosenName(transcript));
  it.passage = (index) => openPassage(it, pane.dialogs(), index);
  const choice = createLineChoice(desk, pane.list, transcript, { may, items: () => itemsOfChoice(it, attempt) });
  const shift = createShiftBar(it, choice, attempt);
  Object.assign(it, { choice, shift: shift.open });
  const removeChosen = () => itemsOfChoice(it, attempt).at(-1).press();
  return { choice, removeChosen, bars: [choice.bar, shift.root], done: done.root, menu, trouble, drawn, focusedNow, edit, openLine, state, attempt, send, may };
}

/** The words that are chosen for a note, as a name: without what stands around them. */
function chosenName({ words }) {
  const chosen = words.filter((word) => word.root.classList.contains("chosen")).map((word) => word.text);
  return chosen.join(" ").replace(/[’']s\b/u, "").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").slice(0, 100);
}

/** Where a word begins in the text of its line. */
function offsetOf(row, word) {
  if (!word) return row.querySelector("p").textContent.length;
  let read = 0;
  for (const node of row.querySelector("p").childNodes) {
    if (node === word) return read;
    read += node.textContent.length;
  }
  return read;
}

/* The words by keyboard: one tab stop, arrows from line to line and word to word, Enter jumps. */

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} list
 * @param {{lines: Object[], words: Object[]}} transcript
 * @param {{choose: (from: number, to: number) => void}} quote
 * @param {Object} editing the keys that change a line
 */
export function createWordKeys(desk, list, transcript, quote, editing) {
  const place = { line: 0, word: -1, anchor: -1 };

  function toLine(index) {
    const line = transcript.lines[index];
    if (!line) return;
    Object.assign(place, { line: index, word: -1, anchor: -1 });
    rove(list, line.stamp);
  }
  function toWord(index, extend) {
    const word = transcript.words[index];
    if (!word) return;
    const from = extend ? (place.anchor >= 0 ? place.anchor : Math.max(place.word, 0)) : -1;
    Object.assign(place, { line: word.line, word: index, anchor: from });
    word.root.setAttribute("role", "button");
    rove(list, word.root);
    if (extend) quote.choose(Math.min(from, index), Math.max(from, index));
  }
  function sideways(step, extend) {
    const line = transcript.lines[place.line];
    toWord(place.word < 0 ? (step > 0 ? line.from : line.from - 1) : place.word + step, extend);
  }
  /** With Shift lines are chosen, from the one that had the focus. */
  function downwards(step, extend) {
    const from = place.line;
    toLine(from + step);
    if (extend) editing.choice.extend(place.line, from);
    else editing.choice.clear();
  }
  const actions = {
    ArrowDown: (event) => downwards(1, event.shiftKey),
    ArrowUp: (event) => downwards(-1, event.shiftKey),
    ArrowRight: (event) => sideways(1, event.shiftKey),
    ArrowLeft: (event) => sideways(-1, event.shiftKey),
    Home: () => toLine(0),
    End: () => toLine(transcript.lines.length - 1),
    Enter: (event) => enter(desk, transcript, place, event),
  };
  const changes = {
    e: () => editing.edit(place.line, offset()),
    Delete: () => remove(),
    ContextMenu: () => editing.openLine(place.line, transcript.lines[place.line].stamp),
  };

  function offset() {
    if (place.word < 0) return undefined;
    const { from } = transcript.lines[place.line];
    return transcript.words.slice(from, place.word).reduce((sum, word) => sum + word.gap.length + word.text.length, 0) + transcript.words[place.word].gap.length;
  }
  function remove() {
    if (editing.choice.active()) return editing.removeChosen();
    const line = transcript.lines[place.line].data;
    editing.attempt(() => editing.send({ kind: "delete", lines: [line.id] }, editing.state.mayEdit() ? "The line was taken out. Undo brings it back." : "The line was taken out."));
  }
  /** A letter begins a note; E changes a line only for who came to it by keys, not by a click on its time. */
  function changing(event) {
    if (!editing.may()) return undefined;
    if (event.key === "F10" && event.shiftKey) return changes.ContextMenu;
    const isNote = list.dataset.by === "hand" || list.getRootNode().activeElement !== event.target; // it went to the note
    if (event.key.toLowerCase() === "e" && isNote) return undefined;
    return changes[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  }
  list.addEventListener("pointerdown", () => (list.dataset.by = "hand"));
  list.addEventListener("keydown", (event) => (event.key.startsWith("Arrow") || event.key === "Tab") && (list.dataset.by = "keys"), true);
  list.addEventListener("focusout", (event) => list.contains(event.relatedTarget) || (list.dataset.by = "keys"));
  list.addEventListener("focusin", (event) => {
    const line = event.target.closest(".line");
    if (line && event.target.matches(".stamp")) Object.assign(place, { line: Number(line.dataset.line), word: -1, anchor: -1 });
  });
  list.addEventListener("keydown", (event) => {
    const action = !event.ctrlKey && !event.metaKey && !event.altKey && (actions[event.key] ?? changing(event));
    if (!action || !event.target.matches(".stamp, .word")) return;
    action(event);
    event.preventDefault();
    event.stopPropagation();
  });
}

function enter(desk, transcript, place) {
  const target = place.word < 0 ? transcript.lines[place.line] : transcript.words[place.word];
  if (target) desk.player.seek(target.start);
}

function rove(list, next) {
  for (const old of list.querySelectorAll('[tabindex="0"]')) old.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

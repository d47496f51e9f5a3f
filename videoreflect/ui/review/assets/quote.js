/* Words chosen for a note: marked in blue, handed to the composer with their times. */

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} list
 * @param {{words: Object[]}} transcript
 */
export function createQuote(desk, list, transcript) {
  let marked = [];

  function clear() {
    for (const word of marked) word.root.classList.remove("chosen", "chosen-last");
    marked = [];
  }
  function choose(from, to) {
    clear();
    marked = transcript.words.slice(from, to + 1);
    for (const word of marked) word.root.classList.add("chosen");
    marked.at(-1)?.root.classList.add("chosen-last");
    const quote = marked.map((word, index) => (index ? word.gap || spaceBetween(marked, index) : "") + word.text).join("").replace(/[,;:]$/, "");
    desk.emit("chosen", { at_ms: marked[0].start, to_ms: marked.at(-1).end, quote });
  }
  list.addEventListener("mouseup", () => setTimeout(() => fromSelection(list, choose), 0));
  list.addEventListener("touchend", () => setTimeout(() => fromSelection(list, choose), 250));
  desk.on("unchosen", clear);
  return { choose, clear };
}

function spaceBetween(words, index) {
  return words[index].line === words[index - 1].line ? "" : " ";
}

function fromSelection(list, choose) {
  const root = list.getRootNode();
  const selection = root.getSelection ? root.getSelection() : document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const inside = [...list.querySelectorAll(".word")].filter((word) => range.intersectsNode(word) && !onlyTouched(range, word));
  if (inside.length > 1 || String(selection).trim() === inside[0]?.textContent) {
    choose(Number(inside[0].dataset.word), Number(inside.at(-1).dataset.word));
  }
}

/** A selection that ends before the first letter of a word, or begins after its last, does not mean that word. */
function onlyTouched(range, word) {
  const end = range.endContainer === word.firstChild && range.endOffset === 0;
  const start = range.startContainer === word.firstChild && range.startOffset === word.textContent.length;
  return end || start;
}

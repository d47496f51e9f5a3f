/* The keyboard. Letters start a note, so commands are signs. */

const STEP = 5000;
const LONG_STEP = 30_000;
const FIELDS = "input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea";
const PRESSABLE = "button, a[href], select, input, summary";

/**
 * @param {HTMLElement} root
 * @param {import("./desk.js").Desk} desk
 * @param {Object} parts composer, search, keysDialog
 */
export function listenToKeys(root, desk, { composer, focusSearch, openKeys }) {
  const { player } = desk;
  const commands = {
    " ": () => player.toggle(),
    ArrowLeft: (event) => player.skip(event.shiftKey ? -LONG_STEP : -STEP),
    ArrowRight: (event) => player.skip(event.shiftKey ? LONG_STEP : STEP),
    ",": () => player.step(-1),
    ".": () => player.step(1),
    "[": composer.setIn,
    "]": composer.setOut,
    "*": composer.talk,
    _: player.captions.toggle,
    "/": focusSearch,
    "?": openKeys,
    "+": () => desk.emit("zoom", 0.5),
    "-": () => desk.emit("zoom", 2),
    Enter: () => composer.active && composer.save(),
    Escape: () => composer.active && composer.later(),
  };

  function onKey(event) {
    const target = event.composedPath()[0];
    if (!ours(root, target)) return;
    const inside = root.contains(target);
    if (root.querySelector("dialog[open]")) return;
    if (target.matches?.(FIELDS)) return inField(event, target, composer, commands);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (inside && target.matches(PRESSABLE) && usedBy(event.key, target)) return;
    if (inside && target.closest(".lines, .lane, .note-list") && movesInList(event.key, target)) return;
    if (commands[event.key]) act(event, commands[event.key]);
    else if (startsNote(event)) composer.typed(); // the letter itself arrives in the field that has the focus now
    stopAtRoot(event, inside);
  }
  window.addEventListener("keydown", onKey, { capture: true, signal: desk.signal });
  // Streamlit listens on the document and cannot see into the shadow root: "r" in a note would run the app again.
  for (const name of ["keydown", "keypress", "keyup"]) root.addEventListener(name, (event) => event.stopPropagation());
}

/** Keys pressed on the page itself or inside the component; not in something laid over it (the sign-in after a lock). */
function ours(root, target) {
  return target === document.body || target === document.documentElement || target === window || root.contains(target) || (target instanceof Element && target.contains(root.getRootNode().host ?? root));
}

/** In the composer: Enter saves, Esc keeps for later; signs are commands only while nothing is written. */
function inField(event, target, composer, commands) {
  if (!target.matches(".composer textarea") || event.isComposing) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && event.key === "Enter" && !event.shiftKey) return act(event, composer.save);
  if (plain && event.key === "Escape") return act(event, composer.later);
  if (event.altKey && (event.key === "[" || event.key === "]")) return act(event, commands[event.key]);
  if (plain && target.value === "" && [" ", "[", "]", "*", "_"].includes(event.key)) act(event, commands[event.key]);
}

function act(event, command) {
  event.preventDefault();
  command(event);
}

function stopAtRoot(event, inside) {
  if (!inside) event.stopImmediatePropagation();
}

function usedBy(key, target) {
  if (key === "Enter" || key === " ") return true;
  if (target.matches("select")) return key.startsWith("Arrow") || /^[0-9]$/.test(key);
  return target.matches("input[type=range], input[type=radio]") && key.startsWith("Arrow");
}

function movesInList(key, target) {
  if (target.closest(".note-list")) return ["ArrowUp", "ArrowDown", "Delete", "*"].includes(key);
  if (target.closest(".lane")) return ["ArrowLeft", "ArrowRight"].includes(key);
  return key.startsWith("Arrow") || ["Enter", "Home", "End"].includes(key) || changesLine(key, target.closest(".lines"));
}

/** Keys that change the line they are on; a letter only where somebody came by keys, else it begins a note. */
function changesLine(key, list) {
  return list?.dataset.editable === "yes" && (["Delete", "ContextMenu", "F10"].includes(key) || (["e", "E"].includes(key) && list.dataset.by !== "hand"));
}

function startsNote(event) {
  return !event.isComposing && (event.key === "Dead" || event.key === "Process" || /^[\p{L}\p{N}“"‘'(]$/u.test(event.key));
}

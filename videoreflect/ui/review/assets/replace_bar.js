/* Replace what the search looks for, in the whole transcript: how often first, then all at once, undone at once. */

import { element, field } from "./element.js";
import { button } from "./icons.js";

const PAUSE = 250;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLInputElement} find the field of the search
 * @param {{back: () => void}} actions
 */
export function createReplaceBar(desk, find, { back }) {
  const by = field("input", { type: "text", placeholder: "Replace with", "aria-label": "Replace with", maxlength: 200, autocapitalize: "off" });
  const whole = element("input", { type: "checkbox" });
  const same = element("input", { type: "checkbox" });
  const count = element("span", { class: "count", role: "status" });
  const all = button({ text: "Replace all", class: "small", press: () => replaceAll() });
  const close = button({ icon: "close", size: "s", label: "Close replacing", class: "tiny", press: () => hide() });
  const trouble = element("p", { class: "message", role: "alert", hidden: true });
  const checks = element("span", { class: "checks" }, element("label", {}, whole, "Whole words"), element("label", {}, same, "Same capitals"));
  const root = element("div", { class: "replacing", role: "group", "aria-label": "Find and replace", hidden: true }, by, all, close, checks, count, trouble);
  const known = { places: 0, turn: 0, wait: 0 };

  const asked = () => ({ find: find.value, by: by.value, whole_words: whole.checked, same_case: same.checked });

  function changed() {
    clearTimeout(known.wait);
    if (!root.hidden) known.wait = setTimeout(look, PAUSE);
  }
  async function look() {
    const turn = (known.turn += 1);
    show(0, "");
    if (!find.value.trim()) return;
    try {
      const { places, lines, across } = await desk.server.replaceable(asked());
      const over = across ? `, ${across === places ? (across === 1 ? "over the end of one" : "over the ends of some") : `${across} over the end of a line`}` : "";
      if (turn === known.turn) show(places, places ? `${places} in ${lines} ${lines === 1 ? "line" : "lines"}${over}` : "none");
    } catch (error) {
      if (turn === known.turn && error.name !== "AbortError") show(0, "none");
    }
  }
  function show(places, text) {
    known.places = places;
    count.textContent = text;
    all.disabled = !places;
  }
  async function replaceAll() {
    trouble.hidden = true;
    all.setAttribute("aria-busy", "true");
    try {
      const { places } = await desk.server.replaceAll({ ...asked(), places: known.places });
      desk.say(`Replaced in ${places === 1 ? "one place" : `${places} places`}. Undo brings them back.`);
      show(0, `${places} replaced`);
      desk.emit("ask", "words");
    } catch (error) {
      if (error.name === "AbortError") return;
      trouble.textContent = [error.message, ...(error.reasons ?? [])].join(" ");
      trouble.hidden = false;
      look();
    } finally {
      all.removeAttribute("aria-busy");
    }
  }
  function hide() {
    root.hidden = true;
    back();
  }
  function open() {
    root.hidden = false;
    look();
    (find.value ? by : find).focus();
  }
  for (const box of [whole, same]) box.addEventListener("change", changed);
  find.addEventListener("input", changed);
  root.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") hide();
    else if (event.key === "Enter" && event.target === by) all.disabled || replaceAll();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  show(0, "");
  return { root, open };
}

/* On a narrow screen: the whole lesson on one strip, Words, Notes or Codes, and the note button under the thumb. */

import { clock } from "./clock.js";
import { element, write } from "./element.js";
import { button, icon } from "./icons.js";
import { createOverview } from "./overview.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} root gets the class "show-notes" or "show-codes" while these are shown
 * @param {{typed: () => void, talk: () => void}} composer
 * @returns {{strip: HTMLElement, tabs: HTMLElement, bar: HTMLElement}}
 */
export function createPhone(desk, root, composer) {
  const overview = createOverview(desk);
  const count = element("span", { class: "faint" });
  const tabs = element("div", { class: "tabs", role: "group", "aria-label": "Show" });
  const words = tab("Words", true);
  const notes = tab("Notes", false, count);
  const codes = tab("Codes", false);
  tabs.append(words, notes, codes);
  tabs.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    desk.emit("pane", pressed === codes ? "codes" : pressed === notes ? "notes" : "words");
  });
  desk.on("pane", (name) => {
    root.classList.toggle("show-notes", name === "notes");
    root.classList.toggle("show-codes", name === "codes");
    for (const [one, its] of [[words, "words"], [notes, "notes"], [codes, "codes"]]) one.setAttribute("aria-pressed", String(its === name));
  });
  const label = element("span", { text: "Note at 0:00" });
  const note = element("button", { type: "button", class: "button primary", on: { click: composer.typed } }, icon("plus"), label);
  const bar = element("div", { class: "thumb-bar" }, note, button({ icon: "talk", size: "l", label: "A note to talk about", class: "talk", press: composer.talk }));
  desk.on("time", (ms) => write(label, `Note at ${clock(ms)}`));
  desk.on("notes", () => (count.textContent = desk.shown.length ? String(desk.shown.length) : ""));
  for (const event of ["review", "wave", "words", "notes"]) desk.on(event, () => requestAnimationFrame(overview.draw));
  const watcher = new ResizeObserver(() => {
    overview.draw();
    const left = overview.root.parentElement;
    if (left) root.style.setProperty("--stuck", `${left.offsetHeight}px`);
  });
  watcher.observe(overview.root);
  root.addEventListener("touchmove", () => desk.emit("scrolled"), { passive: true });
  root.addEventListener("wheel", (event) => event.ctrlKey || (root.scrollHeight > root.clientHeight + 1 && desk.emit("scrolled")), { passive: true });
  desk.signal.addEventListener("abort", () => watcher.disconnect());
  return { strip: overview.root, tabs, bar };
}

function tab(text, pressed, count) {
  return element("button", { type: "button", "aria-pressed": String(pressed) }, text, count && " ", count);
}

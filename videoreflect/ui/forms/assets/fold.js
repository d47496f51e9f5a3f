// Cards that are needed less often: one line each, until its heading is pressed.
import { el, icon } from "./dom.js";

let count = 0;

/** Several cards as lines of one. Each is {card, summary, opening, closing}: the last two fill a card when it opens and empty it when it shuts. `open` is a Set of the titles that stand open, kept while the page is drawn anew. */
export function folds(lines, open) {
  return el("div", { class: "card folds" }, lines.filter((line) => line.card).map((line) => fold(line, open)));
}

/** Open the fold of this title and give its heading the keyboard. */
export function showFold(page, title) {
  const face = [...page.querySelectorAll(".foldhead")].find((one) => one.dataset.title === title);
  if (face?.getAttribute("aria-expanded") === "false") face.click();
  face?.focus();
  face?.scrollIntoView({ block: "center" });
}

function fold({ card, summary, opening = () => {}, closing = () => {} }, open) {
  const title = card.getAttribute("aria-label");
  card.id = `fold-${count += 1}`;
  card.classList.remove("card", "pad");
  card.classList.add("folded");
  card.querySelector("h2")?.remove();
  const face = el("button", { type: "button", class: "foldhead", "aria-controls": card.id, "data-title": title },
    el("span", { class: "what" }, title), el("span", { class: "sum" }, summary), icon("down"));
  const show = (wanted) => {
    card.hidden = !wanted;
    face.setAttribute("aria-expanded", String(wanted));
    if (wanted) { open.add(title); opening(); } else { open.delete(title); closing(); }
  };
  face.addEventListener("click", () => show(card.hidden));
  show(open.has(title));
  return el("div", { class: "fold" }, el("h2", {}, face), card);
}

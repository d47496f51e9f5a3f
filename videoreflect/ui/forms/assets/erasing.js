// The question before something is erased: what goes, what stays, what cannot be reached; then a word to type.
import { button, el, icon } from "./dom.js";
import { busy, field } from "./fields.js";

const WORD = "erase";

/** The question as a node. `send()` does it; `keep()` closes the question. */
export function erasing({ title, act, goes, stays, beyond, keep, send }) {
  const refused = el("div");
  const word = field({ name: "word", label: `Type the word “${WORD}” to confirm`, most: 20 });
  const asks = el("form", { class: "asked fields", novalidate: true, "aria-label": title }, el("h3", { tabindex: "-1" }, title),
    el("ul", { class: "means small" }, means("bin", "Goes", goes), means("book", "Stays", stays), means("info", "Out of reach", beyond)));
  const decide = button(act, null, { kind: "stop", type: "submit" });
  word.node.classList.add("word");
  asks.append(word.node, refused, el("div", { class: "ends" }, decide, button("Keep it", keep, { kind: "q" })));
  asks.addEventListener("submit", (event) => {
    event.preventDefault();
    if (decide.getAttribute("aria-busy") === "true") return;
    if (word.read().trim().toLowerCase() !== WORD) { word.blame(`Type “${WORD}”, so that nothing is erased by a slip.`); word.focus(); return; }
    busy(decide, refused, send);
  });
  return asks;
}

const means = (picture, head, words) => el("li", {}, icon(picture, "s"), el("span", {}, el("b", {}, `${head}: `), words));

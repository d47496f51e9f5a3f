/* What a codebook from a file holds, shown before it is kept. */

import { element } from "./element.js";
import { swatch } from "./swatch.js";

const SHOWN = 40;

/**
 * What is in it, and what would be changed.
 * @param {{book: Object, told: string[], replaces: string}} looked
 * @returns {(Node|{warning: true, text: string})[]}
 */
export function codebookPreview({ book, told, replaces }) {
  const many = book.codes.length;
  const sentences = [replaces && `It replaces your codebook “${replaces}”. Lessons that use that one keep it until you take the newer form there.`, ...told].filter(Boolean);
  const chips = book.codes.slice(0, SHOWN).map((code) => element("li", { class: "code wide" }, swatch(code), element("span", { text: code.letters }), element("em", { text: code.name })));
  return [
    element("p", {}, element("b", { text: book.title }), ` · ${many.toLocaleString("en-GB")} ${many === 1 ? "code" : "codes"}${book.groups ? `, in ${book.groups.length} ${book.groups.length === 1 ? "group" : "groups"}` : ""}`),
    element("ul", { class: "code-row", "aria-label": "Its codes" }, ...chips),
    ...(many > SHOWN ? [element("p", { class: "hint", text: `and ${(many - SHOWN).toLocaleString("en-GB")} more` })] : []),
    ...sentences.map((text) => ({ warning: true, text })),
  ];
}

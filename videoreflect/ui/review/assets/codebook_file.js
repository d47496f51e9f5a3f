/* A codebook as a file on its way in: read by the page, shown before it is kept. */

import { swatch } from "./code_chips.js";
import { element } from "./element.js";

const MOST_BYTES = 1_400_000;
const SHOWN = 40;
const PIECE = 0x8000;

/**
 * What the routes take. Throws an Error with a sentence for one that is too long.
 * @param {File} file
 * @returns {Promise<{name: string, file: string}>} its bytes as base64
 */
export async function readFile(file) {
  if (file.size > MOST_BYTES) throw new Error("This file is too long to be a codebook: more than 1.4 MB.");
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return { name: file.name.slice(0, 200), file: btoa(text) };
}

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

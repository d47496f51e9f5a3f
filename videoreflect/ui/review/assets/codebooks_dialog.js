/* Which codebooks this lesson uses; taking one in, and saving one as a file. */

import { readFile } from "./codebook_bytes.js";
import { codebookPreview } from "./codebook_file.js";
import { decideWith, openDialog } from "./dialog.js";
import { element, fill } from "./element.js";
import { button, icon } from "./icons.js";
import { swatch } from "./swatch.js";

const PLACES = { "built-in": "", own: "yours", vault: "of this vault", lesson: "came with this lesson" };

/**
 * @param {import("./desk.js").Desk} desk
 * @param {ReturnType<import("./codes.js").createCodes>} codes
 * @param {HTMLElement} holder
 */
export function openCodebooks(desk, codes, holder) {
  const list = element("div", { class: "book-list" });
  const add = button({ text: "Take one in from a file", icon: "takeIn", size: "s", class: "small", press: () => openTakeIn(desk, codes, holder) });
  const about = desk.review.lesson.mine ? "What you choose here is there for everybody who holds this lesson; each can add their own." : "What you choose here is for you. It says nothing of what you code.";
  const dialog = openDialog(holder, { title: "Codebooks of this lesson", body: [element("p", { class: "hint", text: about }), list], close: "Done", kind: "broad" });
  dialog.actions.prepend(add, element("span", { class: "gap" }));

  function draw() {
    const held = list.getRootNode().activeElement?.dataset.book;
    fill(list, ...codes.books.map(row));
    if (held) [...list.querySelectorAll("[data-book]")].find((one) => one.dataset.book === held)?.focus();
  }
  function row(book) {
    const box = element("input", { type: "checkbox", "data-book": book.id, on: { change: () => use(book, box.checked, box) } });
    box.checked = book.used;
    const from = [PLACES[book.place], book.place === "vault" && book.by_name].filter(Boolean).join(", ");
    const first = book.first.map((code) => element("span", { class: "code", title: code.name }, swatch(code), element("span", { "aria-hidden": "true", text: code.letters })));
    return element(
      "div",
      { class: "book" },
      element("label", { class: "choice" }, box, element("span", {}, element("b", { text: book.title }), element("span", { class: "faint", text: ` ${book.count} ${book.count === 1 ? "code" : "codes"}${from ? ` · ${from}` : ""}` }))),
      book.about && element("p", { class: "hint", text: book.about }),
      element("div", { class: "code-row", "aria-hidden": "true" }, ...first, book.count > first.length && element("span", { class: "faint", text: `and ${book.count - first.length} more` })),
      element("div", { class: "book-foot" }, book.source && element("p", { class: "hint", text: book.source }), element("span", { class: "gap" }), book.newer && button({ text: "Take the newer form", class: "link", press: (event) => use(book, true, event.target) }), download(desk, book, "csv"), download(desk, book, "json")),
    );
  }
  async function use(book, used, control) {
    control.disabled = true;
    try {
      codes.take((await desk.server.useCodebook(book.id, used)).books);
      desk.say(used ? `${book.title} is in use.` : `${book.title} is put aside. Labels on notes stay.`);
    } catch (error) {
      if (error.name !== "AbortError") dialog.fail([error.message, ...(error.reasons ?? [])].join(" "));
    }
    control.disabled = false;
    draw();
  }
  draw();
  codes.ask().then(() => dialog.root.isConnected && draw());
}

function download(desk, book, form) {
  return element("a", { class: "button link", href: desk.server.codebookFile(book.id, form), download: `codebook-${book.id}.${form}`, "aria-label": `Save ${book.title} as ${form.toUpperCase()}`, text: form.toUpperCase() });
}

/** Choose a file, see what is in it and what has to be changed, then decide. */
function openTakeIn(desk, codes, holder) {
  const input = element("input", { type: "file", id: "vr-codebook", accept: ".csv,.json,.txt,.tsv" });
  const found = element("div", { class: "found", role: "status" });
  const state = { file: null, id: "" };
  const body = [element("p", { text: "A table (CSV) with a column “name”, and if you like letters, colour, key, about and group; or JSON. Everybody in this vault can use it, so leave names of pupils out." }), element("div", { class: "labelled" }, element("label", { for: "vr-codebook", text: "File" }), input), found];
  const dialog = openDialog(holder, { title: "Take in a codebook", body, kind: "broad" });
  const decide = decideWith(dialog, "Take it in and use it", async () => {
    const { book } = await desk.server.takeInCodebook(state.file);
    codes.take((await desk.server.useCodebook(book.id, true)).books);
    desk.say(`${book.title} is in use.`);
    queueMicrotask(() => openCodebooks(desk, codes, holder));
  });
  decide.hidden = true;
  input.addEventListener("change", async () => {
    decide.hidden = true;
    dialog.root.querySelector(".message").hidden = true;
    fill(found, element("p", { class: "hint", text: "Looking at it …" }));
    const file = input.files[0];
    try {
      state.file = file ? await readFile(file) : null;
      const told = file ? await desk.server.lookAtCodebook(state.file) : null;
      if (input.files[0] !== file) return;
      fill(found, ...(told ? codebookPreview(told).map((line) => (line.warning ? element("p", { class: "reason" }, icon("info", "s"), element("span", { text: line.text })) : line)) : []));
      decide.hidden = !told;
    } catch (error) {
      if (error.name === "AbortError" || input.files[0] !== file) return;
      fill(found);
      dialog.fail(error.message);
    }
  });
}

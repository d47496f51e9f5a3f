/* Codebooks on the screen: fetched, known by label, put on notes by key. */

import { codesOf, figuresOf, toggled, unknownCode } from "./code_book.js";

const GROUP = "Codes";

/**
 * @param {import("./desk.js").Desk} desk
 */
export function createCodes(desk) {
  const state = { books: [], all: [], known: new Map(), figures: new Map(), letters: new Map(), asked: new Set(), revision: "", started: false };

  async function fetchBooks() {
    take((await desk.server.codebooks()).books);
  }
  /** @param {Object[]} books as GET …/codebooks gives them */
  function take(books) {
    state.books = books;
    desk.codebooks = books.filter((one) => one.used).map((one) => one.book);
    state.all = desk.codebooks.flatMap(codesOf);
    for (const code of state.all) state.known.set(code.ref, code);
    state.figures = figuresOf(state.all);
    register();
    desk.emit("codebooks", desk.codebooks);
  }
  /** A figure for each of the first ten; with letters as commands also the code's own letter, where nothing else has it. */
  function register() {
    for (const one of desk.commands.all()) if (one.name.startsWith("code.")) desk.commands.remove(one.name);
    const taken = new Set(desk.commands.all().map((one) => one.letter ?? one.key));
    state.letters = new Map();
    for (const [figure, code] of state.figures) desk.commands.add(commandOf(code, { name: `code.${figure}`, key: figure, letter: figure }));
    for (const code of state.all) {
      const letter = code.key.toLowerCase();
      if (!letter || /[0-9]/.test(letter) || taken.has(letter) || state.letters.has(letter)) continue;
      state.letters.set(letter, code);
      desk.commands.add(commandOf(code, { name: `code.key.${letter}`, key: "", letter }));
    }
    desk.commands.add({ name: "code.more", label: "all codes", group: GROUP, key: "=", letter: "=", onEmpty: true, possible: () => state.all.length > 0, run: () => desk.emit("choose-codes", null), onNote: (note) => desk.emit("choose-codes", note) });
  }
  function commandOf(code, keys) {
    return { ...keys, label: code.name, group: GROUP, onEmpty: true, run: () => label(code), onNote: (note) => labelNote(note, code) };
  }
  /** Put a code on what is being written, or take it off; begin a note with it if nothing is. */
  function label(code) {
    const before = desk.writing?.codes ?? [];
    const codes = toggled(before, code);
    if (!desk.writing) desk.commands.get("note.start")?.run();
    desk.compose({ codes });
    desk.say(codes.length > before.length || codes.includes(code.ref) ? `${code.name} is on this note.` : `${code.name} is off this note.`);
  }
  /** The same for a note of mine that is saved. */
  async function labelNote(note, code) {
    const codes = toggled((desk.noteNow(note.id) ?? note).codes ?? [], code);
    try {
      await desk.changeNote(note, { codes });
      desk.say(codes.includes(code.ref) ? `${code.name} is on this note.` : `${code.name} is off this note.`);
    } catch (error) {
      if (error.name !== "AbortError") desk.emit("refused", error.message);
    }
  }
  /** @returns {import("./code_book.js").Code} also for a label whose codebook is not in use */
  function codeOf(ref) {
    return state.known.get(ref) ?? unknownCode(ref);
  }
  /** Labels of notes whose codebook is not in use: its names are asked for once. */
  async function learn() {
    const needed = new Set(desk.notes.flatMap((note) => note.codes ?? []).filter((ref) => !state.known.has(ref)).map((ref) => ref.split("/")[0]));
    const missing = state.books.filter((one) => needed.has(one.id) && !state.asked.has(one.id));
    for (const one of missing) state.asked.add(one.id);
    const found = await Promise.all(missing.map((one) => desk.server.codebook(one.id).catch(() => null)));
    for (const answer of found.filter(Boolean)) for (const code of codesOf(answer.book)) if (!state.known.has(code.ref)) state.known.set(code.ref, code);
    if (found.some(Boolean)) desk.emit("codebooks", desk.codebooks);
  }
  desk.codeOf = codeOf;
  const ask = () => fetchBooks().then(learn).catch((error) => error.name === "AbortError" || desk.emit("codes-failed", error.message));
  desk.on("notes", () => state.started && learn());
  desk.on("ask", (name) => name === "codebooks" && ask());
  desk.on("pulse", ({ codebooks_revision: now }) => {
    const changed = now !== undefined && state.revision && now !== state.revision;
    state.revision = now ?? state.revision;
    if (changed) ask();
  });
  desk.on("review", () => {
    if (state.started) return;
    state.started = true;
    ask();
  });
  const codes = {
    get books() {
      return state.books;
    },
    /** All codes of the codebooks in use. */
    get all() {
      return state.all;
    },
    codeOf,
    label,
    labelNote,
    take,
    ask,
    /** The key that puts a code on a note now, "" if none. */
    keyOf(code) {
      const figure = [...state.figures].find(([, one]) => one.ref === code.ref)?.[0] ?? "";
      const letter = desk.commands.typingStarts ? "" : [...state.letters].find(([, one]) => one.ref === code.ref)?.[0] ?? "";
      const command = desk.commands.get(letter ? `code.key.${letter}` : `code.${figure}`);
      return command ? desk.commands.keyOf(command) : "";
    },
  };
  return codes;
}

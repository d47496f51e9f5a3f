/* The words of a voice note: written down on this device, put into an empty note, else offered. */

import { element } from "./element.js";
import { button } from "./icons.js";

const EVERY = 1000;

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{writeWords: (voice: string) => Promise<Object>, words: (voice: string) => Promise<Object>}} routes
 * @param {() => void} changed something is to be drawn anew
 */
export function createVoiceWords(desk, routes, changed) {
  const known = new Map(); // voice -> {state: "going" | "offered" | "failed" | "none", text, sentence}

  /** @param {string} voice @param {string} [before] the text that stood in the note when it began */
  async function write(voice, before = "") {
    if (known.get(voice)?.state === "going") return;
    put(voice, { state: "going" });
    try {
      let told = await routes.writeWords(voice);
      while (["waiting", "running"].includes(told.state)) {
        await new Promise((done) => setTimeout(done, EVERY));
        if (desk.signal.aborted) return;
        told = await routes.words(voice);
      }
      if (told.state === "done") return await arrived(voice, told.text, before);
      put(voice, { state: "failed", sentence: told.sentence || "The words could not be written down just now." });
    } catch (error) {
      if (error.name !== "AbortError") put(voice, { state: "failed", sentence: error.message });
    }
  }
  async function arrived(voice, text, before) {
    if (!text) return put(voice, { state: "none" });
    const writing = desk.writing?.voice === voice;
    const note = desk.notes.find((one) => one.mine && one.voice === voice);
    const there = writing ? desk.writing.text : note?.text;
    if (there !== "" || before !== "") return put(voice, { state: "offered", text });
    await use(voice, text);
    desk.say("What you said is written in the note. Read it over.");
  }
  /** Put the words into the note, after what stands there. */
  async function use(voice, text) {
    const joined = (there) => (there.trim() ? `${there.trimEnd()}\n${text}` : text);
    known.delete(voice);
    if (desk.writing?.voice === voice) desk.compose({ text: joined(desk.writing.text) });
    else {
      const note = desk.notes.find((one) => one.mine && one.voice === voice);
      if (note) await desk.changeNote(note, { text: joined(note.text) }).catch((error) => put(voice, { state: "offered", text, sentence: error.message }));
    }
    changed();
  }
  function put(voice, told) {
    known.set(voice, told);
    if (known.size > 50) known.delete(known.keys().next().value);
    changed();
  }
  /**
   * How far it is, as something to read and press; empty where there is nothing to say.
   * @param {{voice: string, text: string}} note
   * @returns {Node[]}
   */
  function said({ voice, text }) {
    const told = known.get(voice);
    const again = () => button({ text: "Write down what you said", class: "link", press: () => write(voice, text) });
    if (!told) return text ? [] : [again()];
    if (told.state === "going") return [line("Writing down what you said. You can save, or type, meanwhile.")];
    if (told.state === "none") return [line("No words were heard in it. The note keeps the sound.")];
    if (told.state === "failed") return [line(`${told.sentence} The note works without words.`), again()];
    return [element("blockquote", { class: "voice-offer", text: told.text }), button({ text: "Use the words", class: "small", press: () => use(voice, told.text) })];
  }
  desk.signal.addEventListener("abort", () => known.clear());
  return { write, said, forget: (voice) => known.delete(voice) };
}

function line(text) {
  return element("p", { class: "hint", role: "status", text });
}

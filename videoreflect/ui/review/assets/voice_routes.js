/* The routes of voice notes, and a way back for a sound whose note was deleted or changed a moment ago. */

import { call } from "./server.js";

const MOST_HELD = 3;

const MOST_LEAVING = 60_000; // bytes that may outlive their page

/**
 * @param {string} lesson where it is kept
 * @param {Blob} sound
 * @param {string} [after] the voice note that it goes on from
 * @returns {Promise<{voice: string, voice_ms: number}>}
 */
export function sendVoice(lesson, sound, after = "", options = {}) {
  return call(`/vr/lessons/${encodeURIComponent(lesson)}/voice-notes${after && `?after=${encodeURIComponent(after)}`}`, { method: "POST", body: new Blob([sound]), ...options });
}

/**
 * @param {import("./desk.js").Desk} desk
 * @param {string} lesson
 */
export function createVoiceRoutes(desk, lesson) {
  const { server, signal } = desk;
  const address = (voice) => `/vr/lessons/${encodeURIComponent(lesson)}/voice-notes/${encodeURIComponent(voice)}`;
  const being = (id) => `/vr/lessons/${encodeURIComponent(lesson)}/speaking/${encodeURIComponent(id)}`;
  const held = new Map(); // voice -> Blob of a sound that this page took out of a note: undo brings it back
  const { addNote, changeNote, removeNote } = server;

  async function hold(voice) {
    if (!voice || held.has(voice)) return;
    try {
      held.set(voice, new Blob([await call(address(voice), { bytes: true, signal })]));
    } catch (error) {
      if (error.name === "AbortError") throw error; // else it is gone already, and cannot be brought back
    }
    if (held.size > MOST_HELD) held.delete(held.keys().next().value);
  }
  async function there(content) {
    const sound = held.get(content.voice);
    if (!sound) return content;
    const again = await sendVoice(lesson, sound, "", { signal });
    return { ...content, ...again };
  }
  const voiceOf = (id) => desk.notes.find((note) => note.id === id)?.voice ?? "";
  server.addNote = async (content) => addNote(await there(content));
  server.changeNote = async (id, content) => {
    if (voiceOf(id) !== (content.voice ?? "")) await hold(voiceOf(id));
    return changeNote(id, await there(content));
  };
  server.removeNote = async (id, was_ms) => {
    await hold(voiceOf(id));
    return removeNote(id, was_ms);
  };
  signal.addEventListener("abort", () => held.clear());
  desk.on("closed", () => held.clear());
  return {
    address: (voice) => location.origin + address(voice),
    send: (sound, after) => sendVoice(lesson, sound, after, { signal }),
    /** Not ended with the screen: what was said last goes out while the page is left. */
    piece: (id, from, sound) => call(`${being(id)}?from=${from}`, { method: "PUT", body: sound, keepalive: sound.size < MOST_LEAVING }),
    soFar: (id, how) => call(being(id), { method: "POST", body: how, signal }),
    discard: (voice) => call(address(voice), { method: "DELETE", body: {}, signal }),
    writeWords: (voice) => call(`${address(voice)}/words`, { method: "POST", body: {}, signal }),
    words: (voice) => call(`${address(voice)}/words`, { signal }),
  };
}

/* How this person wants the screen: kept with the server, encrypted, before the first key counts. */

import { call } from "./server.js";

const PATH = "/vr/people/me/review";
const AS_IT_COMES = { typing_starts: true, prompts: true, keys: {}, letters: {}, tour: "done", sample: "" };

/**
 * @param {import("./desk.js").Desk} desk
 * @returns {{load: () => Promise<void>}} `desk.saveSettings(changes)` says in a sentence what could not be kept
 */
export function createSettings(desk) {
  const use = (settings) => {
    desk.settings = { ...AS_IT_COMES, ...settings };
    desk.emit("settings", desk.settings);
  };
  desk.settings = AS_IT_COMES;
  desk.saveSettings = async (changes) => {
    const before = desk.settings;
    use({ ...before, ...changes }); // counts at once; what cannot be kept goes back
    try {
      use(await call(PATH, { method: "PUT", body: changes, signal: desk.signal }));
    } catch (error) {
      if (error.name !== "AbortError") use(before);
      throw error;
    }
  };
  return {
    async load() {
      try {
        use(await call(PATH, { signal: desk.signal }));
      } catch {
        use({}); // never worth a sentence: the screen as it comes works too
      }
    },
  };
}

/* What is being said goes to the server piece by piece, so that a reload, a crash or a lock loses no more than a moment. */

import { newId } from "./new_id.js";

/**
 * Send the pieces of one recording in their order. The answer to each says how much is there: what was lost on the
 * way, or is there already, makes no difference.
 * @param {(id: string, from: number, sound: Blob) => Promise<{kept: number}>} send `from` is a place in bytes
 * @param {{lost: () => void, refused: (error: Error) => void}} told `lost`: the server has less than it had
 */
export function createVoicePieces(send, { lost, refused }) {
  const id = newId();
  const state = { pieces: [], bytes: 0, kept: 0, going: null, ended: false };

  async function go() {
    try {
      let before;
      do {
        before = state.kept;
        await sendRest();
      } while (state.kept > before && state.kept < state.bytes && !state.ended);
    } catch (error) {
      if (!error.passing) end(); // else the next piece brings along what is missing
      if (!error.passing && error.name !== "AbortError") refused(error);
    }
    state.going = null;
  }
  async function sendRest() {
    const { kept } = await send(id, state.kept, new Blob(state.pieces).slice(state.kept));
    const less = kept < state.kept;
    state.kept = Math.min(kept, state.bytes);
    if (less) lost();
  }
  function end() {
    state.ended = true;
    state.pieces.length = 0;
  }
  return {
    id,
    /** @param {Blob} piece */
    add(piece) {
      if (state.ended) return;
      state.pieces.push(piece);
      state.bytes += piece.size;
      state.going ??= go();
    },
    /** Resolves when nothing is on its way. */
    settled: async () => state.going,
    end,
  };
}

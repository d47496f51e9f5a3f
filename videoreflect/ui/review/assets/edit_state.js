/* What may be edited, what can be undone, and what waits for an answer; asked again whenever the words change. */

/**
 * @typedef {Object} Editing the Editing of docs/ROUTES.md
 */

const NOTHING = { may: { allowed: false, reasons: [], remedies: [] }, mine: false, undo: null, redo: null, suggestions: [], passages: [], passage_job: null, models: [] };

/**
 * @param {import("./desk.js").Desk} desk
 * @returns {{now: Editing, refresh: () => Promise<void>, mayEdit: () => boolean, maySuggest: () => boolean}}
 */
export function createEditState(desk) {
  const state = { now: NOTHING, turn: 0, refresh, mayEdit: () => state.now.may.allowed, maySuggest: () => Boolean(desk.review) && !state.now.mine && state.now !== NOTHING };

  async function refresh() {
    const turn = (state.turn += 1);
    try {
      const found = await desk.server.edits();
      if (turn !== state.turn) return;
      state.now = found;
      desk.emit("editing", found);
    } catch {
      // the pulse tells what is wrong with the lesson; without this answer nothing can be edited
    }
  }
  desk.on("words", refresh);
  desk.on("review", () => state.now !== NOTHING && refresh());
  return state;
}

/* Which parts somebody else's lesson was played: told to its owner, in their words, once a minute at most. */

const EVERY = 60_000;
const STEP = 3000; // further apart than this, the clip was moved and not played
const MOST = 100;

/**
 * @param {import("./desk.js").Desk} desk
 * @returns {{flush: (leaving: boolean) => void}}
 */
export function createWatched(desk) {
  const state = { parts: [], last: null, sent: Date.now() };
  const flush = (leaving) => {
    const parts = state.parts.splice(0).filter(([start, end]) => end > start);
    state.sent = Date.now();
    if (parts.length && desk.review && !desk.review.lesson.mine) desk.server.played(parts, leaving).catch(() => {}); // never worth a sentence
  };
  desk.on("played", ({ at, playing }) => {
    if (playing) take(state, Math.round(at));
    state.last = playing ? Math.round(at) : null;
    if (state.parts.length && Date.now() - state.sent > EVERY) flush(false);
  });
  return { flush };
}

function take(state, at) {
  const part = state.parts.at(-1);
  const goesOn = state.last !== null && at >= state.last && at - state.last < STEP;
  if (part && goesOn) part[1] = at;
  else if (state.parts.length < MOST) state.parts.push([at, at]);
}

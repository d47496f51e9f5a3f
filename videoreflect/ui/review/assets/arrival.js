/* What somebody asked for before the lesson was there: that it plays when it opens. */

let wanted = "";

/** @param {string} lesson plays the next time it opens */
export function playOnArrival(lesson) {
  wanted = lesson;
}

/** @returns {boolean} whether this lesson was asked to play; once */
export function playsOnArrival(lesson) {
  const asked = wanted === lesson;
  wanted = "";
  return asked;
}

/* Lines and words as the screen needs them, whatever way the words were cut. */

/**
 * The words of a line with times, `gap` being what stands before each (a space, or nothing).
 * A line without words of its own is cut at its spaces, and its time shared out by letters.
 * @param {{start_ms: number, end_ms: number, text: string, words: Array}} line
 * @returns {{start: number, end: number, text: string, gap: string, doubtful: boolean}[]}
 */
export function wordsOf(line) {
  const words = line.words?.length ? line.words : shared(line);
  const spaced = words.some(([, , text]) => text.startsWith(" "));
  return words
    .filter(([, , text]) => text.trim())
    .map(([start, end, text, probability], index) => ({
      start,
      end,
      text: text.trim(),
      gap: index === 0 || (spaced && !text.startsWith(" ")) ? "" : " ",
      doubtful: probability !== null && probability < 0.5,
    }));
}

function shared({ start_ms, end_ms, text }) {
  const pieces = text.trim().split(/\s+/);
  const letters = pieces.reduce((sum, piece) => sum + piece.length + 1, 0);
  let read = 0;
  return pieces.map((piece) => {
    const from = start_ms + ((end_ms - start_ms) * read) / letters;
    read += piece.length + 1;
    return [Math.round(from), Math.round(start_ms + ((end_ms - start_ms) * read) / letters), piece, 1];
  });
}

/**
 * The last of a sorted list that begins at or before a time.
 * @template T
 * @param {T[]} list
 * @param {number} ms
 * @param {(item: T) => number} startOf
 * @returns {number} its index, or -1
 */
export function lastBegun(list, ms, startOf) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(list[middle]) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

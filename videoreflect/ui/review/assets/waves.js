/* The sound as bars: one path for speech, one for the rest. */

const MS_PER_VALUE = 100;
const APART = 3.5;

/**
 * @param {{waveform: Uint8Array, speech: number[][]}} sound
 * @param {{from: number, to: number}} view milliseconds
 * @param {{width: number, height: number, apart?: number}} size pixels
 * @returns {{speech: string, rest: string}} path data
 */
export function bars({ waveform, speech }, { from, to }, { width, height, apart = APART }) {
  const paths = { speech: "", rest: "" };
  if (!waveform.length || width <= 0) return paths;
  const perBar = ((to - from) * apart) / width;
  let span = 0;
  for (let x = apart / 2, start = from; x < width; x += apart, start += perBar) {
    while (span < speech.length && speech[span][1] <= start) span += 1;
    const spoken = span < speech.length && speech[span][0] < start + perBar;
    const tall = Math.max(1, (loudest(waveform, start, start + perBar) / 255) * (height - 6));
    paths[spoken ? "speech" : "rest"] += `M${x.toFixed(1)} ${((height - tall) / 2).toFixed(1)}v${tall.toFixed(1)}`;
  }
  return paths;
}

function loudest(waveform, from, to) {
  const first = Math.max(0, Math.floor(from / MS_PER_VALUE));
  const last = Math.min(waveform.length, Math.max(first + 1, Math.ceil(to / MS_PER_VALUE)));
  let most = 0;
  for (let index = first; index < last; index += 1) if (waveform[index] > most) most = waveform[index];
  return most;
}

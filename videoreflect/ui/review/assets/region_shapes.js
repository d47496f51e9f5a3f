/* What is drawn on the picture, as numbers: ten-thousandths of its width and height, from the upper left corner. */

export const WHOLE = 10_000;
export const MOST_REGIONS = 20;
const MOST_POINTS = 500;
const LEAST = 120; // a slip of the hand, not a box
const NAMES = { box: ["a box", "boxes"], arrow: ["an arrow", "arrows"], line: ["a line by hand", "lines by hand"] };
const COUNTS = ["", "", "two", "three", "four", "five", "six"];

/**
 * @typedef {{shape: "box"|"arrow"|"line", points: [number, number][]}} Region
 */

/** @param {number} value */
export const bounded = (value) => Math.min(WHOLE, Math.max(0, Math.round(value)));

/**
 * “a box and two arrows on the picture”.
 * @param {Region[]} regions
 * @returns {string} "" for none
 */
export function inWords(regions = []) {
  const kinds = Object.keys(NAMES).map((shape) => [shape, regions.filter((one) => one.shape === shape).length]);
  const said = kinds.filter(([, count]) => count).map(([shape, count]) => (count === 1 ? NAMES[shape][0] : `${COUNTS[count] ?? count} ${NAMES[shape][1]}`));
  if (!said.length) return "";
  const last = said.pop();
  return `${said.length ? `${said.join(", ")} and ${last}` : last} on the picture`;
}

/**
 * A region as it was drawn, ready to be kept; null for a slip of the hand.
 * @param {Region} region
 * @returns {Region|null}
 */
export function finished({ shape, points }) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const wide = Math.max(...xs) - Math.min(...xs);
  const high = Math.max(...ys) - Math.min(...ys);
  if (points.length < 2 || Math.max(wide, high) < LEAST) return null;
  if (shape === "box") return { shape, points: [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]] };
  return { shape, points: shape === "line" ? thinned(points) : points };
}

/** Leave out points of a line drawn by hand until it fits: the ends stay. */
function thinned(points) {
  let kept = points;
  while (kept.length > MOST_POINTS) kept = kept.filter((_, at) => at % 2 === 0 || at === kept.length - 1);
  return kept;
}

/**
 * Move a region, or only its second point, staying on the picture.
 * @param {Region} region
 * @param {number} right
 * @param {number} down
 * @param {boolean} onlyEnd a box or an arrow gets another size
 * @returns {Region}
 */
export function moved({ shape, points }, right, down, onlyEnd) {
  const last = points.length - 1;
  if (onlyEnd && shape !== "line") return { shape, points: points.map(([x, y], at) => (at === last ? [grown(x, points[0][0], right, shape), grown(y, points[0][1], down, shape)] : [x, y])) };
  const [dx, dy] = [room(points.map(([x]) => x), right), room(points.map(([, y]) => y), down)];
  return { shape, points: points.map(([x, y]) => [x + dx, y + dy]) };
}

function room(values, by) {
  return Math.max(-Math.min(...values), Math.min(WHOLE - Math.max(...values), by));
}

/** The lower right corner of a box stays below and right of the other. */
function grown(value, from, by, shape) {
  const next = bounded(value + by);
  return shape === "box" ? Math.max(next, Math.min(WHOLE, from + LEAST)) : next;
}

/**
 * The outline of a region on a picture of some width and height.
 * @param {Region} region
 * @param {{width: number, height: number}} size
 * @returns {string} for the `d` of a path
 */
export function outline({ shape, points }, size) {
  const at = points.map(([x, y]) => [(x / WHOLE) * size.width, (y / WHOLE) * size.height]);
  const text = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  if (shape === "box") return `M${text(at[0])}H${at[1][0].toFixed(1)}V${at[1][1].toFixed(1)}H${at[0][0].toFixed(1)}Z`;
  const path = `M${at.map(text).join("L")}`;
  return shape === "arrow" ? `${path}${head(at, size).map((point) => `M${text(at[1])}L${text(point)}`).join("")}` : path;
}

/** The two strokes of an arrow's head, as long as the arrow allows. */
function head([from, to], size) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy) || 1;
  const arm = Math.min(length * 0.5, size.height * 0.06);
  return [0.45, -0.45].map((turn) => {
    const angle = Math.atan2(dy, dx) + Math.PI + turn;
    return [to[0] + Math.cos(angle) * arm, to[1] + Math.sin(angle) * arm];
  });
}

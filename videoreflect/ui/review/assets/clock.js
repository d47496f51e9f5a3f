/* Times in words and figures. Everything inside is integer milliseconds; only this module formats them. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = { weekday: "long", day: "numeric", month: "long" };

/**
 * "0:24", "13:24", and "1:02:03" from the first hour on: as every other page and every printed record says it.
 * @param {number} ms
 * @returns {string}
 */
export function clock(ms) {
  const seconds = Math.floor(Math.max(0, ms) / SECOND);
  const pad = (number) => String(number).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/**
 * "13:24", "13:23–13:30", or "Whole lesson" where there is no moment.
 * @param {number|null} at
 * @param {number|null} [to]
 * @returns {string}
 */
export function moment(at, to = null) {
  if (at === null) return "Whole lesson";
  return to === null || clock(to) === clock(at) ? clock(at) : `${clock(at)}–${clock(to)}`;
}

/**
 * How long something lasts: "3.4 s", "31 s", "2 min 5 s".
 * @param {number} ms
 * @returns {string}
 */
export function lasting(ms) {
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`;
  const seconds = Math.round(ms / SECOND);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * "about 4 min left"; nothing while nobody can know.
 * @param {number|null} seconds
 * @returns {string}
 */
export function timeLeft(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 10) return "a few seconds left";
  return seconds < 60 ? `about ${Math.ceil(seconds / 10) * 10} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}

/**
 * "31 of 48 min", in seconds for short lessons.
 * @param {number} done
 * @param {number} total
 * @returns {string}
 */
export function soFar(done, total) {
  const [size, unit] = total >= 3 * MINUTE ? [MINUTE, "min"] : [SECOND, "s"];
  return `${Math.floor(done / size)} of ${Math.ceil(total / size)} ${unit}`;
}

/**
 * "Tuesday 11 November"; the year is added when it is another one. Takes "2025-11-11" or milliseconds.
 * @param {string|number|null} date
 * @returns {string}
 */
export function day(date) {
  const parsed = typeof date === "string" ? new Date(`${date}T12:00`) : new Date(date ?? NaN);
  if (Number.isNaN(parsed.getTime())) return "";
  const year = parsed.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
  return parsed.toLocaleDateString("en-GB", { ...DAY, ...year }).replace(",", "");
}

/**
 * The date as a date field wants it: "2025-11-11"; empty for none.
 * @param {number|null} ms
 * @returns {string}
 */
export function dateField(ms) {
  if (ms === null || ms === undefined) return "";
  const date = new Date(ms);
  const pad = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/**
 * "13:24.3": to a tenth of a second, for setting where a line begins.
 * @param {number} ms
 * @returns {string}
 */
export function precise(ms) {
  return `${clock(ms)}.${Math.floor((Math.max(0, ms) % SECOND) / 100)}`;
}

/**
 * A typed time in ms: "13:24", "1:02:03.5", "84"; null for anything else.
 * @param {string} text
 * @returns {number|null}
 */
export function readTime(text) {
  const found = /^\s*(?:(\d{1,2}):)?(?:(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?\s*$/.exec(text);
  if (!found) return null;
  const [, first, second, seconds, part = ""] = found;
  const [h, m] = second === undefined ? [0, Number(first ?? 0)] : [Number(first), Number(second)];
  return ((h * 60 + m) * 60 + Number(seconds)) * SECOND + Number(part.padEnd(3, "0"));
}

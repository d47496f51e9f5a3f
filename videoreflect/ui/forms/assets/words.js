// How times, sizes and counts are said.

const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const LONG = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const HOUR = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const SPACE = "\u00A0";

/** “Tue 11 Nov”, with the year when it is not this one; "" for no date. */
export function day(iso) {
  if (!iso) return "";
  const date = new Date(`${iso}T12:00:00`);
  const year = date.getFullYear() === new Date().getFullYear() ? "" : ` ${date.getFullYear()}`;
  return DAY.format(date).replace(",", "") + year;
}

/** “31 July 2026” of an ISO date. */
export const longDay = (iso) => LONG.format(new Date(`${iso}T12:00:00`));
/** “31 July 2026” of the UTC day in which `ms` lies: end dates include their day. */
export const longDayOf = (ms) => longDay(new Date(ms).toISOString().slice(0, 10));
/** “20 Oct, 15:02”. */
export const moment = (ms) => MOMENT.format(ms);
/** “20 October 2026, 15:02”, where the person is. */
export const stamp = (ms) => `${LONG.format(ms)}, ${HOUR.format(ms)}`;
/** “15:58”. */
export const hour = (ms) => HOUR.format(ms);

/** “48 min”, “95 s” under two minutes. */
export function lasting(ms) {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** “13:24”, with hours from one hour on. */
export function clock(ms) {
  const total = Math.floor(ms / 1000);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** “13:24–13:58”, or one time where there is no end; "" for a note on the whole lesson. */
export function span(at, to) {
  if (at === null || at === undefined) return "whole lesson";
  return to === null || to === undefined || to === at ? clock(at) : `${clock(at)}–${clock(to)}`;
}

/** “2.1 GB”. */
export function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let step = 0;
  for (; bytes >= 1000 && step < units.length - 1; step += 1) bytes /= 1000;
  return `${step > 2 ? bytes.toFixed(1) : Math.round(bytes)}${SPACE}${units[step]}`;
}

/** “About 4 min left.”; "" while it cannot be said. */
export function left(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 5) return "Nearly done.";
  if (seconds < 90) return `About ${Math.ceil(seconds / 5) * 5}${SPACE}s left.`;
  return `About ${Math.round(seconds / 60)}${SPACE}min left.`;
}

/** “66 %”. */
export const percent = (share) => `${Math.round(share * 100)}${SPACE}%`;
/** “1 note”, “3 notes”. */
export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
/** “Ana, Ben and Cara”. */
export const listed = (names) => names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
/** Today as an ISO date, where the person is. */
export const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);

/** The end of the school year that `iso` lies in, at least two months away: 31 July. */
export function endOfSchoolYear(iso = today()) {
  const [year, month] = iso.split("-").map(Number);
  return `${month >= 6 ? year + 1 : year}-07-31`;
}

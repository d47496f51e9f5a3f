// Copying out of the vault: each kind by itself, open only if it was recorded as allowed.
import { button, el, icon, lockedButton } from "./dom.js";
import { bytes } from "./api.js";
import { why } from "./allowed.js";
import { busy } from "./fields.js";
import { saveFile } from "./paper.js";
import { listed } from "./words.js";

const KINDS = [
  { kind: "notes", words: "Notes", forms: [["csv", "Table (CSV)"], ["eaf-notes", "For ELAN"], ["annotations", "For other annotation tools"], ["vtt-notes", "For players (WebVTT)"], ["chapters", "Chapters (WebVTT)"]] },
  { kind: "transcript", words: "Transcript", forms: [["docx", "For Word"], ["txt", "Text"], ["times", "Text with times"], ["vtt", "Subtitles (VTT)"], ["srt", "Subtitles (SRT)"], ["eaf", "For ELAN"], ["json", "With all words (JSON)"]] },
  { kind: "transcript", track: "en", words: "Transcript in English", forms: [["docx", "For Word"], ["txt", "Text"], ["times", "Text with times"], ["vtt", "Subtitles (VTT)"], ["srt", "Subtitles (SRT)"]] },
  { kind: "talk", words: "Record of the talk", forms: [["talk", "Text"]] },
  { kind: "clip", words: "Clip", forms: [["mp4", "MP4"]] },
];
const ENDINGS = { talk: "txt", times: "txt", annotations: "json", "vtt-notes": "vtt", "eaf-notes": "eaf", chapters: "vtt" };

/** The card. `told` is what `get("lessons/…/copies")` answered. */
export function copyingCard(stage, review, told) {
  if (!review.lesson.mine) return null;
  const there = KINDS.filter(({ kind, track }) => (kind !== "clip" || !review.lesson.recording_erased) && (!track || told.english));
  const open = there.filter(({ kind }) => told.kinds[kind].allowed);
  const closed = there.filter(({ kind }) => !told.kinds[kind].allowed);
  const body = open.length
    ? [el("p", { class: "small muted" }, "A copy lies outside the vault, in clear. No date, withdrawal or erasing reaches it: keep it only as long as you need it."), open.map((one) => row(stage, review, one)), rest(closed)]
    : lockedButton("Copy out", why(told.any), { size: "sm" });
  return el("section", { class: "card pad stack fields", "aria-label": "Copy out" }, el("h2", {}, "Copy out"), body);
}

/** The line of the fold. */
export function copyingSummary({ kinds }) {
  const open = KINDS.filter(({ kind, track }) => !track && kinds[kind].allowed).map(({ words }) => words);
  return open.length ? open.join(", ") : "Locked";
}

function rest(closed) {
  if (!closed.length) return null;
  return el("p", { class: "why" }, icon("lock", "s"), el("span", {}, `Not among the uses that were recorded: ${listed(closed.map(({ words }) => words.toLowerCase()))}. Add it with “Record a change”.`));
}

function row(stage, review, { kind, track, words, forms }) {
  const refused = el("div");
  const saves = forms.map(([form, label]) => {
    const save = button(label, () => busy(save, refused, () => saved(stage, review, { kind, track, form })), { size: "sm", "aria-label": `Save ${words.toLowerCase()} as ${label}` });
    return save;
  });
  return el("div", { class: "copy" }, el("span", {}, words), el("div", { class: "row wrap" }, saves), refused);
}

async function saved(stage, review, { kind, track, form }) {
  const what = form === "chapters" ? form : kind; // beside the notes, which may be WebVTT too
  const name = `${review.lesson.title.replace(/[\\/:*?"<>|\u0000-\u001f]+/gu, " ").trim().slice(0, 80) || "lesson"}, ${what}${track ? " in English" : ""}.${ENDINGS[form] ?? form}`;
  const path = `lessons/${stage.lesson}/export?format=${form}${track ? `&track=${track}` : ""}`;
  if (kind === "clip") return take(`/vr/${path}`, name);   // gigabytes do not go through memory
  return saveFile(name, await bytes(path), "application/octet-stream");
}

/** The browser asks where to put it, or puts it where downloads go. */
function take(address, name) {
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

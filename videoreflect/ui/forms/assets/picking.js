// Choosing or dropping recordings where there is no form yet: the form opens, and they are on their way already.
import { el } from "./dom.js";
import { add } from "./upload.js";

/** What the file window offers to pick; the server looks for itself at what came. */
export const ACCEPTED = "video/*,audio/*,.mp4,.mov,.m4v,.mkv,.webm,.avi,.3gp,.mts,.m2ts,.mp3,.m4a,.wav";
const CAMERA = /^(?:img|vid|mvi|mov|dsc|pxl|gopr|gh|gx|wp|video|clip|recording|screen recording)?[\s\d]*$/i;

/** Let a file be chosen; what is chosen starts to arrive at once. */
export function pick() {
  const input = el("input", { type: "file", multiple: true, accept: ACCEPTED });
  input.addEventListener("change", () => [...input.files].forEach(add));
  input.click();
}

/** Take files that are dropped anywhere on a page, and go to the form. */
export function takeDrops(stage) {
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  stage.box.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  stage.box.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    [...event.dataTransfer.files].forEach(add);
    stage.go("add");
  });
}

/** A title from the name of a file: its words; "" where a camera named it. */
export function titleFrom(name) {
  const words = name.replace(/\.[^.]{1,5}$/, "").replace(/[_\-.]+/g, " ").replace(/\s+/g, " ").trim().slice(0, 300);
  return CAMERA.test(words) ? "" : words[0].toUpperCase() + words.slice(1);
}

/** The day on which a school year ends next, at least two months away. */
export function endOfSchoolYear(today) {
  const [year, month] = today.split("-").map(Number);
  return `${month >= 6 ? year + 1 : year}-07-31`;
}

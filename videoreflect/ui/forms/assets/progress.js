// How far something is, drawn once and brought up to date in place, so that nobody loses their place on the page.
import { bar, el } from "./dom.js";
import { remove } from "./api.js";
import { left, percent } from "./words.js";

/** Whether a job goes on. */
export const isOn = (job) => job?.state === "running" || job?.state === "waiting";

/** A job: what, how far, time left, Stop. `meanwhile` says what one may do; `stopped()` is called after Stop. */
export function jobProgress(job, words, meanwhile, stopped) {
  const stop = el("button", { type: "button", class: "link xs", "aria-label": `Stop: ${words}` }, "Stop");
  stop.addEventListener("click", () => remove(`jobs/${job.job}`).then(stopped, stopped));
  const line = progressLine(words, stop);
  const update = (now) => {
    const ended = now.state === "failed";
    stop.hidden = ended;
    line.update(now.total_ms ? now.done_ms / now.total_ms : 0, ended ? now.sentence : [now.state === "waiting" ? now.waits || "Waits for its turn." : left(now.seconds_left), meanwhile].filter(Boolean).join(" "));
  };
  update(job);
  return { node: line.node, update };
}

/** A heading with percent, a bar, and a sentence beneath. */
export function progressLine(words, after = null) {
  const [share, said, track] = [el("span", { class: "tn muted" }), el("span"), bar(0, words)];
  const update = (part, sentence) => {
    share.textContent = percent(part);
    said.textContent = sentence;
    track.setAttribute("aria-valuenow", Math.round(part * 100));
    track.firstChild.style.width = `${Math.round(part * 1000) / 10}%`;
  };
  const node = el("div", {}, el("div", { class: "row small" }, el("span", { class: "b" }, words), el("span", { class: "sp" }), share), track, el("p", { class: "xs muted" }, said, " ", after));
  return { node, update };
}

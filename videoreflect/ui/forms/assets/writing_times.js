// When my transcripts are written: at any time, after school, only on mains power.
import { button, el, icon } from "./dom.js";
import { get, put } from "./api.js";
import { busy, field } from "./fields.js";

/** The card, which fills itself. */
export function writingTimesCard() {
  const place = el("div", { class: "fields" });
  get("people/me/writing-times").then((found) => place.replaceChildren(...rows(found)), (error) => place.replaceChildren(el("p", { class: "small" }, error.message)));
  return el("section", { class: "card pad fields", "aria-label": "When transcripts are written" }, el("h2", {}, "When transcripts are written"),
    el("p", { class: "small muted" }, "A transcript gives way to everything else on this device. Still, it can wait until school is over. One that waits can be started at once in its lesson."), place);
}

function rows(found) {
  const mains = field({ name: "mains_only", kind: "tick", label: "Only while this device is on mains power", value: found.mains_only });
  const between = field({ name: "between", kind: "tick", label: "Only between two times of the day", value: found.from !== null, changed: (on) => { times.hidden = !on; } });
  const from = field({ name: "from", kind: "time", label: "From", value: found.from ?? "16:00", needed: "Say from when." });
  const until = field({ name: "until", kind: "time", label: "Until", value: found.until ?? "07:00", hint: "It may be the next morning.", needed: "Say until when." });
  const times = el("div", { class: "times" }, from.node, until.node);
  times.hidden = !between.read();
  const most = found.most_at_once ?? 1;
  const numbers = Array.from({ length: most }, (_, index) => String(index + 1));
  const many = most > 1 ? field({ name: "at_once", kind: "pick", label: "Transcripts written at once", value: String(found.at_once), options: numbers.map((one) => ({ value: one, label: one === "1" ? "one at a time" : one })), hint: `${found.why} A passage that you have written again never waits for them.` }) : null;
  const alone = most > 1 ? null : el("p", { class: "small muted" }, `${found.why ?? ""} A passage that you have written again does not wait for it.`.trim());
  const [refused, said] = [el("div"), el("div", { role: "status" })];
  const send = () => busy(save, refused, async () => {
    const on = between.read();
    if (on && ![from, until].every((one) => one.check())) return;
    await put("people/me/writing-times", { mains_only: mains.read(), from: on ? from.read() : null, until: on ? until.read() : null, ...(many ? { at_once: Number(many.read()) } : {}) });
    said.replaceChildren(el("p", { class: "small" }, icon("check", "s"), on || mains.read() ? " Kept. It counts at once, also for what waits or runs." : " Kept. Transcripts begin at once."));
  });
  const save = button("Keep these times", send, { size: "sm" });
  return [mains.node, between.node, times, many?.node ?? alone, refused, said, el("p", { class: "small muted" }, "A transcript that waits goes on behind the lock screen, for 12 hours at most; then it begins after your next sign-in. The device has to be on and awake: a closed lid waits until it is opened."), el("div", { class: "ends" }, save)];
}

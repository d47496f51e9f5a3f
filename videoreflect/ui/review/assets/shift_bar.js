/* Moving the times of lines together: all of them, from one on, or those chosen; said first, then done at once. */

import { precise } from "./clock.js";
import { element, field, fill } from "./element.js";
import { button } from "./icons.js";

const STEP = 100;

/**
 * @param {Object} it what `editing.js` shares
 * @param {{chosen: () => Object[], active: () => boolean}} choice
 * @param {(does: () => Promise<void>) => Promise<void>} attempt
 */
export function createShiftBar(it, choice, attempt) {
  const { desk, transcript } = it;
  const scope = element("select", { "aria-label": "Which lines" });
  const amount = field("input", { type: "text", class: "amount", "aria-label": "By how many seconds; with a minus earlier", value: "0", maxlength: 9 });
  const told = element("p", { class: "hint", role: "status" });
  const move = button({ text: "Move them", class: "small primary", press: () => go() });
  const here = button({ text: "It begins now", class: "small quiet", press: () => set(desk.player.now() - line().start_ms) });
  const close = button({ icon: "close", size: "s", label: "Close", class: "tiny", press: () => hide() });
  const step = (by, text) => button({ text, class: "small", press: () => set((read() ?? 0) + by) });
  const which = element("div", { class: "row-of" }, element("span", { text: "Move" }), scope, element("span", { text: "by" }));
  const by = element("div", { class: "row-of wide" }, step(-STEP, "− 0.1 s"), amount, step(STEP, "+ 0.1 s"));
  const root = element("div", { class: "shifting", role: "group", "aria-label": "Move the times of lines", hidden: true }, which, close, by, told, element("div", { class: "acts" }, here, move));
  const state = { at: 0 };

  const line = () => transcript.lines[Math.min(state.at, transcript.lines.length - 1)]?.data;

  function read() {
    const found = /^\s*([+−–-]?)\s*(\d{1,5}(?:[.,]\d{1,3})?)\s*s?\s*$/.exec(amount.value);
    if (!found) return null;
    const ms = Math.round(Number(found[2].replace(",", ".")) * 1000);
    return found[1] && found[1] !== "+" ? -ms : ms;
  }
  function set(ms) {
    const by = Math.round(ms);
    amount.value = `${by > 0 ? "+" : by < 0 ? "−" : ""}${Math.abs(by) / 1000}`;
    tell();
  }
  function tell() {
    const by = read();
    move.disabled = !by;
    if (!line()) return hide();
    here.querySelector("span").textContent = `“${begin(line().text)}” begins now`;
    here.title = `Set the amount so that this line begins where the picture is, at ${precise(desk.player.now())}`;
    const first = lines()[0] ?? line();
    if (by === null) told.textContent = "Seconds are written like 1.5 or −0.3.";
    else told.textContent = by ? `${Math.abs(by) / 1000} s ${by > 0 ? "later" : "earlier"}: “${begin(first.text)}” then begins at ${precise(Math.max(0, first.start_ms + by))}.` : "Lines come too early? Move them later, with a plus; with a minus they come earlier.";
  }
  function lines() {
    if (scope.value === "chosen") return choice.chosen();
    return transcript.lines.slice(scope.value === "on" ? state.at : 0).map((one) => one.data);
  }
  async function go() {
    const by = read();
    if (!by) return;
    const many = lines();
    const ids = scope.value === "all" ? [] : many.map((one) => one.id);
    const size = Math.abs(by);
    move.setAttribute("aria-busy", "true");
    await attempt(async () => {
      await it.send({ kind: "shift", lines: ids, by_ms: size, earlier: by < 0 }, `${many.length === 1 ? "One line was" : `${many.length} lines were`} moved ${size / 1000} s ${by < 0 ? "earlier" : "later"}.`);
      set(0);
    });
    move.removeAttribute("aria-busy");
  }
  function hide() {
    if (root.hidden) return;
    root.hidden = true;
    transcript.lines[state.at]?.stamp.focus();
  }
  /** @param {number} index the line that the times are set by */
  function open(index) {
    state.at = Math.max(0, index);
    if (!line()) return;
    const options = [["all", "all lines"], state.at > 0 && ["on", `from ${precise(line().start_ms)} on`], choice.active() && ["chosen", `the ${choice.chosen().length} chosen`]];
    fill(scope, ...options.filter(Boolean).map(([value, text]) => element("option", { value, text })));
    scope.value = choice.active() ? "chosen" : "all";
    root.hidden = false;
    set(0);
    amount.focus();
    amount.select();
  }
  amount.addEventListener("input", tell);
  scope.addEventListener("change", tell);
  root.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") hide();
    else if (event.key === "Enter" && event.target === amount) go();
    else if (event.target === amount && ["ArrowUp", "ArrowDown"].includes(event.key)) set((read() ?? 0) + (event.key === "ArrowUp" ? STEP : -STEP));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  /** The lines were drawn again. */
  function drawn() {
    if (root.hidden) return;
    if (scope.value === "chosen" && !choice.active()) scope.value = "all";
    tell();
  }
  return { root, open, drawn };
}

function begin(text) {
  const said = text.trim();
  return said.length > 22 ? `${said.slice(0, 20).trim()} …` : said;
}

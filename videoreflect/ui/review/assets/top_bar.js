/* Back, what this lesson is, where it stands, and the one next step. */

import { day } from "./clock.js";
import { openDialog } from "./dialog.js";
import { element, fill } from "./element.js";
import { titled } from "./fractions.js";
import { button, icon } from "./icons.js";
import { nextStep, stateOfSteps, STEPS } from "./steps.js";

const BADGES = {
  none: { kind: "none", icon: "shield", brief: "Consent" },
  "only-you": { kind: "none", icon: "lock", brief: "Only you" },
  shareable: { kind: "ok", icon: "shield", brief: "OK" },
  locked: { kind: "stop", icon: "shieldStop", brief: "Locked" },
  withdrawn: { kind: "stop", icon: "lock", brief: "Closed" },
  ended: { kind: "warn", icon: "clock", brief: "Ended" },
  ending: { kind: "warn", icon: "clock", brief: "Ending" },
  erasing: { kind: "warn", icon: "clock", brief: "Closing" },
  asked: { kind: "warn", icon: "info", brief: "Asked" },
};

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{share: () => void, ready: () => void, keys: () => void, lock: () => void, dialogs: HTMLElement}} actions
 * @returns {{root: HTMLElement}}
 */
export function createTopBar(desk, actions) {
  const title = element("h1");
  const about = element("span", { class: "about" });
  const steps = element("ol", { class: "steps", "aria-label": "Where this lesson is" });
  const badge = element("button", { type: "button", class: "badge", on: { click: () => desk.go("consent") } });
  const next = element("span", { class: "next" });
  const press = { share: actions.share, ready: actions.ready, talk: () => desk.go("dialogue") };
  const root = element(
    "header",
    { class: "top" },
    button({ icon: "left", label: "Back to lessons", press: () => desk.go("library") }),
    element("div", { class: "title" }, title, about),
    element("span", { class: "gap" }),
    steps,
    element("span", { class: "gap wide-gap" }),
    badge,
    next,
    keysButton(actions.keys),
    button({ icon: "lock", size: "s", text: "Lock", class: "small lock", press: actions.lock }),
    button({ icon: "more", label: "More", class: "more", press: () => openMore(desk, { ...actions, ...press }) }),
  );
  desk.on("review", (review) => {
    const { lesson, consent, requests } = review;
    fill(title, ...titled(lesson.title));
    title.title = lesson.title;
    about.textContent = [lesson.class_name, lesson.subject, day(lesson.date)].filter(Boolean).join(" · ");
    fill(steps, stepsOf(review, () => desk.go("consent")));
    drawBadge(badge, requests ? { kind: "asked", words: requests === 1 ? "A request is waiting" : `${requests} requests are waiting` } : consent.badge);
    drawNext(next, nextStep(review), press);
  });
  return { root };
}

/** On a narrow screen the steps, the next one and the lock lie in a sheet. */
function openMore(desk, actions) {
  const { kind, words, locked } = nextStep(desk.review);
  const list = element("ol", { class: "steps" }, stepsOf(desk.review, () => (sheet.close(), desk.go("consent"))));
  const sheet = openDialog(actions.dialogs, { title: desk.review.lesson.title, body: [list], close: "Close", kind: "sheet" });
  const act = (does) => () => (sheet.close(), does());
  const next = kind === "wait" ? element("p", { class: "hint", text: words }) : button({ icon: locked ? "lock" : undefined, text: words, class: locked ? "locked" : "primary", press: act(actions[kind]) });
  list.after(next, button({ text: "All keys", press: act(actions.keys) }), button({ icon: "lock", text: "Lock", press: act(actions.lock) }));
}

function keysButton(open) {
  const made = element("button", { type: "button", class: "button only keys", "aria-label": "All keys", title: "All keys", on: { click: open } });
  made.append(element("kbd", { text: "?" }));
  return made;
}

/** The steps; where the owner has shared, “Share” leads to who can open the lesson, and to ending that. */
function stepsOf(review, seeSharing) {
  return stateOfSteps(review).map((state, index) => stepOf(STEPS[index], state, STEPS[index] === "Share" && state === "done" && review.lesson.mine ? seeSharing : null));
}

function stepOf(words, state, press = null) {
  const dot = element("span", { class: "dot" }, state === "done" && icon("check", "s"));
  const said = state === "done" ? element("span", { class: "unseen", text: ", done" }) : null;
  const more = () => element("span", { class: "unseen", text: ". See who can open this lesson" });
  const inside = press ? element("button", { type: "button", title: "See who can open this lesson", on: { click: press } }, dot, words, said, more()) : [dot, words, said];
  return element("li", { class: state, "aria-current": state === "now" ? "step" : null }, ...[inside].flat());
}

function drawBadge(badge, { kind, words }) {
  const look = BADGES[kind] ?? BADGES.none;
  badge.className = `badge ${look.kind}`;
  badge.title = `${words}. Open consent`;
  fill(badge, icon(look.icon, "s"), element("span", { class: "full", text: words }), element("span", { class: "brief", text: look.brief }), element("span", { class: "unseen", text: ". Open consent" }));
}

function drawNext(holder, { kind, words, locked }, press) {
  const key = [kind, words, locked].join();
  if (holder.dataset.key === key) return; // a new button would lose the focus
  holder.dataset.key = key;
  const focused = holder.contains(holder.getRootNode().activeElement);
  if (kind === "wait") fill(holder, element("span", { class: "waiting", tabindex: "-1" }, icon("clock", "s"), element("span", { text: words })));
  else fill(holder, button({ icon: locked ? "lock" : kind === "talk" ? "talk" : undefined, size: "s", text: words, class: locked ? "small locked" : "small primary", press: press[kind] }));
  if (focused) holder.firstElementChild.focus();
}

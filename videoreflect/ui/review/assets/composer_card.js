/* What the composer looks like: a quiet line that invites, a card while you write. */

import { moment } from "./clock.js";
import { element, field, fill, write } from "./element.js";
import { button, icon } from "./icons.js";
import { createInvitation } from "./invitation.js";
import { printedInNote } from "./key_hints.js";
import { colourOf, shapeOf } from "./marks.js";
import { LOST } from "./server.js";
import { visibilityOfNew } from "./visibility.js";

/**
 * @param {Object<string, () => void>} actions start, save, later, talk, share, setIn, setOut, whole
 */
export function createComposerCard(actions) {
  const invitation = createInvitation(actions.start);
  const head = element("div", { class: "note-head" });
  const area = field("textarea", { rows: "2", "aria-label": "Your note", placeholder: "What do you notice here?" });
  const { foot, talk, whole } = createFoot(actions);
  const message = element("p", { class: "message", role: "alert", hidden: true });
  const parts = element("div", { class: "parts" });
  const form = element("div", { class: "writing-card", hidden: true }, head, area, parts, foot);
  const root = element("section", { class: "composer", "aria-label": "New note" }, invitation.root, form, message);
  const said = { sentence: "", lost: false };

  function drawMessage() {
    const text = said.sentence || (said.lost ? LOST : "");
    message.hidden = !text;
    if (text && message.textContent !== text) fill(message, icon("alert", "s"), element("span", { text }));
  }
  return {
    root,
    area,
    focus: () => area.focus({ preventScroll: true }),
    blur: () => area.blur(),
    hasFocus: () => area.getRootNode().activeElement === area,
    tick: invitation.tick,
    show(draft, desk) {
      const active = Boolean(draft);
      root.classList.toggle("active", active);
      invitation.root.hidden = active;
      invitation.show(desk);
      for (const hint of foot.querySelectorAll("kbd")) write(hint, printedInNote(desk, hint.dataset.command));
      form.hidden = !active;
      if (!active) return;
      drawHead(head, draft, desk, actions.share);
      fillAnew(parts, desk.composerParts.map((part) => part(draft)).filter(Boolean));
      talk.setAttribute("aria-pressed", String(draft.talk));
      whole.setAttribute("aria-pressed", String(draft.at_ms === null));
    },
    say(sentence) {
      said.sentence = sentence;
      drawMessage();
    },
    connection(there) {
      said.lost = !there;
      drawMessage();
    },
  };
}

/** Parts that are the same nodes as before stay where they are, with focus and all. */
function fillAnew(holder, nodes) {
  if (nodes.length !== holder.childNodes.length || nodes.some((node, at) => node !== holder.childNodes[at])) fill(holder, ...nodes);
}

function createFoot(actions) {
  const key = (command) => element("kbd", { "data-command": command });
  const talk = button({ icon: "talk", size: "s", text: "Talk about", class: "chip talk-chip", "aria-pressed": "false", press: actions.talk });
  const start = button({ text: "Start", class: "chip", title: "The note begins at this moment", press: actions.setIn });
  const end = button({ text: "End", class: "chip", title: "The note ends at this moment", press: actions.setOut });
  const whole = button({ text: "Whole lesson", class: "chip wide", "aria-pressed": "false", press: actions.whole });
  start.prepend(key("note.in"));
  end.prepend(key("note.out"));
  const later = button({ text: "Later", class: "quiet small", title: "Keep the draft and close (Esc)", press: actions.later });
  const save = button({ text: "Save", class: "primary small", press: actions.save });
  save.append(element("span", { class: "soft", text: "Enter" }));
  const foot = element("div", { class: "foot" }, talk, start, end, whole, element("span", { class: "gap" }), later, save);
  return { foot, talk, whole };
}

function drawHead(head, draft, desk, share) {
  const { me } = desk.review;
  const name = element("span", { class: "who", text: "New note" });
  name.style.color = colourOf(me);
  const seen = visibilityOfNew(desk.review, draft);
  const said = [icon(seen.icon, "s"), element("span", { text: seen.word })];
  const released = seen.word === "Released";
  const word = released ? element("span", { class: "seen", title: seen.hint }, ...said) : element("button", { type: "button", class: "seen", title: `${seen.hint} Press to change it (#).`, "aria-label": `${seen.word}. ${seen.hint} Press to change this.`, on: { click: share } }, ...said);
  fill(
    head,
    shapeOf(me),
    name,
    element("b", { class: "when", text: moment(draft.at_ms, draft.to_ms) }),
    draft.quote && element("q", { class: "quote-line", text: draft.quote }),
    element("span", { class: "gap" }),
    word,
  );
}

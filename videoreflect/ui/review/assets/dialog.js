/* One dialog at a time, over everything, closed by Esc. */

import { element, fill } from "./element.js";
import { titled } from "./fractions.js";
import { button, icon } from "./icons.js";

let newest = null;

/** Whether a dialog lies over the screen. Asked at each key, when looking through a long lesson's words would be felt. */
export function isDialogOpen() {
  return Boolean(newest?.open && newest.isConnected);
}

/**
 * @param {HTMLElement} holder where dialogs live
 * @param {{title: string, body: Node[], close?: string, kind?: string}} content
 * @returns {{root: HTMLDialogElement, actions: HTMLElement, fail: (sentence: string) => void, close: () => void}}
 */
export function openDialog(holder, { title, body, close = "Not yet", kind = "" }) {
  holder.querySelector("dialog")?.close();
  const heading = element("h2", { id: "vr-dialog-title" }, titled(title));
  const message = element("p", { class: "message", role: "alert", hidden: true });
  const actions = element("div", { class: "dialog-actions" });
  const root = element("dialog", { class: kind, "aria-labelledby": "vr-dialog-title" }, heading, ...body, message, actions);
  actions.append(button({ text: close, class: "quiet", press: () => root.close() }));
  root.addEventListener("close", () => root.remove());
  closeBeside(root);
  const back = wayBack(holder);
  root.addEventListener("close", back);
  holder.append(root);
  root.showModal();
  newest = root;
  const fail = (sentence) => {
    fill(message, icon("alert", "s"), element("span", { text: sentence }));
    message.hidden = false;
  };
  return { root, actions, fail, close: () => root.close() };
}

/**
 * Put the deciding button of a dialog in, green; it says what went wrong in the dialog itself.
 * @param {ReturnType<typeof openDialog>} dialog
 * @param {string} text
 * @param {() => Promise<void>} act
 */
export function decideWith(dialog, text, act) {
  const decide = button({
    text,
    class: "primary",
    press: async () => {
      decide.setAttribute("aria-busy", "true");
      try {
        await act();
        dialog.close();
      } catch (error) {
        if (error.name !== "AbortError") dialog.fail([error.message, ...(error.reasons ?? [])].join(" "));
      } finally {
        decide.removeAttribute("aria-busy");
      }
    },
  });
  dialog.actions.append(decide);
  return decide;
}

/** A press beside the dialog closes it; what begins or ends on its own edge, such as choosing words in a field, does not. */
function closeBeside(root) {
  const beside = ({ target, clientX, clientY }) => {
    const { left, right, top, bottom } = root.getBoundingClientRect();
    return target === root && (clientX < left || clientX > right || clientY < top || clientY > bottom);
  };
  let began = false;
  root.addEventListener("pointerdown", (event) => (began = beside(event)));
  root.addEventListener("click", (event) => began && beside(event) && root.close());
}

/** To what opened the dialog, also where its card was drawn anew meanwhile. */
function wayBack(holder) {
  const before = holder.getRootNode().activeElement;
  const note = before?.closest("[data-note]")?.dataset.note;
  const stop = before?.closest("[data-stop]")?.dataset.stop;
  return () => {
    if (!before || before.isConnected) return;
    const card = note && holder.closest(".review")?.querySelector(`.note-list [data-note="${note}"]`);
    const again = card && (card.querySelector(`[data-stop="${stop}"]`) ?? card.querySelector("[data-stop]"));
    again ? again.focus() : focusNear(holder);
  };
}

/** What opened the dialog is gone: the keyboard goes on at the next step, or at the player. */
function focusNear(holder) {
  const screen = holder.closest(".review");
  (screen?.querySelector(".next > *, .row .play") ?? screen)?.focus();
}

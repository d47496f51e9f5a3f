/* One dialog at a time, over everything, closed by Esc. */

import { element, fill } from "./element.js";
import { button, icon } from "./icons.js";

/**
 * @param {HTMLElement} holder where dialogs live
 * @param {{title: string, body: Node[], close?: string, kind?: string}} content
 * @returns {{root: HTMLDialogElement, actions: HTMLElement, fail: (sentence: string) => void, close: () => void}}
 */
export function openDialog(holder, { title, body, close = "Not yet", kind = "" }) {
  holder.querySelector("dialog")?.close();
  const heading = element("h2", { id: "vr-dialog-title", text: title });
  const message = element("p", { class: "message", role: "alert", hidden: true });
  const actions = element("div", { class: "dialog-actions" });
  const root = element("dialog", { class: kind, "aria-labelledby": "vr-dialog-title" }, heading, ...body, message, actions);
  actions.append(button({ text: close, class: "quiet", press: () => root.close() }));
  root.addEventListener("close", () => root.remove());
  root.addEventListener("click", (event) => event.target === root && root.close());
  const before = holder.getRootNode().activeElement;
  root.addEventListener("close", () => before && !before.isConnected && focusNear(holder));
  holder.append(root);
  root.showModal();
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

/** What opened the dialog is gone: the keyboard goes on at the next step, or at the player. */
function focusNear(holder) {
  const screen = holder.closest(".review");
  (screen?.querySelector(".next > *, .row .play") ?? screen)?.focus();
}

/* A small menu beside a button: arrows move, Enter chooses, Esc leaves. */

import { element } from "./element.js";
import { icon } from "./icons.js";

let leaveOpen = () => {};

/**
 * @param {HTMLElement} holder positioned; the menu lies over it
 * @param {HTMLElement} beside the button that opened it, which gets the focus back
 * @param {({text: string, icon?: string, keys?: string, press: () => void}|null|false)[]} items null is a line between
 * @param {string} label
 */
export function openMenu(holder, beside, items, label) {
  leaveOpen();
  const ending = new AbortController();
  const root = element("div", { class: "menu", role: "menu", "aria-label": label });
  const leave = (back = true) => {
    ending.abort();
    root.remove();
    beside.setAttribute("aria-expanded", "false");
    if (back) beside.focus();
  };
  leaveOpen = () => leave(false);
  root.append(...tidied(items).map((item) => (item ? itemOf(item, leave) : element("div", { class: "between", role: "separator" }))));
  root.addEventListener("keydown", (event) => onKey(event, root, leave));
  holder.append(root);
  place(holder, beside, root);
  beside.setAttribute("aria-expanded", "true");
  const outside = (event) => event.composedPath().includes(root) || leave(false);
  setTimeout(() => {
    window.addEventListener("pointerdown", outside, { capture: true, signal: ending.signal });
    window.addEventListener("resize", () => leave(false), { signal: ending.signal });
    root.addEventListener("focusout", (event) => event.relatedTarget && !root.contains(event.relatedTarget) && leave(false), { signal: ending.signal });
  }, 0);
  root.querySelector("button")?.focus();
}

function tidied(items) {
  const kept = items.filter((item) => item !== false && item !== undefined);
  return kept.filter((item, index) => item || (index > 0 && kept[index - 1] && kept.slice(index).some(Boolean)));
}

function itemOf({ text, icon: name, keys, press }, leave) {
  const act = () => {
    leave();
    press();
  };
  const made = element("button", { type: "button", class: "item", role: "menuitem", tabindex: "-1", on: { click: act } });
  made.append(element("span", { class: "sign" }, name && icon(name, "s")), element("span", { text }));
  if (keys) made.append(element("kbd", { text: keys }));
  return made;
}

function onKey(event, root, leave) {
  const items = [...root.querySelectorAll("button")];
  const here = items.indexOf(event.target);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) items[(to + items.length) % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") leave();
  else if (event.key !== "Enter" && event.key !== " ") return;
  event.stopPropagation();
  if (event.key !== "Enter" && event.key !== " ") event.preventDefault();
}

/** Under the button, or above it where there is no room; never beyond the pane. */
function place(holder, beside, root) {
  const [frame, box] = [holder.getBoundingClientRect(), beside.getBoundingClientRect()];
  const { offsetWidth: width, offsetHeight: height } = root;
  const bottom = Math.min(frame.bottom, window.innerHeight);
  const below = box.bottom + height + 8 < bottom || box.top - height < Math.max(0, frame.top);
  root.style.left = `${Math.max(4, Math.min(box.right - frame.left - width, frame.width - width - 4))}px`;
  root.style.top = `${below ? Math.min(box.bottom - frame.top + 4, Math.max(4, bottom - frame.top - height - 4)) : box.top - frame.top - height - 4}px`;
}

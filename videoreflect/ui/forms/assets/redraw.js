// Drawing a page anew without losing the keyboard: it goes on in the card in which it was.

/** Put `nodes` on the page. Where the keyboard was in a card, its heading has it afterwards; else the title of the page. */
export function redraw(page, nodes) {
  const card = titleOf(page.getRootNode().activeElement, page);
  page.replaceChildren(...nodes);
  if (card === null) return;
  const same = [...page.querySelectorAll("section[aria-label]")].find((one) => one.getAttribute("aria-label") === card);
  const head = same?.parentNode.querySelector(`[aria-controls="${same.id || "-"}"]`) ?? same?.querySelector("h2") ?? page.querySelector("h1");
  if (head && head.tagName !== "BUTTON") head.tabIndex = -1;
  head?.focus();
}

function titleOf(active, page) {
  if (!active || !page.contains(active)) return null;
  return active.closest("section[aria-label]")?.getAttribute("aria-label") ?? active.dataset.title ?? "";
}

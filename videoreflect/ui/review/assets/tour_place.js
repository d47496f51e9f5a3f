/* Where a card stands: beside what it speaks of, never over it, never outside the window. */

const APART = 12;
const EDGE = 8;
const TALL = 300; // a whole pane: beside it, not on what lies under it

/**
 * @param {HTMLElement} card
 * @param {Element|null} anchor without one, the style sheet says where
 */
export function placeBeside(card, anchor) {
  const box = anchor?.getBoundingClientRect();
  if (!box?.width) {
    card.style.removeProperty("left");
    card.style.removeProperty("top");
    return;
  }
  const { offsetWidth: width, offsetHeight: height } = card;
  const [wide, high] = [window.innerWidth, window.innerHeight];
  const across = clamp(box.left + box.width / 2 - width / 2, EDGE, wide - width - EDGE);
  const along = clamp(box.bottom - height - APART, EDGE, high - height - EDGE); // low, so that the picture stays free
  const places = [
    [across, box.bottom + APART, box.bottom + APART + height < high],
    [across, box.top - APART - height, box.top - APART - height > 0],
    [box.right + APART, along, box.right + APART + width < wide],
    [box.left - APART - width, along, box.left - APART - width > 0],
  ];
  if (box.height > TALL) places.splice(0, 2);
  const [left, top] = places.find(([, , fits]) => fits) ?? [wide - width - EDGE, high - height - EDGE];
  card.style.left = `${Math.round(left)}px`;
  card.style.top = `${Math.round(top)}px`;
}

function clamp(value, low, high) {
  return Math.max(low, Math.min(value, high));
}

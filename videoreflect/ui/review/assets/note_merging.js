/* Two windows changed one note: what both want, or that both speak of the same words. */

/**
 * @param {Object|null} base what both began from; null if that is not known any more
 * @param {Object} mine
 * @param {Object} theirs as it is saved now
 * @returns {{content: Object, both: boolean}} `both`: the texts differ, so a person has to choose
 */
export function merged(base, mine, theirs) {
  const content = { ...theirs };
  for (const [name, value] of Object.entries(mine)) if (!base || !same(value, base[name])) content[name] = value;
  const text = !same(mine.text, theirs.text) && (!base || (!same(mine.text, base.text) && !same(theirs.text, base.text)));
  return { content, both: text };
}

/** Whether two values say the same; of texts, without what the server leaves out at the ends. */
export function same(one, other) {
  if (typeof one === "string" && typeof other === "string") return one.trim() === other.trim();
  return one === other || JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

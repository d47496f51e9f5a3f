/* What the codes of the codebooks in use are: by label, by key, and which of them exclude each other. */

const DIGITS = "1234567890";

/**
 * @typedef {Object} Code one code as the screen uses it
 * @property {string} ref the label that a note carries: "codebook/code"
 * @property {string} id
 * @property {string} name
 * @property {string} letters
 * @property {number} colour 1 to 20
 * @property {string} key the codebook's own key, or ""
 * @property {string} about
 * @property {string} group
 * @property {{id: string, name: string, one_of?: boolean}|null} set the group it belongs to
 * @property {Object} book
 * @property {boolean} [unknown] no codebook that is here has it
 */

/**
 * All codes of a codebook.
 * @param {Object} book as the routes give it
 * @returns {Code[]}
 */
export function codesOf(book) {
  const sets = new Map((book.groups ?? []).map((group) => [group.id, group]));
  return book.codes.map((code) => ({ key: "", about: "", group: "", ...code, ref: `${book.id}/${code.id}`, set: sets.get(code.group) ?? null, book }));
}

/**
 * Something to show for a label whose codebook is not here.
 * @param {string} ref
 * @returns {Code}
 */
export function unknownCode(ref) {
  const [bookId, id = ""] = ref.split("/");
  const letters = id.replace(/[^a-z0-9]/g, "").slice(0, 3).toUpperCase() || "?";
  return { ref, id, name: id.replaceAll("-", " "), letters, colour: 0, key: "", about: "Its codebook is not in use here.", group: "", set: null, book: { id: bookId, title: bookId }, unknown: true };
}

/**
 * Which figure stands for which code: its own one first, the others in order, as far as ten go.
 * @param {Code[]} codes of all codebooks in use, in order
 * @returns {Map<string, Code>} by figure
 */
export function figuresOf(codes) {
  const found = new Map();
  for (const code of codes) if (DIGITS.includes(code.key || "-") && !found.has(code.key)) found.set(code.key, code);
  const having = new Set(found.values());
  const free = [...DIGITS].filter((digit) => !found.has(digit));
  for (const code of codes) {
    if (!free.length) break;
    if (!having.has(code)) found.set(free.shift(), code);
  }
  return found;
}

/**
 * Put a label on, or take it off. Of a group that is "one of", the others go.
 * @param {string[]} refs
 * @param {Code} code
 * @returns {string[]}
 */
export function toggled(refs, code) {
  if (refs.includes(code.ref)) return refs.filter((ref) => ref !== code.ref);
  const others = code.set?.one_of ? new Set(codesOf(code.book).filter((one) => one.group === code.group).map((one) => one.ref)) : new Set();
  return [...refs.filter((ref) => !others.has(ref)), code.ref];
}

/**
 * What a code is, in a sentence: its name, what it is for, and its key.
 * @param {Code} code
 * @param {string} [key]
 */
export function hintOf(code, key = "") {
  return [code.about ? `${code.name}: ${code.about}` : code.name, code.set?.one_of && `One of “${code.set.name}”.`, key && `Key ${key}.`].filter(Boolean).join(" ");
}

/**
 * Codes whose name, letters or description hold all words of a text; the closest first.
 * @param {Code[]} codes
 * @param {string} text
 */
export function matching(codes, text) {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return codes;
  const rank = (code) => (code.letters.toLowerCase() === words[0] ? 0 : code.name.toLowerCase().startsWith(words[0]) ? 1 : 2);
  const holds = (code) => words.every((word) => `${code.name} ${code.letters} ${code.about} ${code.set?.name ?? ""}`.toLowerCase().includes(word));
  return codes.filter(holds).sort((a, b) => rank(a) - rank(b));
}

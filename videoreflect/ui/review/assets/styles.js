/* How the screen looks, fetched once for as long as the page is open. */

const NAMES = [
  "review", "top_bar", "player", "words", "voices", "editing", "choosing", "notes", "notes_import", "regions", "voice_notes", "codes", "timeline", "dialog",
  "narrow", "tour", "skeleton",
];

let sheets = null;

/**
 * Dress the component's root.
 * @param {ShadowRoot|Document} root
 * @returns {Promise<void>} resolves when everything looks as it should; a sheet that could not be fetched is left out
 */
export async function dress(root) {
  root.adoptedStyleSheets = await load();
}

/** Fetch the sheets before they are needed. */
export function load() {
  sheets ??= Promise.all(["../tokens.css", ...NAMES.map((name) => `./${name}.css`)].map(sheet));
  return sheets;
}

async function sheet(name) {
  const made = new CSSStyleSheet();
  const text = await fetch(new URL(name, import.meta.url)).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  await made.replace(text);
  return made;
}

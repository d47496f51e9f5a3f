/* How a transcript is to be written: model, language, words to know, English beside it. */

import { element, field } from "./element.js";

const MOST_WORDS = 600;
const named = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

/**
 * The name of a language, such as “German”.
 * @param {string} code
 */
export function languageName(code) {
  try {
    return named.of(code);
  } catch {
    return code;
  }
}

/**
 * The fields, filled with what was chosen last. `values()` gives what the routes take, `english()` whether a translation is wanted too.
 * @param {{models: Object[], languages: string[], model: string, language: string, several: boolean, words: string}} found
 */
export function choicesForm(found) {
  const model = select("vr-model", found.models.map((one) => [one.model, one.model]), found.model);
  const languages = found.languages.map((code) => [code, languageName(code)]).sort((a, b) => a[1].localeCompare(b[1]));
  const language = select("vr-language", [["", "Found out from the first words"], ...languages], found.language);
  const several = tick("Several languages are spoken", found.several);
  const words = field("textarea", { id: "vr-words", rows: 2, maxlength: MOST_WORDS, "aria-describedby": "vr-words-hint", value: found.words });
  const english = tick("Also write it in English, under each line", false);
  const root = element("div", { class: "choices" },
    found.models.length > 1 && labelled("Speech model", model),
    labelled("Language", language),
    several.root,
    labelled("First names and words of the subject", words, element("span", { class: "hint", id: "vr-words-hint", text: "They help the model to hear them. No surnames. They stay encrypted with the lesson." })),
    english.root,
  );
  const known = () => found.models.find((one) => one.model === model.value);
  const fit = () => {
    const one = known();
    english.root.hidden = !one?.translates || (language.value === "en" && !several.box.checked);
    several.root.hidden = language.parentElement.hidden = Boolean(one?.english_only);
  };
  root.addEventListener("change", fit);
  fit();
  const values = () => {
    const narrow = Boolean(known()?.english_only);
    return { model: model.value, language: narrow ? "" : language.value, several: !narrow && several.box.checked, words: words.value.trim() };
  };
  return { root, values, english: () => !english.root.hidden && english.box.checked };
}

function select(id, options, value) {
  const made = element("select", { id, autocomplete: "off" }, ...options.map(([code, text]) => element("option", { value: code, text })));
  made.value = value;
  return made;
}

function labelled(text, control, ...more) {
  return element("div", { class: "labelled" }, element("label", { for: control.id, text }), control, ...more);
}

function tick(text, checked) {
  const box = element("input", { type: "checkbox", checked });
  return { box, root: element("label", { class: "choice" }, box, element("span", { text })) };
}

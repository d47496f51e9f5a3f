// A new passphrase: typed twice, with advice; and what to say when the one of now is wrong.
import { el } from "./dom.js";
import { post } from "./api.js";
import { form } from "./fields.js";

const PAUSE_MS = 350;
const STRENGTHS = ["Guessed at once.", "Guessed quickly.", "Could be stronger.", "Good.", "Strong."];
const DIFFER = "The two passphrases differ. Type it once more.";

/** The field for one's passphrase of now. */
export const ownPassphrase = (label = "Your passphrase") => ({ name: "passphrase", kind: "secret", label, needed: "Type the passphrase with which you sign in." });

/** A form that ends in a new passphrase. `before` are fields in front; `nameOf(values)` says what nobody should use in it; `send(values)` gets it as `fresh`. */
export function passphraseForm({ before = [], label = "New passphrase", note, hint = "Three or four unrelated words. Nobody can look it up.", nameOf, submit, kind = "p", cancel, send }) {
  const advice = el("div", { class: "fields", "aria-live": "polite" });
  const made = form({
    fields: [
      ...before,
      { name: "fresh", kind: "secret", label, note, hint, needed: "Type a passphrase: three or four words are best.", changed: () => advise(made, advice, nameOf) },
      { name: "again", kind: "secret", label: "The same passphrase again", needed: "Type the passphrase a second time." },
    ],
    submit, kind, cancel,
    send: (values) => {
      if (values.fresh === values.again) return guarded(made, () => send(values));
      made.fields.again.blame(DIFFER);
      return made.fields.again.focus();
    },
    layout: (nodes) => [...nodes.slice(0, -1), advice, nodes.at(-1)],
  });
  return made;
}

/** Run `work`; a wrong passphrase of now is told beside its field, everything else is thrown on. */
export async function guarded(made, work) {
  try {
    return await work();
  } catch (error) {
    const field = made.fields.passphrase;
    if (!field || error.code !== "sign-in-refused" || error.status !== 401) throw error;
    field.blame("This is not your passphrase of now. Check Caps Lock, then try again.");
    return field.focus();
  }
}

function advise(made, place, nameOf) {
  clearTimeout(made.timer);
  made.timer = setTimeout(async () => {
    const values = made.values();
    if (!values.fresh) { place.replaceChildren(); return; }
    const { strength, advice } = await post("passphrase-advice", { name: nameOf(values), passphrase: values.fresh }).catch(() => ({}));
    if (strength === undefined) return;
    const steps = el("div", { class: "strength", "aria-hidden": "true" }, [1, 2, 3, 4].map((step) => el("i", { class: step <= strength ? "on" : "" })));
    place.replaceChildren(steps, el("p", { class: "hint" }, strength > 2 ? STRENGTHS[strength] : `${STRENGTHS[strength]} ${advice}`));
  }, PAUSE_MS);
}

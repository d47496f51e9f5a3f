// How a new passphrase stands up to guessing, said in words beside four bars.
import { ask } from "./door_parts.js";

const WORDS = ["Guessed at once.", "Easy to guess.", "Could be guessed.", "Good.", "Very good."];
const PAUSE = 250;

/** The markup under a passphrase field. */
export const strengthMarkup = '<div class="strength" aria-hidden="true"><i></i><i></i><i></i><i></i></div><p class="hint" id="advice" aria-live="polite">Three or four unrelated words are easy to keep and hard to guess.</p>';

/** Judge what is typed into `input` after each pause; `nameOf` says what nobody should use in it. */
export function watchStrength(root, input, nameOf) {
  const bars = root.querySelectorAll(".strength i");
  const advice = root.querySelector("#advice");
  const first = advice.textContent;
  let turn = 0;
  let asked = 0;
  input.addEventListener("input", () => {
    clearTimeout(turn);
    turn = setTimeout(judge, PAUSE);
  });

  async function judge() {
    const mine = ++asked;
    if (!input.value) return show(-1, first);
    const { ok, content } = await ask("POST", "/vr/passphrase-advice", { passphrase: input.value, name: nameOf() });
    if (ok && mine === asked) show(content.strength, `${WORDS[content.strength]} ${content.strength < 3 ? content.advice : ""}`.trim());
  }
  function show(strength, words) {
    bars.forEach((bar, at) => bar.classList.toggle("on", at < strength));
    advice.textContent = words;
  }
}

// First run: name and passphrase, then the recovery code, shown once. The code also comes here after a recovery.
import { LABEL, ask, cover, field, firefoxNotice, icon, letShow, onSubmit, secretField, tell, wrong } from "./door_parts.js";
import { strengthMarkup, watchStrength } from "./strength.js";

const root = document.querySelector("#door");
const STEPS = ["Name and passphrase", "Recovery code", "Your lessons"];

addEventListener("pageshow", (event) => event.persisted && location.reload());
open();

async function open() {
  const welcome = await ask("GET", "/vr/welcome");
  if (!welcome.content?.code_waits) return showFirst();
  const { ok, content } = await ask("GET", "/vr/recovery-code");
  return ok ? showCode(content.recovery_code) : showFirst();
}

function showFirst() {
  draw("Look at your lesson again, in your own time.", LABEL, 0, `<h2>First, a name and a passphrase</h2>
    <p class="muted lead">They lock everything you add. Nobody can look them up or reset them, so take your time.</p>${firefoxNotice()}
    <form class="stack" novalidate>${field("who", "Your name, as your mentor knows you")}
    ${secretField("phrase", "Passphrase", 'aria-describedby="advice"')}${strengthMarkup}
    ${secretField("again", "Passphrase once more")}${wrong("mistake")}
    <div class="row"><button class="button main" type="submit">Make my vault</button></div></form>
    <p class="small muted rule">${icon("shield")} Everything stays encrypted on this device. It works without the internet.</p>`);
  const [who, phrase, again, mistake] = ["who", "phrase", "again", "mistake"].map((id) => root.querySelector(`#${id}`));
  letShow(root);
  watchStrength(root, phrase, () => who.value);
  onSubmit(root.querySelector("form"), async () => {
    const missing = !who.value.trim() ? who : phrase.value !== again.value ? again : null;
    if (missing) {
      tell(mistake, missing === who ? "Type your name, as you want to see it beside your notes." : "The two passphrases differ. Type the second one again.");
      return missing.focus();
    }
    const { ok, error, content } = await ask("POST", "/vr/first-run", { name: who.value, passphrase: phrase.value });
    if (ok) return showCode(content.recovery_code);
    tell(mistake, error.sentence);
    return phrase.focus();
  });
  who.focus();
}

function showCode(code) {
  const groups = code.split("-");
  const last = groups.length;
  draw("Your lessons are locked with your passphrase. This is the spare key.",
    "<p>We keep no copy. If you lose the passphrase and this code, the lessons cannot be opened by anybody.</p>", 1,
    `<div class="for-paper"><h2 tabindex="-1">Print or copy this recovery code</h2>
    <p class="muted">Keep it where you keep your passport, not on this laptop. It is shown only once.</p>
    <div class="code" role="list" aria-label="Recovery code"></div>
    <p class="paper-only">videoreflect: “Forgotten it? Use your printed recovery code” on the sign-in page. It works once, and gives you a new code.</p></div>
    <div class="row"><button type="button" class="button" id="print">${icon("print", "l")}Print</button><button type="button" class="button quiet" id="by-hand">I will write it by hand</button></div>
    <form class="stack" novalidate><div class="field"><label for="last">To be sure: what is group ${last}, the last one?</label><div class="box short"><input id="last" type="text" autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false" translate="no" aria-describedby="mistake"></div></div>${wrong("mistake")}
    <div class="row"><button class="button main" type="submit">Go on to my lessons</button></div></form>`);
  root.querySelector(".code").append(...groups.map(cell), Object.assign(document.createElement("span"), { ariaHidden: "true" }));
  const [typed, mistake] = ["last", "mistake"].map((id) => root.querySelector(`#${id}`));
  root.querySelector("#print").addEventListener("click", () => print());
  root.querySelector("#by-hand").addEventListener("click", () => typed.focus());
  onSubmit(root.querySelector("form"), async () => {
    const { ok, error } = await ask("POST", "/vr/recovery-kept", { last_group: typed.value });
    if (ok) return location.replace("/");
    tell(mistake, error.sentence);
    return typed.focus();
  });
  root.querySelector("h2").focus();
}

function cell(group, at) {
  const made = Object.assign(document.createElement("span"), { role: "listitem" });
  made.append(Object.assign(document.createElement("i"), { textContent: String(at + 1) }), group);
  return made;
}

function draw(sentence, foot, now, page) {
  const steps = STEPS.map((words, at) => `<li${at === now ? ' class="now" aria-current="step"' : at < now ? ' class="done"' : ""}><i>${at < now ? icon("check") : ""}</i><span>${words}</span></li>`);
  root.innerHTML = `<main class="door">${cover(sentence, foot)}<section class="sheet wide" aria-label="First steps"><div><ol class="steps">${steps.join("")}</ol>${page}</div></section></main>`;
}

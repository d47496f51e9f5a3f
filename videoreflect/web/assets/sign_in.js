// The sign-in: on its own page, and over a page that was locked.
import { LABEL, ask, cover, field, firefoxNotice, icon, letShow, onSubmit, secretField, tell, tellWait, wrong } from "./door_parts.js";
import { strengthMarkup, watchStrength } from "./strength.js";

const PROMISE = `<p class="small muted rule">${icon("shield")} Everything stays encrypted on this device. It works without the internet.</p>`;

/**
 * Show the sign-in in `root`.
 * @param {ParentNode & Node} root
 * @param {{welcome?: string, lead?: string, done: (answer: Object) => void, recovered: () => void}} options
 */
export function showSignIn(root, options) {
  const { welcome = "Welcome back", lead = "Your vault, on this device", done } = options;
  draw(root, `<h2>${welcome}</h2><p class="muted lead">${lead}</p>${firefoxNotice()}<p class="notice plain" id="running" hidden></p>
    <form class="stack" novalidate>${field("who", "Name")}${secretField("phrase", "Passphrase", 'aria-describedby="mistake"')}${wrong("mistake")}
    <button class="button main" type="submit">Open my lessons</button>
    <p class="small muted">Forgotten it? <button type="button" class="link" id="use-code">Use your printed recovery code</button>. Nobody else can open it for you, not even the school.</p>
    <p class="small muted">New here? <button type="button" class="link" id="join">I have an invitation code</button></p></form>${PROMISE}`);
  const [who, phrase, mistake] = ["who", "phrase", "mistake"].map((id) => root.querySelector(`#${id}`));
  letShow(root);
  root.querySelector("#use-code").addEventListener("click", () => showRecovery(root, options));
  root.querySelector("#join").addEventListener("click", () => showJoin(root, options));
  onSubmit(root.querySelector("form"), async () => {
    if (!who.value.trim() || !phrase.value) {
      tell(mistake, "Type your name and your passphrase.");
      return (who.value.trim() ? phrase : who).focus();
    }
    const { ok, error, content } = await ask("POST", "/vr/sign-in", { name: who.value, passphrase: phrase.value });
    if (ok) {
      phrase.value = "";
      return done(content);
    }
    if (error.wait_seconds) tellWait(mistake, error.wait_seconds);
    else tell(mistake, error.code === "sign-in-refused" ? "This name and passphrase do not open the vault. Check Caps Lock, then try again." : error.sentence);
    phrase.focus();
  });
  who.focus();
  sayWhatRuns(root);
}

function showRecovery(root, options) {
  draw(root, `<h2>Use your recovery code</h2><p class="muted lead">It opens the vault once. You choose a new passphrase and get a new code.</p>
    <form class="stack" novalidate>${field("code", "Recovery code, seven groups of four", 'aria-describedby="mistake"')}${secretField("phrase", "New passphrase", 'aria-describedby="advice"')}
    ${strengthMarkup}${wrong("mistake")}
    <button class="button main" type="submit">Open with the code</button>
    <p class="small muted"><button type="button" class="link" id="back">Back to name and passphrase</button></p></form>${PROMISE}`);
  const [code, phrase, mistake] = ["code", "phrase", "mistake"].map((id) => root.querySelector(`#${id}`));
  letShow(root);
  watchStrength(root, phrase, () => "");
  root.querySelector("#back").addEventListener("click", () => showSignIn(root, options));
  onSubmit(root.querySelector("form"), async () => {
    const { ok, error } = await ask("POST", "/vr/recover", { code: code.value, passphrase: phrase.value });
    if (ok) return options.recovered();
    if (error.wait_seconds) tellWait(mistake, error.wait_seconds);
    else tell(mistake, error.code === "sign-in-refused" ? "This code does not open the vault. Check each group against your copy. Each code works once." : error.sentence);
    code.focus();
  });
  code.focus();
}

function showJoin(root, options) {
  draw(root, `<h2>Take up your invitation</h2><p class="muted lead">The code works once. You choose a passphrase that nobody else knows, and get a recovery code for it.</p>
    <form class="stack" novalidate>${field("code", "Invitation code, seven groups of four", 'aria-describedby="mistake"')}${field("who", "Your name, as your mentor knows you")}
    ${secretField("phrase", "Passphrase", 'aria-describedby="advice"')}${strengthMarkup}${secretField("again", "Passphrase once more")}${wrong("mistake")}
    <button class="button main" type="submit">Join this vault</button>
    <p class="small muted"><button type="button" class="link" id="back">Back to name and passphrase</button></p></form>${PROMISE}`);
  const [code, who, phrase, again, mistake] = ["code", "who", "phrase", "again", "mistake"].map((id) => root.querySelector(`#${id}`));
  letShow(root);
  watchStrength(root, phrase, () => who.value);
  root.querySelector("#back").addEventListener("click", () => showSignIn(root, options));
  onSubmit(root.querySelector("form"), async () => {
    const missing = [[!code.value.trim(), code, "Type the code that you were given."], [!who.value.trim(), who, "Type your name, as you want to see it beside your notes."],
      [phrase.value !== again.value, again, "The two passphrases differ. Type the second one again."]].find(([is]) => is);
    if (missing) {
      tell(mistake, missing[2]);
      return missing[1].focus();
    }
    const { ok, error } = await ask("POST", "/vr/join", { code: code.value, name: who.value, passphrase: phrase.value });
    if (ok) return options.recovered();
    if (error.wait_seconds) tellWait(mistake, error.wait_seconds);
    else tell(mistake, error.code === "sign-in-refused" ? "This code opens no invitation here. Check each group, or ask for a new one: each code works once." : error.sentence);
    return mistake.scrollIntoView({ block: "nearest" });
  });
  code.focus();
}

function draw(root, form) {
  root.innerHTML = `<main class="door">${cover("Look at your lesson again, in your own time.", LABEL)}<section class="sheet" aria-label="Sign in"><div>${form}</div></section></main>`;
}

async function sayWhatRuns(root) {
  const { ok, content } = await ask("GET", "/vr/welcome");
  const place = root.querySelector("#running");
  if (!ok || !content.running || !place) return;
  place.textContent = content.running;
  place.hidden = false;
}

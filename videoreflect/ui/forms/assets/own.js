// What a person changes about themselves: name, passphrase, keys; and handing over the vault.
import { button, el, icon } from "./dom.js";
import { post, put } from "./api.js";
import { form } from "./fields.js";
import { guarded, ownPassphrase, passphraseForm } from "./passphrase.js";

/** The card “You”: what can be changed, and the form of what was chosen. */
export function ownCard(found, draw) {
  const card = el("section", { class: "card pad fields", "aria-label": "You" });
  const show = (inside, told = null) => card.replaceChildren(el("h2", { tabindex: "-1" }, "You"), told ?? "", inside);
  const list = () => el("ul", { class: "choices" }, choices(found).map(([words, hint, make]) => el("li", {}, el("button", { type: "button", class: "choice", onclick: () => { show(make(found, back, draw)); card.querySelector("h3").focus(); } },
    el("span", { class: "b" }, words), el("span", { class: "small muted" }, hint)))));
  const back = (told = null) => { show(list(), told); card.querySelector("h2").focus(); };
  show(list());
  return card;
}

const choices = (found) => [
  ["Change my name", "as it stands beside notes", renaming],
  ["Change my passphrase", "the recovery code stays", newPassphrase],
  ["My passphrase was seen", "new keys, passphrase and recovery code", newKeys],
  found.me.looks_after && takers(found).length ? ["Hand over the vault", "or look after it with somebody", handingOver] : null,
].filter(Boolean);

const takers = ({ people }) => people.filter((one) => one.may.includes("look-after"));
const said = (words) => el("p", { class: "tell ok", role: "status" }, icon("check"), el("span", {}, words));
const titled = (title, words, node) => el("div", { class: "fields" }, el("h3", { tabindex: "-1" }, title), words.map((text) => el("p", { class: "small" }, text)), node);

function renaming({ me }, back) {
  const made = form({
    fields: [{ name: "name", label: "New name", value: me.name, needed: "Type the name as it should stand beside notes.", most: 120 }, ownPassphrase()],
    submit: "Change my name", kind: "", cancel: () => back(),
    send: (values) => guarded(made, async () => { await put("people/me/name", values); location.reload(); }),
  });
  return titled("Change my name", ["You sign in under the new name from then on."], made.node);
}

function newPassphrase({ me }, back) {
  const made = passphraseForm({
    before: [ownPassphrase("Your passphrase of now")], nameOf: () => me.name, submit: "Change my passphrase", kind: "", cancel: () => back(),
    send: async ({ passphrase, fresh }) => {
      await put("people/me/passphrase", { passphrase, new_passphrase: fresh });
      back(said("Your new passphrase is set. The recovery code stays as it is."));
    },
  });
  return titled("Change my passphrase", ["If somebody may have seen the one of now, choose “My passphrase was seen” instead."], made.node);
}

/** The answer’s code is shown, and its last group asked for, where the first one was: the server keeps it until then. */
function newKeys({ me }, back) {
  const made = passphraseForm({
    before: [ownPassphrase("The passphrase that was seen")], nameOf: () => me.name, submit: "Make new keys", kind: "", cancel: () => back(),
    send: async ({ passphrase, fresh }) => {
      await post("people/me/keys", { passphrase, new_passphrase: fresh });
      location.assign("/vr/sign-in");
    },
  });
  return titled("My passphrase was seen", [
    "You get new keys, and everything of yours is sealed to them, so that what was seen opens nothing any more, not even in an old copy of this vault’s sign-ins.",
    "Your other windows are locked, what is running for you is stopped, and you write down a new recovery code.",
  ], made.node);
}

function handingOver(found, back, draw) {
  const people = takers(found);
  const made = form({
    fields: [
      { name: "person", kind: "pick", label: "To whom", options: people.map((one) => ({ value: one.id, label: one.name })), needed: "Choose somebody." },
      { name: "how", kind: "choice", label: "How", value: "alone", options: [
        { value: "alone", label: "They look after it alone", hint: "From their next sign-in on. Until then both of you do." },
        { value: "share", label: "We look after it together", hint: "From now on. Neither can remove the other." },
      ] },
    ],
    submit: "Hand it over", kind: "", cancel: () => back(),
    send: async ({ person, how }) => { await post("vault/hand-over", { person, share: how === "share" }); await draw(); },
  });
  return titled("Hand over the vault", ["Who looks after the vault invites, confirms and removes people. Your lessons stay yours; nobody’s lessons open by it."], made.node);
}

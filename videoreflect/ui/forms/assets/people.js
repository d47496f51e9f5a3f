// The people of this vault, and adding one: the newcomer types the passphrase here, and the recovery code is shown once.
import { avatar, button, el, icon, tell } from "./dom.js";
import { get, post } from "./api.js";
import { form } from "./fields.js";

const PAUSE_MS = 350;

/** Draw the page. */
export default function people(stage) {
  const page = el("div", { class: "page" });
  stage.box.append(page);
  const draw = async (below = null) => {
    const found = await get("people");
    if (!stage.gone) page.replaceChildren(...contents(found, below, draw));
  };
  draw().catch((error) => page.replaceChildren(el("h1", {}, "People"), tell("stop", error.message)));
}

function contents({ me, people, may_add: mayAdd }, below, draw) {
  const add = mayAdd && !below ? button("Add a person", () => draw(addForm(draw)), { kind: "p", icon: "plus" }) : null;
  const rows = people.map((one) => el("li", {}, avatar(one, "lg"), el("div", {}, el("p", { class: "b" }, one.name), el("p", { class: "small muted" }, one.id === me.id ? "You" : "Can be named when you share a lesson")), el("span")));
  return [
    el("div", { class: "row head" }, el("h1", {}, "People"), el("span", { class: "sp" }), add),
    el("div", { class: "two" }, el("div", { class: "aside" }, below, el("section", { class: "card", "aria-label": "People in this vault" }, el("ul", { class: "plist" }, rows))), explained(mayAdd)),
  ];
}

function explained(mayAdd) {
  return el("aside", { class: "side card pad fields" }, el("h2", {}, "Who can see what"),
    el("p", { class: "small" }, "Each person has a passphrase and keys of their own. Nobody sees a lesson of yours until you share it with them, and each one’s notes are their own until both say “ready”."),
    el("p", { class: "small muted" }, mayAdd ? "The person types their passphrase here, on this device, without you looking." : "The owner of this vault adds people."));
}

function addForm(draw) {
  const advice = el("div", { class: "fields", "aria-live": "polite" });
  const made = form({
    fields: [
      { name: "name", label: "Name", needed: "Type the name as it should stand beside notes.", most: 120 },
      { name: "passphrase", kind: "secret", label: "Passphrase", note: "typed by the person who is added", needed: "Type a passphrase: three or four words are best.", hint: "Three or four unrelated words. It cannot be looked up by anybody, you included.", changed: () => advise(made, advice) },
      { name: "again", kind: "secret", label: "The same passphrase again", needed: "Type the passphrase a second time." },
    ],
    submit: "Add this person", cancel: () => draw(),
    send: async ({ name, passphrase, again }) => {
      if (passphrase !== again) { made.fields.again.blame("The two passphrases differ. Type it once more."); made.fields.again.focus(); return; }
      const { recovery_code: code } = await post("people", { name, passphrase });
      ["passphrase", "again"].forEach((field) => made.fields[field].write(""));
      await draw(codeCard(name, code, draw));
    },
    layout: (nodes) => [nodes[0], nodes[1], advice, nodes[2]],
  });
  return el("section", { class: "card pad fields", "aria-label": "Add a person" }, el("h2", {}, "Add a person"), made.node);
}

function advise(made, place) {
  clearTimeout(made.timer);
  made.timer = setTimeout(async () => {
    const { name, passphrase } = made.values();
    if (!passphrase) { place.replaceChildren(); return; }
    const { strength, advice } = await post("passphrase-advice", { name, passphrase }).catch(() => ({}));
    if (strength === undefined) return;
    const words = ["Guessed at once.", "Guessed quickly.", "Could be stronger.", "Good.", "Strong."][strength];
    const steps = el("div", { class: "strength", "aria-hidden": "true" }, [1, 2, 3, 4].map((step) => el("i", { class: step <= strength ? "on" : "" })));
    place.replaceChildren(steps, el("p", { class: "hint" }, strength > 2 ? words : `${words} ${advice}`));
  }, PAUSE_MS);
}

function codeCard(name, code, draw) {
  return el("section", { class: "card pad fields", "aria-label": "Recovery code" }, el("h2", { tabindex: "-1" }, `The recovery code of ${name}`),
    el("p", {}, "It opens everything when the passphrase is forgotten. It is shown once: write it down on paper now and let ", el("b", {}, name), " keep it."),
    el("p", { class: "coded sq" }, el("span", {}, code)),
    el("p", { class: "why" }, icon("info", "s"), el("span", {}, "Without passphrase and code nobody can open what this person wrote, not even you.")),
    el("div", { class: "ends" }, button("It is written down", () => draw(), { kind: "p" })));
}

// The people of this vault: who is here and how far each has come, inviting and adding, and one's own name and keys.
import { button, el, icon, tell } from "./dom.js";
import { get, post } from "./api.js";
import { busy, form } from "./fields.js";
import { invitationCard, recoveryCard } from "./codecard.js";
import { ownCard } from "./own.js";
import { passphraseForm } from "./passphrase.js";
import { personRow } from "./person_row.js";
import { count, listed } from "./words.js";

const MANY = 12;

/** Draw the page. */
export default function people(stage) {
  const page = el("div", { class: "page" });
  stage.box.append(page);
  const draw = async (below = null, open = "") => {
    const found = await get("people");
    if (stage.gone) return;
    page.replaceChildren(...contents(found, below, open, draw));
    below?.querySelector("input, h2")?.focus();
  };
  draw().catch((error) => page.replaceChildren(el("h1", {}, "People"), tell("stop", error.message)));
}

function contents(found, below, open, draw) {
  const { me, people: all, may_add: mayAdd } = found;
  const [here, gone] = [all.filter((one) => one.standing !== "removed"), all.filter((one) => one.standing === "removed")];
  const ways = mayAdd && !below ? [button("Add a person", () => draw(addForm(draw))), button("Invite somebody", () => draw(inviteForm(draw)), { kind: "p", icon: "plus" })] : null;
  const rows = here.map((one) => personRow(one, me, one.id === open, (changed = "") => draw(null, changed)));
  const main = el("div", { class: "aside" }, offered(found, draw), below,
    el("section", { class: "card people", "aria-label": "People in this vault" }, here.length >= MANY ? finder(here, rows) : null, el("ul", {}, rows), here.length === 1 ? alone(mayAdd) : null),
    gone.length ? removed(gone, me) : null);
  const side = el("aside", { class: "side aside" }, ownCard(found, draw), explained(mayAdd));
  return [el("div", { class: "row wrap head acts" }, el("h1", {}, "People"), el("span", { class: "sp" }), ways), el("div", { class: "two" }, main, side)];
}

function alone(mayAdd) {
  return el("p", { class: "small muted pad nobody" }, mayAdd ? "Nobody else yet. Invite a mentor or a colleague: they choose their own passphrase, and see nothing until you share a lesson with them." : "Nobody else yet.");
}

/** With many people, a field that leaves only the names that have these letters. */
function finder(people, rows) {
  const told = el("span", { class: "sr", role: "status" });
  const typed = el("input", { class: "inp", type: "text", "aria-label": "Find a person", placeholder: `Find one of ${people.length} people`, autocomplete: "off", spellcheck: "false", translate: "no" });
  typed.addEventListener("input", () => {
    const wanted = typed.value.trim().toLocaleLowerCase("en-GB");
    people.forEach((one, number) => { rows[number].hidden = !one.name.toLocaleLowerCase("en-GB").includes(wanted); });
    told.textContent = `${count(rows.filter((row) => !row.hidden).length, "person", "people")} shown`;
  });
  return el("div", { class: "finder" }, typed, told);
}

function removed(gone, me) {
  return el("details", { class: "card people" }, el("summary", { class: "row" }, el("span", { class: "b" }, "Removed"), el("span", { class: "faint small sp" }, String(gone.length)), icon("down")), el("ul", {}, gone.map((one) => personRow(one, me, false, () => {}))));
}

/** Somebody handed the vault over to who is signed in; the next sign-in would take it over by itself. */
function offered({ people: all, vault_offered_by: by }, draw) {
  if (!by.length) return null;
  const names = listed(all.filter((one) => by.includes(one.id)).map((one) => one.name));
  const refused = el("div");
  const take = button("Look after it", () => busy(take, refused, async () => { await post("vault/acceptance"); await draw(); }), { kind: "p" });
  return el("section", { class: "card pad fields", "aria-label": "Handed over to you" }, el("h2", {}, "This vault is handed over to you"),
    el("p", {}, `${names} asks you to look after this vault: you then invite, confirm and remove people. Nobody’s lessons open to you by it.`), refused, el("div", { class: "ends" }, take));
}

function explained(mayAdd) {
  return el("section", { class: "card pad fields", "aria-label": "Who can see what" }, el("h2", {}, "Who can see what"),
    el("p", { class: "small" }, "Each person has a passphrase and keys of their own. Nobody sees a lesson of yours until you share it with them, and each one’s notes are their own until both say “ready”."),
    el("p", { class: "small muted" }, mayAdd ? "Invite somebody who works on another day: the code can be used within 14 days. Add a person who is here now: they type their passphrase on this device, without you looking." : "Who looks after this vault invites and adds people."));
}

function inviteForm(draw) {
  const made = form({
    fields: [{ name: "name", label: "Name", needed: "Type the name as it should stand beside notes.", most: 120, hint: "They can change it when they join." }],
    submit: "Make an invitation", cancel: () => draw(),
    send: async ({ name }) => {
      const { code, until_ms: until } = await post("people/invitations", { name });
      await draw(invitationCard(name, code, until, () => draw()));
    },
  });
  return el("section", { class: "card pad fields", "aria-label": "Invite somebody" }, el("h2", {}, "Invite somebody"),
    el("p", { class: "small muted" }, "You get a code to hand over. With it they make keys of their own; nobody else ever has these."), made.node);
}

function addForm(draw) {
  const made = passphraseForm({
    before: [{ name: "name", label: "Name", needed: "Type the name as it should stand beside notes.", most: 120 }],
    label: "Passphrase", note: "typed by the person who is added", hint: "Three or four unrelated words. It cannot be looked up by anybody, you included.",
    nameOf: ({ name }) => name, submit: "Add this person", cancel: () => draw(),
    send: async ({ name, fresh }) => {
      const { recovery_code: code } = await post("people", { name, passphrase: fresh });
      ["fresh", "again"].forEach((field) => made.fields[field].write(""));
      await draw(recoveryCard(name, code, () => draw()));
    },
  });
  return el("section", { class: "card pad fields", "aria-label": "Add a person" }, el("h2", {}, "Add a person"), made.node);
}

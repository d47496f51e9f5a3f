// Fields made from a schema: {name, kind, label, …}. Each gives its node, its value, and shows what is wrong in place.
import { el, icon } from "./dom.js";

let count = 0;
const QUIET = { autocomplete: "off", spellcheck: "false", translate: "no", autocapitalize: "sentences" };

/** Make one field. Kinds: text, long, date, time, secret, pick, choice, checks, tick. */
export function field(schema) {
  const id = `f${count += 1}`;
  const wrong = el("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
  const hint = schema.hint ? el("p", { class: "hint", id: `${id}-hint` }, schema.hint) : null;
  const described = [hint ? `${id}-hint` : "", `${id}-wrong`].join(" ").trim();
  const control = KINDS[schema.kind ?? "text"](schema, id, described);
  const node = control.group
    ? el("fieldset", { class: "field", "aria-describedby": described }, el("legend", { class: schema.quiet ? "sr" : "lab" }, schema.label, note(schema)), control.node, hint, wrong)
    : el("div", { class: "field" }, control.plain ? null : el("label", { class: "lab", for: id }, schema.label, note(schema)), control.node, hint, wrong);
  const made = {
    name: schema.name, node, read: control.read, write: control.write,
    focus: () => (control.first ?? control.node).focus(),
    blame(sentence) {
      wrong.hidden = !sentence;
      wrong.replaceChildren(...(sentence ? [icon("info", "s"), el("span", {}, sentence)] : []));
      (control.first ?? control.node).setAttribute("aria-invalid", String(Boolean(sentence)));
    },
    check() {
      const empty = Array.isArray(control.read()) ? !control.read().length : !String(control.read()).trim();
      const sentence = schema.needed && empty ? schema.needed : "";
      made.blame(sentence);
      return !sentence;
    },
  };
  node.addEventListener("input", () => wrong.hidden || made.blame(""));
  return made;
}

/** Make a form: fields, buttons, and one place for what a route refuses. `send(values)` posts; its errors are shown. */
export function form({ fields: schemas, submit, send, cancel = null, kind = "p", layout = (nodes) => nodes }) {
  const fields = schemas.map(field);
  const byName = Object.fromEntries(fields.map((one) => [one.name, one]));
  const refused = el("div");
  const face = el("button", { type: "submit", class: `btn ${kind}` }, submit);
  const node = el("form", { class: "fields", novalidate: true, autocomplete: "off" }, layout(fields.map((one) => one.node), byName), refused,
    el("div", { class: "ends" }, face, cancel ? el("button", { type: "button", class: "btn q", onclick: cancel }, "Cancel") : null));
  const values = () => Object.fromEntries(fields.map((one) => [one.name, one.read()]));
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (face.getAttribute("aria-busy") === "true") return;
    const bad = fields.filter((one) => !one.check());
    if (bad.length) { bad[0].focus(); return; }
    await busy(face, refused, () => send(values()));
  });
  return { node, values, fields: byName };
}

/** Run `work` with the button busy; a refusal is shown in `place` with its reasons and remedies. */
export async function busy(face, place, work) {
  face.setAttribute("aria-busy", "true");
  place.replaceChildren();
  try {
    return await work();
  } catch (error) {
    place.replaceChildren(refusal(error));
    return undefined;
  } finally {
    face.setAttribute("aria-busy", "false");
  }
}

/** What a route refused, as a message. */
export function refusal(error) {
  const pairs = (error.reasons ?? []).map((reason, number) => el("li", {}, `${reason} ${error.remedies?.[number] ?? ""}`));
  const said = pairs.length ? el("ul", {}, pairs) : el("p", {}, error.message);
  return el("div", { class: "tell stop", role: "alert" }, icon("info"), said);
}

const note = (schema) => schema.note ? [" ", el("span", { class: "muted" }, schema.note)] : null;

function typed(schema, id, described, tag, more = {}) {
  const node = el(tag, { id, class: "inp", "aria-describedby": described, "aria-required": schema.needed ? "true" : null, placeholder: schema.placeholder, maxlength: schema.most, ...QUIET, ...more });
  node.value = schema.value ?? "";
  if (schema.changed) node.addEventListener("input", () => schema.changed(node.value));
  return { node, read: () => node.value, write: (value) => { node.value = value; } };
}

/** A list to pick one from, for more than a few; nothing is picked at first, unless `value` says so or there is only one. */
function pick(schema, id, described) {
  const first = schema.options.length > 1 && !schema.value ? el("option", { value: "" }, "Choose") : null;
  const node = el("select", { id, class: "inp", "aria-describedby": described, "aria-required": schema.needed ? "true" : null }, first, schema.options.map((option) => el("option", { value: option.value }, option.label)));
  if (schema.value) node.value = schema.value;
  node.addEventListener("change", () => schema.changed?.(node.value));
  return { node, read: () => node.value };
}

function choice(schema, id) {
  const inputs = schema.options.map((option, number) => el("input", { type: "radio", name: id, value: option.value, id: `${id}-${number}`, checked: option.value === schema.value }));
  const cards = schema.options.map((option, number) => el("label", { class: "opt", for: `${id}-${number}` }, inputs[number],
    el("span", {}, el("span", { class: "what" }, option.label), option.hint ? el("span", { class: "hint" }, option.hint) : null)));
  inputs.forEach((input) => input.addEventListener("change", () => schema.changed?.(input.value)));
  return { group: true, node: el("div", { class: "opts" }, cards), first: inputs[0], read: () => inputs.find((input) => input.checked)?.value ?? "" };
}

function checks(schema, id) {
  const inputs = schema.options.map((option, number) => el("input", { type: "checkbox", id: `${id}-${number}`, value: option.value, checked: (schema.value ?? []).includes(option.value) }));
  const ticks = schema.options.map((option, number) => el("label", { class: "tick", for: `${id}-${number}` }, inputs[number], el("span", {}, option.label)));
  const read = () => inputs.filter((input) => input.checked).map((input) => input.value);
  inputs.forEach((input) => input.addEventListener("change", () => schema.changed?.(read())));
  return { group: true, node: el("div", { class: "ticks" }, ticks), first: inputs[0], read };
}

function tick(schema, id, described) {
  const input = el("input", { type: "checkbox", id, checked: Boolean(schema.value), "aria-describedby": described });
  input.addEventListener("change", () => schema.changed?.(input.checked));
  return { plain: true, node: el("label", { class: "tick", for: id }, input, el("span", {}, schema.label)), first: input, read: () => input.checked, write: (on) => { input.checked = on; } };
}

const KINDS = {
  text: (schema, id, described) => typed(schema, id, described, "input", { type: "text" }),
  secret: (schema, id, described) => typed(schema, id, described, "input", { type: "text", class: "inp hide", autocapitalize: "none", autocorrect: "off" }),
  date: (schema, id, described) => typed(schema, id, described, "input", { type: "date", min: schema.earliest, max: schema.latest }),
  time: (schema, id, described) => typed(schema, id, described, "input", { type: "time" }),
  long: (schema, id, described) => typed(schema, id, described, "textarea", { rows: schema.rows ?? 3 }),
  pick, choice, checks, tick,
};

// Shows one page inside its Streamlit component and keeps it there across reruns.

const shown = new WeakMap();
const sheets = new Map();
let visits = 0;
let prepared = false;

/** Show, or go on showing, the view that the component names. Called at every rerun. */
export async function show(component) {
  const root = component.parentElement;
  const wanted = JSON.stringify([component.data.view, component.data.lesson]);
  const before = shown.get(root);
  if (before?.wanted === wanted) { before.component = component; return; }
  before?.leave();
  const held = { wanted, component, leave() { this.gone = true; this.ended?.(); } };
  shown.set(root, held);
  const [module] = await Promise.all([import(`./${component.data.view}.js`), dress(root)]);
  if (held.gone) return;
  const stage = stageFor(root, held);
  held.ended = module.default(stage);
  if (component.data.view !== "who") arrive(stage);
  prepare();
}

/** Where most of the time is spent is fetched beforehand, so that a lesson opens at once. */
function prepare() {
  if (prepared) return;
  prepared = true;
  requestIdleCallback(() => import("../review/review.js").catch(() => (prepared = false)), { timeout: 3000 });
}

/** After a change of page, the keyboard and a screen reader go on at its heading; a page that was loaded starts at its top. */
function arrive(stage, tries = 40) {
  const first = (visits += 1) === 1;
  const look = () => {
    const title = stage.box.querySelector("h1");
    if (first || stage.gone || (document.activeElement !== document.body && document.activeElement?.isConnected)) return;
    if (title) { title.tabIndex = -1; title.focus({ preventScroll: true }); } else if (tries) { tries -= 1; setTimeout(look, 50); }
  };
  look();
}

/** Take the view down once its component has really left the page (a superseded call only looks like it). */
export function leave(component) {
  const root = component.parentElement;
  if (root.isConnected) return;
  shown.get(root)?.leave();
  shown.delete(root);
}

/** What a view may use: where to draw, which lesson, and how to tell Python that something is done. */
function stageFor(root, held) {
  const box = document.createElement("div");
  box.className = "vr";
  box.addEventListener("keydown", keepFromStreamlit);
  const place = root.querySelector(".vr");
  if (place) place.replaceWith(box); else root.append(box);
  return {
    box, root,
    lesson: held.component.data.lesson,
    get gone() { return Boolean(held.gone); },
    go: (page, lesson = "") => held.component.setTriggerValue("go", { page, lesson }),
  };
}

/** What is typed in a field is no command: Streamlit sees only the component, and would take “r” for “run again”. */
function keepFromStreamlit(event) {
  if (event.target.matches("input, textarea, select")) event.stopPropagation();
}

async function dress(root) {
  const names = ["../tokens.css", "./forms.css", "./fields.css", "./pages.css"];
  root.adoptedStyleSheets = await Promise.all(names.map(sheet));
}

function sheet(name) {
  if (!sheets.has(name)) sheets.set(name, load(name));
  return sheets.get(name);
}

async function load(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  const made = new CSSStyleSheet();
  made.replaceSync(answer.ok ? await answer.text() : "");
  return made;
}

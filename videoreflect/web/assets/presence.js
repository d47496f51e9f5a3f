// What every open page holds: it tells the server that somebody is there, and empties the page at the lock.
// See docs/ROUTES.md, “For the pages”.
import { showLockScreen } from "./lock_screen.js";

const EVERY = 15_000;
const PATIENCE = 15_000;
const SAVING = 1_500;
const ACTIONS = ["pointerdown", "keydown", "wheel", "touchstart"];

const savers = new Set();
const state = { started: false, locked: false, person: "", stream: null, told: 0, lostSince: 0 };
let nowKnown;
const known = new Promise((done) => (nowKnown = done));

/** Begin, once a page; more calls do nothing. Resolves when it is known whose page this is. */
export function start() {
  if (state.started) return known;
  state.started = true;
  for (const action of ACTIONS) addEventListener(action, activity, { capture: true, passive: true });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  setInterval(sayPlaying, EVERY);
  listen();
  return known;
}

/**
 * Register what empties a view. `fn` runs synchronously at the lock; it may save what is typed, and may return
 * `{path, body}` (or a promise of it), which is PUT once the same person has signed in again.
 * @param {() => unknown} fn
 * @returns {() => void} takes it back
 */
export function beforeLock(fn) {
  savers.add(fn);
  return () => savers.delete(fn);
}

/** Lock now: what is typed is saved, the page empties at once, and the sign-in ends. */
export async function lock() {
  const saved = empty();
  const end = () => tellServer("/vr/lock", {});
  addEventListener("pagehide", end); // who leaves while it is saved has locked, too
  await Promise.race([saved, later(SAVING)]);
  removeEventListener("pagehide", end);
  await end();
}

/** Somebody does something: puts off the idle lock. Told at most every 15 s. */
export function activity() {
  if (!state.locked && Date.now() - state.told > EVERY) say({ playing: false });
}

function say(body) {
  state.told = Date.now();
  tellServer("/vr/activity", body).then((status) => status === 401 && empty());
}

function sayPlaying() {
  if (state.locked || document.visibilityState !== "visible") return;
  const clip = players().find((one) => !one.paused && !one.ended);
  if (!clip) return;
  const left = (clip.duration - clip.currentTime) / (clip.playbackRate || 1);
  say({ playing: true, remaining_ms: Number.isFinite(left) ? Math.max(0, Math.round(left * 1000)) : 0 });
}

function listen() {
  const stream = new EventSource(`${location.origin}/vr/presence`);
  state.stream = stream;
  stream.addEventListener("person", (event) => {
    const { id } = JSON.parse(event.data);
    state.lostSince = 0;
    if (state.person && state.person !== id) location.replace("/");
    state.person = id;
    nowKnown();
  });
  stream.addEventListener("lock", () => empty());
  stream.addEventListener("error", lost);
}

async function lost() {
  state.stream.close();
  if (state.locked) return;
  state.lostSince ||= Date.now();
  const status = await look();
  if (state.locked) return;
  if (!status && Date.now() - state.lostSince > PATIENCE) empty();
  else setTimeout(listen, 1000);
}

/** Look whether this page's sign-in still stands; empties the page if not. Returns the status, 0 if nothing answers. */
async function look() {
  const answer = await fetch(`${location.origin}/vr/people`, { cache: "no-store" }).catch(() => null);
  if (answer?.status === 401) empty();
  return answer?.status ?? 0;
}

/** Save, then take everything off the page, at once. Returns a promise of what was being saved. */
function empty() {
  if (state.locked) return Promise.resolve();
  state.locked = true;
  const saving = [...savers].map(run);
  for (const clip of players()) silence(clip);
  state.stream?.close();
  const kept = Promise.all(saving).then((all) => all.filter((one) => one?.path && one.body !== undefined));
  showLockScreen({ person: () => state.person, kept });
  return kept;
}

async function run(fn) {
  try {
    return await fn();
  } catch {
    return null; // what cannot be saved must not keep the page open
  }
}

function silence(clip) {
  clip.pause();
  clip.removeAttribute("src");
  clip.load();
}

/** All players of the page, also those inside components. */
function players(root = document) {
  const found = [...root.querySelectorAll("video, audio")];
  for (const element of root.querySelectorAll("*")) if (element.shadowRoot) found.push(...players(element.shadowRoot));
  return found;
}

async function tellServer(path, body) {
  const options = { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(location.origin + path, options).catch(() => null);
  return answer?.status ?? 0;
}

const later = (time) => new Promise((done) => setTimeout(done, time));

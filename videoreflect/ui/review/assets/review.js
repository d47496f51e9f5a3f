/* The review screen: one component, one clock. */

import { playsOnArrival } from "./arrival.js";
import { createAnnouncer } from "./announcer.js";
import { createChapters } from "./chapters.js";
import { createCodesPart } from "./codes_part.js";
import { closedPart } from "./closed.js";
import { createComposer } from "./composer.js";
import { createDesk } from "./desk.js";
import { createDrafts } from "./drafts.js";
import { element } from "./element.js";
import { createFullScreen } from "./full_screen.js";
import { openImport } from "./import_dialog.js";
import { listenToKeys } from "./keys.js";
import { openKeys } from "./keys_dialog.js";
import { createLookingFor } from "./looking_for.js";
import { quietMainPart } from "./main_part.js";
import { createChanges } from "./note_changes.js";
import { newId } from "./new_id.js";
import { createHistory, listenToUndo } from "./note_history.js";
import { createNotes } from "./notes.js";
import { createNotesImport } from "./notes_import_dialog.js";
import { createOutbox } from "./outbox.js";
import { createPhone } from "./phone.js";
import { createPictureSize } from "./picture_size.js";
import { createPlayer } from "./player.js";
import { createPreview } from "./preview.js";
import { findPresence } from "./presence.js";
import { createPrompt } from "./prompt.js";
import { createPulse } from "./pulse.js";
import { openReady } from "./ready_dialog.js";
import { createNoteSharing } from "./share_note.js";
import { openShare } from "./share_dialog.js";
import { dress, load } from "./styles.js";
import { createRegions } from "./regions.js";
import { createSettings } from "./settings.js";
import { createSkeleton } from "./skeleton.js";
import { createTimeline } from "./timeline.js";
import { createTour } from "./tour.js";
import { createTopBar } from "./top_bar.js";
import { createVoiceNotes } from "./voice_notes.js";
import { sendVoice } from "./voice_routes.js";
import { createWatched } from "./watched.js";
import { createWords } from "./words.js";

const TAIL = 1000; // ms that a lock waits for the last piece of what is being said

const mounted = new WeakMap();
load();

/**
 * What the component's inline loader calls, once for each time Streamlit draws it.
 * @param {{parentElement: ShadowRoot|HTMLElement, data: {lesson: string}, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {() => void} clean-up; Streamlit also calls it for a call that was overtaken, hence the look at isConnected
 */
export function mount(component) {
  const { parentElement: holder, data } = component;
  let screen = mounted.get(holder);
  if (screen && screen.lesson !== data.lesson) {
    screen.destroy();
    screen = null;
  }
  screen ??= createScreen(holder, data);
  screen.component = component;
  mounted.set(holder, screen);
  return () => setTimeout(() => {
    if (holder.isConnected) return;
    screen.destroy();
    mounted.delete(holder);
  }, 0);
}

function createScreen(holder, { lesson }) {
  const ending = new AbortController();
  const screen = { lesson, component: null, destroy: () => {} };
  const go = (where) => {
    leave();
    screen.component.setTriggerValue("go", where);
  };
  const desk = createDesk(lesson, go, ending.signal);
  const root = element("div", { class: "review", hidden: true });
  const parts = build(desk, root, lesson);
  const closing = () => leave();
  const leave = () => {
    parts.regions.drawing.leave();
    parts.drafts.flush(true);
    desk.player.keepPlace(true);
    parts.watched.flush(true);
  };
  screen.destroy = () => {
    if (ending.signal.aborted) return;
    leave();
    ending.abort(); // every listener, timer and call of the parts hangs on this signal
    desk.player.empty();
    root.remove();
  };
  window.addEventListener("pagehide", closing, { signal: ending.signal });
  document.addEventListener("visibilitychange", () => document.hidden && parts.drafts.flush(true), { signal: ending.signal });
  holder.append(root);
  quietMainPart(holder, ending.signal);
  lockWith(screen, parts, ending.signal);
  open(desk, root, parts);
  return screen;
}

function build(desk, root, lesson) {
  const announcer = createAnnouncer();
  desk.say = announcer.say;
  const settings = createSettings(desk);
  const left = element("div", { class: "left" });
  const full = createFullScreen(desk, root);
  const player = createPlayer(desk, full.toggle);
  desk.player = player;
  const watched = createWatched(desk);
  const drafts = createDrafts(desk);
  const dialogs = element("div", { class: "dialogs" });
  desk.history = createHistory(desk);
  desk.newId = newId;
  desk.lineDrafts = drafts;
  desk.noteSharing = createNoteSharing(desk, dialogs);
  const changes = createChanges(desk, drafts, createOutbox(desk, drafts));
  const composer = createComposer(desk, drafts, changes);
  const words = createWords(desk);
  const notes = createNotes(desk, drafts, changes, composer);
  desk.noteActions = notes.actions;
  const regions = createRegions(desk);
  const codes = createCodesPart(desk, root, notes, dialogs);
  notes.root.append(createPrompt(desk));
  const preview = createPreview(desk);
  const timeline = createTimeline(desk, preview);
  const phone = createPhone(desk, root, composer);
  preview.watch(phone.strip, (x, box) => ((x - box.left) / box.width) * desk.duration);
  const presence = findPresence();
  createVoiceNotes(desk, lesson, presence, drafts);
  createChapters(desk, dialogs);
  player.row.lastElementChild.before(full.drawer);
  const keys = () => openKeys(dialogs, desk);
  desk.commands.add({ name: "keys.sheet", label: "this sheet", group: "Screen", key: "?", run: keys });
  desk.on("import", () => openImport(desk, dialogs));
  createNotesImport(desk, notes.head, dialogs);
  const bar = createTopBar(desk, {
    share: () => openShare(desk, dialogs),
    ready: () => openReady(desk, dialogs),
    keys,
    dialogs,
    lock: async () => (await presence).lock(),
  });
  left.append(player.root, player.row, phone.strip, composer.root, createLookingFor(desk));
  const paper = element("div", { class: "paper" }, words.root, notes.root, codes.root);
  const main = element("div", { class: "main" }, left, phone.tabs, paper);
  left.after(createPictureSize(desk, main, left).root);
  root.append(bar.root, createTour(desk, root), main, timeline.root, phone.bar, preview.root, dialogs, announcer.root);
  listenToUndo(root, desk, desk.history);
  listenToKeys(root, desk);
  return { desk, drafts, composer, notes, regions, presence, watched, settings };
}

/** At the lock: save, empty the screen, and leave the draft with the lock, to be kept once the same person is back. */
async function lockWith(screen, { desk, drafts, regions, presence }, signal) {
  const { start, beforeLock } = await presence;
  if (signal.aborted) return;
  start?.();
  const forget = beforeLock(() => {
    regions.drawing.leave();
    const body = drafts.body();
    const { content } = body;
    const spoken = content?.writing && desk.spoken?.();
    screen.destroy();
    const again = spoken && (async () => ({ ...body, content: { ...content, writing: { ...content.writing, ...(await sendVoice(screen.lesson, await spoken, content.writing.voice)), speaking: "" } } }));
    const kept = content && { path: `/vr/lessons/${screen.lesson}/draft`, body, again };
    return spoken ? Promise.race([spoken.then(desk.spokenSent), new Promise((done) => setTimeout(done, TAIL))]).then(() => kept, () => kept) : kept;
  });
  signal.addEventListener("abort", () => forget?.());
}

async function open(desk, root, { drafts, composer, notes, settings }) {
  const waiting = createSkeleton(root.parentNode);
  desk.signal.addEventListener("abort", waiting.end);
  const pulse = createPulse(desk, { closed: (error) => showClosed(desk, root, drafts, error) });
  try {
    await Promise.all([dress(root.getRootNode()).then(waiting.show), settings.load(), pulse.start()]);
  } catch (error) {
    if (error.name !== "AbortError") showClosed(desk, root, drafts, error);
  }
  waiting.end();
  root.hidden = false;
  if (!desk.review || desk.closed) return;
  desk.ready = true; // from here on keys count
  drafts.restore(desk.review.drafts);
  composer.restore(drafts.writing);
  notes.restore();
  desk.emit("restored");
  if (playsOnArrival(desk.review.lesson.id)) desk.player.play();
  requestAnimationFrame(() => desk.emit("review", desk.review)); // measured again, now that there is something to measure
}

/** The lesson may no longer be seen, or did not open: nothing of it stays on the screen, and no key does anything. */
function showClosed(desk, root, drafts, error) {
  Object.assign(desk, { ready: false, closed: true });
  desk.player.empty();
  desk.emit("closed");
  root.hidden = false;
  root.replaceChildren(closedPart(error, drafts.content(), () => desk.go("library")));
}

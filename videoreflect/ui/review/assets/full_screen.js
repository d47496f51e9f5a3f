/* The picture as large as the screen, with the notes in a drawer: typing begins one there too. */

import { element } from "./element.js";
import { button } from "./icons.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} root the whole screen: dialogs and voices for screen readers have to come along
 */
export function createFullScreen(desk, root) {
  const state = { full: false };
  const drawer = button({ icon: "notes", label: "Notes", class: "drawer-button", "aria-pressed": "false", press: () => setDrawer(!root.classList.contains("drawer")) });
  const within = () => root.getRootNode().fullscreenElement ?? null;

  function set(full) {
    if (state.full === full) return;
    state.full = full;
    root.classList.toggle("full", full);
    setDrawer(full && Boolean(desk.writing));
    desk.emit("full", full);
  }
  function setDrawer(on) {
    root.classList.toggle("drawer", on);
    drawer.setAttribute("aria-pressed", String(on));
  }
  /** Where the browser refuses, the picture fills the window. */
  async function toggle() {
    if (state.full) {
      if (within()) await document.exitFullscreen().catch(() => {});
      return set(false);
    }
    set(true);
    await root.requestFullscreen?.().catch(() => {});
  }
  document.addEventListener("fullscreenchange", () => document.fullscreenElement || set(false), { signal: desk.signal });
  desk.on("writing", (draft) => draft && state.full && setDrawer(true));
  desk.on("emptied", () => set(false));
  desk.commands.add(
    { name: "screen.full", label: "picture as large as the screen", group: "Screen", key: "", letter: "f", run: toggle },
    { name: "screen.drawer", label: "notes beside the large picture", group: "Screen", key: "", possible: () => state.full, run: () => setDrawer(!root.classList.contains("drawer")) },
    { name: "screen.small", label: "leave the large picture", group: "Screen", key: "Escape", fixed: true, possible: () => state.full && !desk.writing && !desk.player.loop.now && !desk.range, run: toggle },
  );
  return { toggle, drawer: element("span", { class: "drawer-place" }, drawer) };
}

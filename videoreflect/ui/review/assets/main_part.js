/* Streamlit brings the page's main part: it scrolls, and so it is a stop of Tab. Under this screen it is none. */

/**
 * @param {Node} holder
 * @param {AbortSignal} signal gives the stop back
 */
export function quietMainPart(holder, signal) {
  const main = (holder.host ?? holder.getRootNode().host ?? holder).closest?.("main[tabindex='0']");
  if (!main) return;
  main.tabIndex = -1;
  signal.addEventListener("abort", () => (main.tabIndex = 0));
}

// The sign-in over a page that was locked. Nothing of the page stays but what was being typed, in this script's memory.
import { showSignIn } from "./sign_in.js";

const BARRING = ["inert", "aria-hidden", "hidden"];

/**
 * Replace everything on the page by the sign-in.
 * @param {{person: () => string, kept: Promise<{path: string, body: Object}[]>}} page whose page it was, what was typed
 */
export function showLockScreen({ person, kept }) {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const place = document.createElement("div");
  root.append(style("tokens.css"), style("door.css"), place);
  const only = () => {
    for (const node of [...document.body.childNodes]) if (node !== host) node.remove();
    if (!host.isConnected) document.body.append(host);
    for (const node of [document.body, host]) for (const name of BARRING) if (node.hasAttribute(name)) node.removeAttribute(name);
  };
  only();
  hushStreamlit();
  // Whatever else still comes onto the page goes, and nothing makes the sign-in unreachable.
  new MutationObserver(only).observe(document.body, { childList: true, attributes: true, subtree: true, attributeFilter: BARRING });
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  const backAgain = comingBack(person, kept);
  for (const [target, event] of [[document, "visibilitychange"], [window, "focus"]]) {
    target.addEventListener(event, () => document.visibilityState === "visible" && signedInElsewhere(backAgain));
  }
  showSignIn(place, {
    welcome: "Locked",
    lead: "Sign in to go on. What you saved is kept, and what you were typing comes back.",
    done: (answer) => backAgain(answer.person.id),
    recovered: () => location.replace("/vr/sign-in"),
  });
}

/** Its script is still running behind an empty page: it would ask for a new connection for ever, and say so in dialogs. */
function hushStreamlit() {
  const reach = window.fetch;
  const never = new Promise(() => {});
  XMLHttpRequest.prototype.send = () => {};
  window.fetch = (asked, options) => (String(asked?.url ?? asked).startsWith(`${location.origin}/vr/`) ? reach(asked, options) : never);
  window.WebSocket = class extends EventTarget {
    close() {}
    send() {}
  };
}

/** The same person gets everything back, another person gets a page of their own. */
function comingBack(person, kept) {
  return async (id) => {
    if (id !== person()) return location.replace("/");
    for (const { path, body, again } of await kept) await put(path, (await again?.().catch(() => null)) || body); // what was being said goes first
    return location.reload();
  };
}

/** Another tab may have signed in meanwhile; the cookie is the same. */
async function signedInElsewhere(backAgain) {
  const answer = await fetch(`${location.origin}/vr/people`, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) backAgain((await answer.json()).me.id);
}

function put(path, body) {
  const options = { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return fetch(location.origin + path, options).catch(() => null);
}

function style(name) {
  return Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(name, import.meta.url) });
}

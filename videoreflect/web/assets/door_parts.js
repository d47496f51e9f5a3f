// What the pages before the app are made of: the cover, fields, sentences, and asking the server.

const ICONS = {
  shield: '<path d="M12 3l7.5 2.8v5.4c0 4.6-3.1 8-7.5 9.8-4.4-1.8-7.5-5.2-7.5-9.8V5.8z"/><path d="M8.7 12l2.3 2.3 4.3-4.6"/>',
  warn: '<path d="M12 4l9 15.5H3z"/><path d="M12 10v4.5M12 17v.1"/>',
  check: '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
  print: '<path d="M7 9V4h10v5M7 17H4v-8h16v8h-3"/><path d="M7 14h10v6H7z"/>',
};
const LOGO = '<svg viewBox="0 0 28 28" aria-hidden="true"><path d="M5.5 8.5v11l6-5.5z" fill="#fff"/><path d="M14 4v20" stroke="#F0B6B0" stroke-width="1.5"/><path d="M22.5 8.5v11l-6-5.5z" fill="none" stroke="#fff" stroke-width="1.4" stroke-linejoin="round"/></svg>';
const LOST = "videoreflect does not answer. Start it again if you ended it; then try once more.";

/** An icon as markup. */
export const icon = (name, size = "") => `<svg class="icon ${size}" viewBox="0 0 24 24" aria-hidden="true">${ICONS[name]}</svg>`;

/** The green half: the brand, one sentence, and what stands at its foot. All of it is fixed text. */
export const cover = (sentence, foot) =>
  `<header class="cover"><span class="brand">${LOGO}videoreflect</span><div class="words"><h1>${sentence}</h1></div><div class="foot">${foot}</div></header>`;

export const LABEL =
  '<div class="label"><p><span>Name</span><b>yours</b></p><p><span>Subject</span><b>your own lessons</b></p><p><span>Opened by</span><b>you alone, on this device</b></p></div>';

const QUIET = 'autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false" translate="no" data-lpignore="true" data-1p-ignore data-form-type="other"';

/** A field for a name or a code. The browser is asked to keep nothing of it. */
export const field = (id, label, more = "") =>
  `<div class="field"><label for="${id}">${label}</label><div class="box"><input id="${id}" type="text" ${QUIET} ${more}></div></div>`;

/** A field for a passphrase: no password field, since browsers write the name beside one to their disk. */
export const secretField = (id, label, more = "") =>
  `<div class="field"><label for="${id}">${label}</label><div class="box"><input id="${id}" type="text" class="secret" ${QUIET} ${more}><button type="button" class="link" data-shows="${id}" aria-pressed="false">Show<span class="reader"> the ${label.toLowerCase()}</span></button></div></div>`;

/** Where a field's mistake is told. */
export const wrong = (id) => `<p class="wrong" id="${id}" role="alert"></p>`;

/** Make every “Show” button of `root` work. */
export function letShow(root) {
  for (const button of root.querySelectorAll("[data-shows]")) {
    button.addEventListener("click", () => {
      const input = root.querySelector(`#${button.dataset.shows}`);
      const shown = input.classList.toggle("shown");
      button.setAttribute("aria-pressed", String(shown));
      button.firstChild.data = shown ? "Hide" : "Show";
      input.focus();
    });
  }
}

/** Tell a mistake in place; an empty sentence takes it away. */
export function tell(place, sentence) {
  place.replaceChildren();
  if (!sentence) return;
  place.insertAdjacentHTML("beforeend", icon("warn"));
  place.append(Object.assign(document.createElement("span"), { textContent: sentence }));
}

/** Count down in place while the next guess has to wait. */
export function tellWait(place, seconds) {
  clearTimeout(place.waiting);
  tell(place, seconds > 0 ? `Wait ${seconds} ${seconds === 1 ? "second" : "seconds"}, then try again. Nothing is locked.` : "");
  if (seconds > 0) place.waiting = setTimeout(() => tellWait(place, seconds - 1), 1000);
}

/** Ask the server. Returns `{ok, status, content}`; a lost connection is an error like any other. */
export async function ask(method, path, body) {
  const options = { method, cache: "no-store", credentials: "same-origin" };
  if (method !== "GET") Object.assign(options, { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) });
  try {
    const answer = await fetch(location.origin + path, options);
    const content = answer.status === 204 ? null : await answer.json().catch(() => null);
    return { ok: answer.ok, status: answer.status, content, error: content?.error ?? { sentence: LOST } };
  } catch {
    return { ok: false, status: 0, content: null, error: { sentence: LOST } };
  }
}

/** Send a form once at a time; `work` returns when it is done. */
export function onSubmit(form, work) {
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    form.setAttribute("aria-busy", "true");
    try {
      await work();
    } finally {
      busy = false;
      form.removeAttribute("aria-busy");
    }
  });
}

/** Firefox keeps parts of a long clip in a temp file, whatever a server says. */
export const firefoxNotice = () =>
  navigator.userAgent.includes("Firefox")
    ? `<p class="notice">${icon("warn")}<span>Firefox keeps parts of a clip unencrypted in a temporary file while it plays. Use Chrome, Edge or Chromium, and everything stays encrypted.</span></p>`
    : "";

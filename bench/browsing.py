"""A real Chromium and what is measured in it: first frame, seeks, a note from key to page."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WITHIN_MS = 60_000
READ_MS = 1_500
"""So long somebody looks at the list before they choose a lesson."""

# Watches the first video of a page, and when Enter and the mouse were pressed last; all on the page’s own clock.
WATCH = """
(() => {
  performance.setResourceTimingBufferSize(5000);
  const bench = (window.__bench = { marks: {}, pressed: 0, chosen: 0, seen: 0, video: null });
  const mark = (name) => (bench.marks[name] ??= performance.now());
  const make = Document.prototype.createElement;
  Document.prototype.createElement = function (name, ...rest) {
    const made = make.call(this, name, ...rest);
    if (!bench.video && String(name).toLowerCase() === "video") {
      bench.video = made;
      made.addEventListener("loadstart", () => mark("page"));
      made.requestVideoFrameCallback(() => mark("frame"));
    }
    return made;
  };
  addEventListener("keydown", (event) => event.key === "Enter" && (bench.pressed = performance.now()), true);
  addEventListener("pointerdown", () => (bench.chosen = performance.now()), true);
})();
"""

SEEK = """async (places) => {
  const video = window.__bench.video, taken = [];
  for (const place of places) {
    const begun = performance.now();
    await new Promise((done, failed) => {
      video.addEventListener("seeked", done, { once: true });
      setTimeout(() => failed(new Error("a seek did not end")), 60000);
      video.currentTime = place * video.duration;
    });
    taken.push(performance.now() - begun);
  }
  return taken;
}"""

LOOK_FOR = """(part, text) => {
  const root = part.getRootNode(), bench = window.__bench;
  bench.seen = 0;
  new MutationObserver((_, watching) => {
    if (![...root.querySelectorAll(".note-text")].some((note) => note.textContent.includes(text))) return;
    watching.disconnect();
    requestAnimationFrame(() => (bench.seen = performance.now()));
  }).observe(root, { childList: true, subtree: true });
}"""

TOLD = """() => {
  const { pressed, seen } = window.__bench;
  const isSave = (one) => one.startTime >= pressed && one.name.endsWith("/notes");
  const sent = performance.getEntriesByType("resource").find(isSave);
  return seen > pressed && sent && { seen: seen - pressed, durable: sent.responseEnd - pressed };
}"""


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """A Chromium that can be driven; without one, a sentence that says how to get it."""
    found = chromium.find()
    if found is None:
        raise SystemExit(chromium.how_to_get_one())
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A page with an empty cache and no cookies."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.add_init_script(WATCH)
    try:
        yield context.new_page()
    finally:
        context.close()


def sign_in(page: Page, address: str, name: str, passphrase: str) -> float:
    """Sign in from the sign-in page itself; milliseconds from the request to its answer."""
    page.goto(f"{address}/vr/sign-in")
    asked = """async (who) => {
      const begun = performance.now(), headers = { "content-type": "application/json" };
      const answer = await fetch("/vr/sign-in", { method: "POST", headers, body: JSON.stringify(who) });
      if (!answer.ok) throw new Error("the sign-in was refused");
      return performance.now() - begun;
    }"""
    return float(page.evaluate(asked, {"name": name, "passphrase": passphrase}))


def first_frame(page: Page, address: str) -> dict[str, float]:
    """Open a page with a player; milliseconds from the navigation to the player, and to its first picture."""
    page.goto(address, wait_until="commit")
    marks: dict[str, float] = _waited(page, "() => window.__bench?.marks.frame && window.__bench.marks")
    return marks


def chosen_frame(page: Page, address: str, title: str) -> float:
    """Choose a lesson in the list; milliseconds from the press of the mouse to its first picture."""
    page.goto(address)
    card = page.get_by_role("link").or_(page.get_by_role("button")).filter(has_text=title).first
    card.wait_for()
    page.wait_for_timeout(READ_MS)
    page.evaluate("() => { window.__bench.marks = {}; window.__bench.video = null; }")
    card.click()
    taken: float = _waited(
        page, "() => window.__bench.marks.frame && window.__bench.marks.frame - window.__bench.chosen"
    )
    return taken


def seeks(page: Page, count: int) -> list[float]:
    """Milliseconds of each jump to a random place; the same places in every run."""
    places = random.Random(7)
    taken: list[float] = page.evaluate(SEEK, [places.uniform(0.02, 0.98) for _ in range(count)])
    return taken


def play(page: Page) -> None:
    """Let the clip run, without sound: no gesture is needed for that."""
    page.evaluate("() => { window.__bench.video.muted = true; return window.__bench.video.play(); }")


def note(page: Page, text: str) -> dict[str, float]:
    """Type a note of new words and press Enter; milliseconds from there until it is seen, and until it was saved."""
    part = page.locator(".composer").first
    part.evaluate(LOOK_FOR, text)
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    told: dict[str, float] = _waited(page, TOLD)  # a note is seen before the server has answered
    return told


def _waited(page: Page, asked: str) -> Any:
    """Ask until something comes back; the page’s own policy forbids ``wait_for_function``."""
    for _ in range(WITHIN_MS // 20):
        if found := page.evaluate(asked):
            return found
        page.wait_for_timeout(20)
    raise TimeoutError("the page did not get there within a minute")

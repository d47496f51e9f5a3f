"""What a person does on the review screen, driven and watched from inside the page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from bench.lesson import Prepared
from videoreflect.domain.transcript import Line, Word
from videoreflect.formats import transcript_json
from videoreflect.services.lessons import open_lesson
from videoreflect.services.sample_lesson import sample

IN_A_LINE = 12

FILL_BARE = """(count) => {
  for (let number = 0; number < count; number += 1) {
    const note = document.createElement("p");
    note.className = "note-text";
    note.textContent = `Note ${number} of many.`;
    document.querySelector("#notes").append(note);
  }
}"""

# Counts pictures and long tasks while ``act(root, share)`` is done at every picture, for three seconds.
_WATCHED = """async (composer) => {
  const root = composer.getRootNode(), act = %s, length = 3000, tasks = [];
  const watching = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration)));
  watching.observe({ type: "longtask" });
  const begun = performance.now();
  let pictures = 0;
  for (let now = begun; now - begun < length; pictures += 1) {
    act(root, (now - begun) / length);
    now = await new Promise((done) => requestAnimationFrame(() => done(performance.now())));
  }
  await new Promise((done) => setTimeout(done, 100));
  watching.disconnect();
  return [pictures / (length / 1000), Math.max(0, ...tasks)];
}"""

_SCRUB = """(root, share) => {
  const overview = root.querySelector(".overview"), box = overview.getBoundingClientRect();
  const place = { clientX: box.left + 2 + share * (box.width - 4), clientY: box.top + 8 };
  const told = (name) => new PointerEvent(name, { ...place, pointerId: 1, bubbles: true, buttons: 1, button: 0 });
  overview.dispatchEvent(told(share ? "pointermove" : "pointerdown"));
  if (share > 0.98) overview.dispatchEvent(told("pointerup"));
}"""
_SCROLL = """(root, share) => {
  const scroller = root.querySelector("%s .scroller");
  scroller.scrollTop = share * scroller.scrollHeight;
}"""
MOVES = {"scrubbing": _SCRUB, "scrolling words": _SCROLL % ".words", "scrolling notes": _SCROLL % ".notes"}


class SocketBytes:
    """Counts what goes over the page’s WebSockets, both ways."""

    def __init__(self, page: Page) -> None:
        self.total = 0
        page.on("websocket", self._watch)

    def _watch(self, socket: Any) -> None:
        for event in ("framesent", "framereceived"):
            socket.on(event, self._count)

    def _count(self, payload: str | bytes) -> None:
        self.total += len(payload)


@dataclass(frozen=True, slots=True)
class Heap:
    """What the page holds after its garbage is collected."""

    mb: float
    nodes: int
    listeners: int

    def __str__(self) -> str:
        return f"{self.mb:.1f} MB, {self.nodes} nodes, {self.listeners} listeners"


def sample_clip() -> Path:
    """The sample lesson’s clip, in clear."""
    return sample().clip


def length_ms(ready: Prepared) -> int:
    """How long the lesson is."""
    return open_lesson(ready.session, ready.lesson).duration_ms


def transcript(said: list[str], length: int) -> bytes:
    """A file with these words, spread over the lesson, twelve in a line."""
    each = length // len(said)
    words = [Word(place * each, (place + 1) * each - 1, f" {word}", 0.9) for place, word in enumerate(said)]
    lines = [tuple(words[place : place + IN_A_LINE]) for place in range(0, len(words), IN_A_LINE)]
    made = [Line(line[0].start_ms, line[-1].end_ms, "".join(word.text for word in line), line) for line in lines]
    return transcript_json.write(made).encode()


def moved(page: Page, act: str) -> tuple[float, float]:
    """Do something at every picture for three seconds; pictures a second, and the longest task over 50 ms."""
    found: list[float] = page.locator(".composer").first.evaluate(_WATCHED % act)
    return found[0], found[1]


def work(page: Page, turns: int) -> None:
    """Write a note and delete it, jump, and search, over and over."""
    for turn in range(turns):
        page.keyboard.type(f"Turn {turn}")
        page.keyboard.press("Enter")
        mine = page.locator(".note", has_text=f"Turn {turn}").first
        mine.wait_for()
        mine.get_by_role("button", name="Delete this note").dispatch_event("click")
        mine.wait_for(state="detached")
        page.locator(".composer").first.evaluate("(part) => part.getRootNode().activeElement?.blur()")
        page.keyboard.press("ArrowRight" if turn % 2 else "ArrowLeft")
        if turn % 10 == 0:
            page.keyboard.press("/")
            page.keyboard.type("water")
            page.keyboard.press("Escape")
            page.locator(".composer").first.evaluate("(part) => part.getRootNode().activeElement?.blur()")


def heap(page: Page) -> Heap:
    """Collect garbage, then look."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    used, counted = session.send("Runtime.getHeapUsage"), session.send("Memory.getDOMCounters")
    session.detach()
    return Heap(used["usedSize"] / 1e6, counted["nodes"], counted["jsEventListeners"])

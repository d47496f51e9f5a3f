"""The review screen in a real Chromium on the real server, beside a bare page over the file in clear."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench import browsing, served
from bench.clips import hour_long
from bench.settings import MEGABYTE, Settings, scratch
from bench.table import NONE, Cell, Table, spread
from videoreflect.cli.demo_story import MODULE, TEACHER, Story
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.services.sample_lesson import sample

SEEKS = 10
NOTES = 12


@dataclass(slots=True)
class Seen:
    """What was measured of one clip on one server; milliseconds."""

    sign_in: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    frame: list[float] = field(default_factory=list)
    seek: list[float] = field(default_factory=list)
    visible: list[float] = field(default_factory=list)
    durable: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """A clip in clear, and the lesson that holds it."""

    name: str
    clip: Path
    lesson: str


def measure(settings: Settings) -> Table:
    """The sample lesson, and an hour of 1 GB unless ``--quick``; both servers in turn."""
    table = Table(
        f"player: Chromium, empty cache, {settings.repeats} x; {SEEKS} seeks and {NOTES} notes each time",
        ("what", "sign in", "page to player", "page to first frame", "one seek", "Enter to note seen", "to durable"),
        "a bare page: <video> on the same file in clear (Starlette’s FileResponse), notes into plain SQLite",
        notes=["“page to …” counts from the navigation. A note is durable when the server has answered."],
    )
    with scratch() as folder, browsing.chromium_running() as browser:
        story = Story(folder / "vault", lambda line: None)
        story.play()
        shown = [Shown("sample lesson", sample().clip, story.told.lesson)]
        if not settings.quick:
            shown.append(with_hour(story, folder))
        for clip in shown:
            _rows(table, settings, browser, story, clip, folder)
    return table


def with_hour(story: Story, folder: Path) -> Shown:
    """Make the hour, and add it to the vault as the teacher would: in a process of its own."""
    clip = hour_long(folder)
    details = {"title": "An hour to measure"}
    step = {"do": "add", "clip": str(clip), "details": details}
    task = {"vault": str(story.vault), "name": TEACHER, "passphrase": story.passphrases[TEACHER], "steps": [step]}
    told = run_child(MODULE, task, Handlers())
    return Shown(f"60 min, {clip.stat().st_size / MEGABYTE:,.0f} MB", clip, told["lesson"])


def _rows(table: Table, settings: Settings, browser: Browser, story: Story, shown: Shown, folder: Path) -> None:
    ours, bare = Seen(), Seen()
    for _ in range(settings.repeats):
        with served.app(story.vault, folder) as server, browsing.fresh_page(browser) as page:
            ours.sign_in.append(browsing.sign_in(page, server.address, TEACHER, story.passphrases[TEACHER]))
            _look(page, f"{server.address}/review?lesson={shown.lesson}", ours)
        with served.plain(shown.clip, folder) as server, browsing.fresh_page(browser) as page:
            _look(page, server.address, bare)
    table.add(f"videoreflect, {shown.name}", spread(ours.sign_in, "ms"), *_cells(ours))
    table.add(f"bare page, {shown.name}", NONE, *_cells(bare))


def _look(page: Page, address: str, seen: Seen) -> None:
    marks = browsing.first_frame(page, address)
    seen.page.append(marks["page"])
    seen.frame.append(marks["frame"])
    seen.seek += browsing.seeks(page, SEEKS)
    page.locator("textarea").first.wait_for(state="attached")
    if page.locator("textarea").first.is_visible():
        page.locator("textarea").first.focus()
    for number in range(NOTES):
        told = browsing.note(page, f"Measured note {number}, {secrets.token_hex(4)}.")
        seen.visible.append(told["seen"])
        seen.durable.append(told["durable"])


def _cells(seen: Seen) -> tuple[Cell, ...]:
    return tuple(spread(values, "ms") for values in (seen.page, seen.frame, seen.seek, seen.visible, seen.durable))

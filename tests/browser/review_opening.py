"""Opening the review screen over its stage, for tests of its notes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.browsing import AXE_TAGS, LONGEST, started
from tests.browser.review_stage import FIXTURES, application

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def notes_address() -> Iterator[str]:
    """Serve the stage on a free port."""
    server = uvicorn.Server(uvicorn.Config(application(), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def notes_browser(chromium_path: Path) -> Iterator[Browser]:
    """Start one browser for all tests of a file; it waits for a busy machine."""
    with started(chromium_path, "--autoplay-policy=no-user-gesture-required") as chromium:
        expect.set_options(timeout=LONGEST)
        yield chromium


@pytest.fixture
def opened(notes_browser: Browser, notes_address: str) -> Iterator[Opener]:
    """Open the review in a scene; at the end no script may have failed."""
    context = notes_browser.new_context(
        viewport={"width": 1366, "height": 768}, reduced_motion="reduce", locale="en-GB"
    )
    context.set_default_timeout(LONGEST)
    failures: list[str] = []

    def open_scene(scene: str = "alone", *, keep: bool = False, width: int = 1366, height: int = 768) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(f"{notes_address}/stage?scene={scene}{'&keep' if keep else ''}")
        expect(page.locator(".review")).to_be_visible()
        page.locator("video").evaluate("video => { video.muted = true; }")
        return page

    yield open_scene
    context.close()
    assert not failures


def card(page: Page, text: str) -> Locator:
    """The card of a saved note."""
    return page.locator(".note[data-note]", has_text=text)


def saved(scene: str, text: str) -> dict[str, Any]:
    """The note on the stage whose text begins so."""
    return next(one for one in FIXTURES[scene].notes if one["text"].startswith(text))


def write(page: Page, text: str) -> Locator:
    """Type a note and save it; returns its card once the server has it."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(card(page, text).locator(".seen")).not_to_have_text("Saving")
    return card(page, text)


def told(page: Page) -> Locator:
    """What a screen reader was told last."""
    return page.locator(".review > p.unseen")


def check_axe(page: Page) -> None:
    """Assert that axe finds nothing."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": [*AXE_TAGS, "best-practice"]}})
    assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]

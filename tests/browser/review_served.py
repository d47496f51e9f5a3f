"""The stage of the review screen, served for tests, and a browser for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import LONGEST, started
from tests.browser.review_stage import application

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def review_address() -> Iterator[str]:
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
def review_browser(chromium_path: Path) -> Iterator[Browser]:
    """Start one browser for all tests of a file; it waits for a busy machine."""
    with started(chromium_path, "--autoplay-policy=no-user-gesture-required") as chromium:
        expect.set_options(timeout=LONGEST)
        yield chromium


@pytest.fixture
def opened(review_browser: Browser, review_address: str) -> Iterator[Opener]:
    """Open the review in a scene; at the end no script may have failed."""
    context = review_browser.new_context(
        viewport={"width": 1366, "height": 768}, reduced_motion="reduce", locale="en-GB"
    )
    context.set_default_timeout(LONGEST)
    failures: list[str] = []

    def open_scene(
        scene: str = "alone", *, keep: bool = False, width: int = 1366, height: int = 768, also: str = ""
    ) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("pageerror", lambda error: failures.append(error.stack or str(error)))
        page.goto(f"{review_address}/stage?scene={scene}{'&keep' if keep else ''}{also}")
        expect(page.locator(".review")).to_be_visible()
        page.locator("video").evaluate("video => { video.muted = true; }")
        return page

    yield open_scene
    context.close()
    assert not failures

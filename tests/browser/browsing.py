"""A real Chromium for tests, and what every page has to be in it: clean for axe, and no wider than its window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONGEST = 60_000
"""Milliseconds; a machine may be busy."""

SETTLED_MS = 400
"""Streamlit takes a moment to follow a change of scheme."""


Opening = Callable[[str, str], Page]
"""Opens a page of a stage by the query of its address, and waits for the heading that it has."""


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what the server shall have: a page shows a change before the server was told of it."""
    for _ in range(LONGEST // 50):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("the server was not told")


@contextmanager
def started(chromium: Path, *more: str) -> Iterator[Browser]:
    """Start Chromium, with more flags if they are given, and close it."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(chromium), args=[*FLAGS, *more])
        yield browser
        browser.close()


def check_at_desk_and_phone(page: Page) -> None:
    """Assert that axe finds nothing and nothing scrolls sideways: at desk width and light, at phone width and dark."""
    _check(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(SETTLED_MS)
    _check(page)


def _check(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".vr .page").evaluate("page => page.scrollWidth <= page.clientWidth")

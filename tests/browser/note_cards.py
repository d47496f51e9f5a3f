"""Cards of notes on the review screen, as tests look for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.browsing import AXE_TAGS, until
from tests.browser.review_stage import FIXTURES

Opener = Callable[..., Page]


def card(page: Page, text: str) -> Locator:
    """The card of a saved note."""
    return page.locator(".note[data-note]", has_text=text)


def saved(scene: str, text: str) -> dict[str, Any]:
    """The note on the stage whose text begins so; empty while the stage has none."""
    return next((one for one in FIXTURES[scene].notes if one["text"].startswith(text)), {})


def newest(page: Page, scene: str, text: str) -> dict[str, Any]:
    """The note that was saved last, once the stage has the one of these words."""
    until(page, lambda: FIXTURES[scene].notes[-1]["text"] == text)
    return dict(FIXTURES[scene].notes[-1])


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

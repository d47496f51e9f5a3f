"""``make pictures``: every page of the demonstration as a picture, for the README and to look at.

Run as ``python -m tests.browser.pictures [FOLDER]``; ``docs/pictures`` by default.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium
from tests.browser.served import serving
from videoreflect.cli.demo_story import TEACHER, Story

SHAPES = {"": (1366, 768, "light"), "-dark": (1366, 768, "dark"), "-phone": (390, 844, "light")}
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
SETTLED_MS = 2_500
"""After the last part of a page is there: fonts, pictures and fades."""


def main(folder: Path) -> None:
    """Make a demonstration vault and take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="videoreflect-pictures-") as temporary:
        story = Story(Path(temporary) / "vault", lambda line: None)
        lesson = story.play().lesson
        with serving(story.vault, Path(temporary) / "home") as server:
            for suffix, (width, height, scheme) in SHAPES.items():
                with _page(width, height, scheme) as page:
                    _take_all(page, server.address, story.passphrases[TEACHER], lesson, folder, suffix)


def _take_all(page: Page, address: str, passphrase: str, lesson: str, folder: Path, suffix: str) -> None:
    page.goto(f"{address}/vr/sign-in")
    page.get_by_role("textbox", name="Name").wait_for()
    _take(page, folder / f"sign-in{suffix}.png")
    page.get_by_role("textbox", name="Name").fill(TEACHER)
    page.get_by_role("textbox", name="Passphrase").fill(passphrase)
    page.get_by_role("button", name="Open my lessons").click()
    page.get_by_role("heading", name="Lessons", exact=True).wait_for()
    _take(page, folder / f"library{suffix}.png")
    headings = {"add": "Add a lesson", "people": "People", "settings": "Settings"}
    of_the_lesson = {"consent": "Consent", "talk": "Both sets are open"}
    for name, heading in (headings | of_the_lesson).items():
        page.goto(f"{address}/{name}" + (f"?lesson={lesson}" if name in of_the_lesson else ""))
        page.get_by_role("heading", name=heading, exact=True).first.wait_for()
        _take(page, folder / f"{name}{suffix}.png")
    page.goto(f"{address}/review?lesson={lesson}")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    _take(page, folder / f"review{suffix}.png")


def _take(page: Page, path: Path) -> None:
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=path)


@contextmanager
def _page(width: int, height: int, scheme: str) -> Iterator[Page]:
    found = chromium.find()
    if found is None:
        sys.exit(chromium.how_to_get_one())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        dark = scheme == "dark"
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale="en-GB"
        )
        page.set_default_timeout(60_000)
        yield page
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/pictures"))

"""The search on the Lessons page of the real app: by keyboard, read out, and nothing of it in address or storage."""

from __future__ import annotations

import io
import threading
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Request, expect

from tests.browser.browsing import started
from tests.browser.review_screen_test import AXE_TAGS
from tests.browser.served import serving
from videoreflect.domain.lesson import LessonDetails
from videoreflect.services import accounts
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.notes import NoteText, save_note

pytestmark = pytest.mark.browser

NAME, PASSPHRASE = "Nadia Holt", "copper kettle marigold"
WORD = "Zephyrinequill"


@dataclass(frozen=True)
class Library:
    """The app with two lessons in it."""

    address: str
    first: str


def silence() -> bytes:
    """A minute of nothing as WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 8_000 * 60))
    return out.getvalue()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Serve a vault with two lessons; in one, something was noted."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "minute.wav").write_bytes(silence())
    session, _ = accounts.found(folder / "vault", NAME, PASSPHRASE)
    sources = [Source(path=folder / "minute.wav")]
    first = add_lesson(session, sources, LessonDetails("Fractions", "2026-11-20", "Year 5"))
    add_lesson(session, sources, LessonDetails("Rivers", "2026-11-19", "Year 4"))
    for at_ms in (42_000, 12_000, 50_000):
        save_note(session, first, NoteText(f"{WORD} waited, <b>then</b> answered", at_ms))
    with serving(folder / "vault", folder / "home") as server:
        yield Library(server.address, first)


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """Start one browser for all tests of this file."""
    with started(chromium_path) as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser, library: Library) -> Iterator[Page]:
    """Sign in; at the end no script may have failed."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    opened, failures = context.new_page(), list[str]()
    opened.set_default_timeout(30_000)
    opened.on("pageerror", lambda error: failures.append(str(error)))
    opened.goto(f"{library.address}/vr/sign-in")
    opened.get_by_role("textbox", name="Name").fill(NAME)
    opened.get_by_role("textbox", name="Passphrase").fill(PASSPHRASE)
    opened.get_by_role("button", name="Open my lessons").click()
    expect(opened.get_by_role("heading", name="Fractions")).to_be_visible()
    yield opened
    context.close()
    assert not failures


def field(page: Page) -> Locator:
    """Return the search field."""
    return page.get_by_role("searchbox", name="Search in all lessons")


def test_from_a_word_to_its_moment_by_keyboard(page: Page, library: Library) -> None:
    """Typed, read out, arrows down to the second place, Enter: the review opens at that moment."""
    field(page).focus()
    page.keyboard.type("waited zeph")
    expect(page.get_by_role("status").filter(has_text="Found 3 places in 1 lesson.")).to_be_attached()
    expect(page.get_by_role("heading", name="Rivers")).to_be_hidden()
    hits = page.get_by_role("region", name="Fractions").get_by_role("listitem")
    expect(hits).to_have_count(3)
    expect(hits.nth(1)).to_contain_text("0:42")
    expect(hits.first.locator("mark")).to_have_text([WORD, "waited"])
    expect(hits.first).to_contain_text("<b>then</b>")

    kept = threading.Event()

    def notice(asked: Request) -> None:
        if asked.url.endswith("/place") and '"at_ms":42000' in (asked.post_data or ""):
            kept.set()

    page.on("request", notice)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/review?lesson={library.first}")
    expect(page.get_by_text("0:42").first).to_be_visible()
    assert kept.is_set()


def test_words_are_in_no_address_and_no_storage(page: Page) -> None:
    """They go over POST; the address stays, and the browser keeps nothing."""
    addresses: list[str] = []
    page.on("request", lambda asked: addresses.append(asked.url))
    field(page).fill(WORD)
    expect(page.get_by_role("region", name="Fractions")).to_be_visible()

    assert not [one for one in [*addresses, page.url] if WORD.lower() in one.lower()]
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state])")
    assert WORD not in kept


def test_escape_leads_back(page: Page) -> None:
    """From a place to the field; from the field back to the list, empty."""
    field(page).fill("zephyrine")
    expect(page.get_by_role("region", name="Fractions")).to_be_visible()
    field(page).press("ArrowDown")
    page.keyboard.press("Escape")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("")
    expect(page.get_by_role("heading", name="Rivers")).to_be_visible()


@pytest.mark.parametrize("typed", ['"', "AND OR NOT", "🙂", "nothing of the kind", "a" * 1000])
def test_anything_may_be_typed(page: Page, typed: str) -> None:
    """No text is an error; what is not found is said so."""
    field(page).fill(typed)
    expect(page.get_by_role("status").filter(has_text="Nothing was found.")).to_be_attached()
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("width", [1366, 390])
def test_axe_finds_nothing(page: Page, width: int) -> None:
    """In the list, and in what was found; on a phone too, where nothing runs out of the window."""
    page.set_viewport_size({"width": width, "height": 800})
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}}
    for words in ("", WORD):
        field(page).fill(words)
        if words:
            expect(page.get_by_role("region", name="Fractions")).to_be_visible()
        found = Axe().run(page, options=options).response["violations"]
        assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")

"""A vault is checked and backed up, a lesson erased, and its backup tidied: real server, three open windows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import started
from tests.browser.served import serving
from videoreflect.domain.consent import Basis, Purpose
from videoreflect.domain.lesson import LessonDetails
from videoreflect.services import accounts
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.checking import verify
from videoreflect.services.recording_consent import Agreement, record_agreement
from videoreflect.services.sharing import share

TEACHER, MENTOR = "Nadia Holt", "Gwyn Parry"
PASSPHRASES = {TEACHER: "copper kettle morning", MENTOR: "paper lantern seven"}
TITLE, LABEL = "Fractions with folded paper", "Blue stick"
PATIENCE_MS = 60_000
SECONDS_MS = 10_000
"""“Within seconds”: an open page asks every second; the rest is for a busy machine."""

YEAR_MS = 365 * 86_400_000

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Make a vault with a lesson that is shared with a mentor."""
    path = tmp_path / "vault"
    teacher, _ = accounts.found(path, TEACHER, PASSPHRASES[TEACHER])
    mentor, _ = accounts.add_person(teacher, MENTOR, PASSPHRASES[MENTOR])
    clip = Path(str(resources.files("videoreflect.sample_media") / "lesson.mp4"))
    lesson = add_lesson(teacher, [Source(path=clip)], LessonDetails(TITLE))
    agreed = Agreement(
        Basis.PUBLIC_TASK, frozenset({Purpose.MENTORING}), teacher.now_ms() + YEAR_MS, share_with=frozenset({mentor})
    )
    record_agreement(teacher, lesson, agreed)
    share(teacher, lesson, mentor)
    return path


@pytest.fixture
def address(vault: Path) -> Iterator[str]:
    """Serve it."""
    with serving(vault, vault.parent / "home") as running:
        yield running.address


@pytest.fixture
def browser(chromium_path: Path) -> Iterator[Browser]:
    with started(chromium_path) as chromium:
        expect.set_options(timeout=PATIENCE_MS)
        yield chromium


def signed_in(browser: Browser, address: str, name: str) -> Page:
    """A browser of somebody's own, at the list of lessons."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB").new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/vr/sign-in")
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Passphrase").fill(PASSPHRASES[name])
    page.get_by_role("button", name="Open my lessons").click()
    expect(page.get_by_role("button", name=TITLE, exact=True)).to_be_visible()
    return page


def another_window(page: Page) -> Page:
    """A second window of the same browser, once this one is at the list of lessons."""
    expect(page.get_by_role("button", name=TITLE, exact=True)).to_be_visible()
    opened = page.context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    opened.goto(page.url)
    expect(opened.get_by_role("button", name=TITLE, exact=True)).to_be_visible()
    return opened


def watch(page: Page) -> None:
    page.get_by_role("button", name=TITLE, exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_lesson_is_erased_and_gone_from_every_open_window(
    browser: Browser, address: str, vault: Path, tmp_path: Path
) -> None:
    """The own second window and the mentor's are emptied without a click there; the backup after it was tidied.

    Seen to fail with ``remove_capsule`` and the marker taken out of ``erasing.erase_lesson``.
    """
    stick = tmp_path / "stick"
    stick.mkdir()
    page, mentor = signed_in(browser, address, TEACHER), signed_in(browser, address, MENTOR)
    check(page)
    back_up(page, stick)
    files = {path.stat().st_size for path in (vault / "capsules").glob("*/blobs/*")}
    page.get_by_role("link", name="Lessons").click()
    review, library = another_window(page), another_window(page)
    watch(review)
    watch(mentor)

    erase(page)
    for window in (review, mentor):
        expect(window.get_by_role("heading", name="This lesson is not open")).to_be_visible(timeout=SECONDS_MS)
        assert window.locator("video, .word, .note").count() == 0
    library.evaluate("dispatchEvent(new Event('focus'))")
    expect(library.get_by_role("button", name=TITLE, exact=True)).to_have_count(0)
    assert not list((vault / "capsules").glob("*/blobs/*"))
    assert TITLE.encode() not in b"".join(path.read_bytes() for path in vault.rglob("*") if path.is_file())

    certificate(page)
    assert {path.stat().st_size for path in blobs(stick)} == files
    tidy(page, stick)
    assert blobs(stick) == []
    assert verify(vault, accounts.sign_in(vault, TEACHER, PASSPHRASES[TEACHER])).clean


def blobs(folder: Path) -> list[Path]:
    """The recordings in a backup."""
    return [Path(place) / name for place, _, names in os.walk(folder) if "blobs" in place for name in names]


def check(page: Page) -> None:
    page.get_by_role("link", name="Settings").click()
    card = page.get_by_role("region", name="Check this vault")
    card.get_by_role("button", name="Check everything").click()
    expect(card.get_by_role("status")).to_contain_text("Nothing is wrong.")


def back_up(page: Page, stick: Path) -> None:
    """A folder that is not there is refused beside its field; what was typed stays."""
    card = page.get_by_role("region", name="Backups")
    expect(card).to_contain_text("None is known yet.")
    card.get_by_role("button", name="Back up now").click()
    card.get_by_role("textbox", name="Folder").fill(str(stick / "nowhere"))
    card.get_by_role("textbox", name="What is written on it").fill(LABEL)
    card.get_by_role("button", name="Back up", exact=True).click()
    expect(card.get_by_role("alert")).to_contain_text("This folder is not there.")
    expect(card.get_by_role("textbox", name="What is written on it")).to_have_value(LABEL)
    card.get_by_role("textbox", name="Folder").fill(str(stick))
    card.get_by_role("button", name="Back up", exact=True).click()
    expect(card.get_by_role("status")).to_contain_text("The backup is complete.")
    expect(card.get_by_role("listitem").filter(has_text=LABEL)).to_contain_text(f"by {TEACHER}")


def erase(page: Page) -> None:
    page.get_by_role("button", name="Consent:").click()
    page.get_by_role("button", name="How long this lesson is kept").click()
    card = page.get_by_role("region", name="How long this lesson is kept")
    card.get_by_role("button", name="Erase this lesson").click()
    expect(card).to_contain_text(f"“{LABEL}”")
    card.get_by_role("textbox", name="Type the word").fill("erase")
    card.get_by_role("button", name="Erase this lesson").click()
    expect(page.get_by_text("Your lessons will be here").first).to_be_visible()


def certificate(page: Page) -> None:
    page.get_by_role("link", name="Settings").click()
    card = page.get_by_role("region", name="What was erased")
    expect(card.get_by_role("listitem")).to_have_count(1)
    expect(card.get_by_role("listitem")).to_contain_text(f"Backups known then: “{LABEL}”")
    assert TITLE not in card.inner_text()


def tidy(page: Page, stick: Path) -> None:
    card = page.get_by_role("region", name="Backups")
    card.get_by_role("button", name="Tidy a backup").click()
    card.get_by_role("textbox", name="Folder").fill(str(stick))
    card.get_by_role("button", name="Tidy it").click()
    expect(card.get_by_role("status")).to_contain_text("1 erased lesson and 4 recording files were taken out")

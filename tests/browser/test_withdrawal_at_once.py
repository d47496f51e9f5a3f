"""A withdrawal acts at once: what another process records empties a mentor's open player within two seconds.

Seen to fail, each on a build broken on purpose: the dates with the permit taken out of ``pulse_shape``; all with
``closed`` never called in ``pulse.js``; the export with its permit taken out. That a running transcription ends is in
``tests/integration/test_journey_interrupted.py``.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import started
from tests.browser.elsewhere import DEEDS, do
from tests.browser.served import serving
from tests.browser.test_erasing_journey import MENTOR, PASSPHRASES, TEACHER, TITLE, YEAR_MS, signed_in
from videoreflect.domain.consent import Basis, ExportKind, Purpose
from videoreflect.domain.lesson import LessonDetails
from videoreflect.services import accounts
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.recording_consent import Agreement, record_agreement
from videoreflect.services.sharing import share

AT_ONCE_MS = 2_000
"""The promise; counted from when the other process has committed, or from the date."""

pytestmark = pytest.mark.timeout(600)

_WHY = {
    "withdraw": "Sharing of this lesson is paused.",
    "object": "Sharing of this lesson is paused.",
    "unshare": "This lesson is not shared with you now.",
    "end the agreement": "Sharing of this lesson is paused.",
    "end the access": "This lesson is not shared with you now.",
    "lock": "The time to keep this lesson is over.",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Make a vault with a lesson that is shared with a mentor; returns it and the mentor's id."""
    path = tmp_path_factory.mktemp("at_once") / "vault"
    teacher, _ = accounts.found(path, TEACHER, PASSPHRASES[TEACHER])
    mentor, _ = accounts.add_person(teacher, MENTOR, PASSPHRASES[MENTOR])
    clip = Path(str(resources.files("videoreflect.sample_media") / "lesson.mp4"))
    lesson = add_lesson(teacher, [Source(path=clip)], LessonDetails(TITLE))
    purposes = frozenset({Purpose.MENTORING})
    until_ms = teacher.now_ms() + YEAR_MS
    agreed = Agreement(
        Basis.PUBLIC_TASK, purposes, until_ms, share_with=frozenset({mentor}), export=frozenset(ExportKind)
    )
    record_agreement(teacher, lesson, agreed)
    share(teacher, lesson, mentor)
    return path, mentor


@pytest.fixture
def vault(made: tuple[Path, str], tmp_path: Path) -> Path:
    """Copy it for one test."""
    return Path(shutil.copytree(made[0], tmp_path / "vault", symlinks=True))


@pytest.fixture
def address(vault: Path) -> Iterator[str]:
    """Serve it."""
    with serving(vault, vault.parent / "home") as running:
        yield running.address


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    with started(chromium_path) as chromium:
        yield chromium


def playing(page: Page) -> str:
    """Play the clip; returns its address."""
    page.get_by_role("button", name=TITLE, exact=True).click()
    page.get_by_role("button", name="Play", exact=True).click()
    video = page.locator("video")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    source = video.get_attribute("src")
    assert source
    return source


@pytest.mark.parametrize("deed", DEEDS)
def test_an_open_player_is_emptied_and_says_why(
    browser: Browser, address: str, vault: Path, made: tuple[Path, str], deed: str
) -> None:
    """No picture, no words, no notes stay on the mentor's screen; the clip's address is dead; the sentence says why."""
    page = signed_in(browser, address, MENTOR)
    source = playing(page)
    assert page.request.get(address + source, headers={"range": "bytes=0-9"}).status == 206

    holds = do(deed, vault, TEACHER, PASSPHRASES[TEACHER], made[1])
    page.wait_for_timeout(max(0.0, holds - time.time()) * 1000)
    expect(page.get_by_role("heading", name="This lesson is not open")).to_be_visible(timeout=AT_ONCE_MS)
    assert page.locator("video, .word, .note").count() == 0
    assert _WHY[deed] in page.locator(".closed").inner_text()
    assert page.request.get(address + source, headers={"range": "bytes=0-9"}).status in {403, 404}
    page.context.close()


@pytest.mark.parametrize("deed", ["withdraw", "object"])
def test_nothing_is_copied_out_from_the_next_moment(
    browser: Browser, address: str, vault: Path, made: tuple[Path, str], deed: str
) -> None:
    """The owner's own open window: the very next question is refused, with the reason."""
    page = signed_in(browser, address, TEACHER)
    lesson = page.request.get(f"{address}/vr/lessons").json()["lessons"][0]["id"]
    export = f"{address}/vr/lessons/{lesson}/export?format=csv"
    assert page.request.get(export).status == 200
    do(deed, vault, TEACHER, PASSPHRASES[TEACHER], made[1])
    refused = page.request.get(export)
    assert refused.status == 403
    assert refused.json()["error"]["reasons"]
    assert page.request.get(f"{address}/vr/lessons/{lesson}/pulse").status == 200
    page.context.close()

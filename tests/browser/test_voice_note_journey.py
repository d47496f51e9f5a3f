"""A spoken note on the real server: recorded by a real Chromium from its pretended microphone, heard, and locked.

Nothing of the sound lies in clear in the vault, beside it, or in the browser's profile, and nothing turns to anything
but loopback. What was said before a lock is there again, also for a page that has nothing in its memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import test_journey as journey
from tests.browser.served import Server, serving
from videoreflect.cli.connections import ConnectionTrace

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
HEADER = b"\x1aE\xdf\xa3"
"""With it every WebM begins; a vault of random bytes has none of them at the start of a file."""

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def trace() -> Iterator[ConnectionTrace]:
    """Return a trace of what the server and its children turn to."""
    made = ConnectionTrace()
    yield made
    made.remove()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the vault and the home of its server."""
    return tmp_path_factory.mktemp("spoken")


@pytest.fixture(scope="module")
def server(house: Path, trace: ConnectionTrace) -> Iterator[Server]:
    """Serve a folder in which there is no vault yet."""
    with serving(house / "vault", house / "home", trace.under) as running:
        yield running


@pytest.fixture
def browser(chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[journey.Browser]:
    """Return a fresh browser with a microphone."""
    monkeypatch.setattr(journey, "QUIET", (*journey.QUIET, *MICROPHONE))
    opened = journey.Browser(chromium_path, tmp_path / "profile")
    yield opened
    opened.close()


def test_a_spoken_note_from_the_press_to_its_end(
    server: Server, browser: journey.Browser, trace: ConnectionTrace, house: Path, tmp_path: Path
) -> None:
    page = browser.page
    journey.first_run(page, server.address)
    journey.add_person(page)
    journey.add_sample_lesson(page)
    journey.open_lesson(page)
    speak(page)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator(".composer .voice-player")).to_be_visible()
    page.get_by_role("textbox", name="Your note").press("Enter")
    expect(page.locator(".note .voice-player")).to_have_count(1)
    sound = heard(page)
    assert sound.startswith(HEADER)

    speak(page)
    journey.lock(page)
    page.get_by_role("textbox", name="Passphrase").fill(journey.PASSPHRASES[journey.TEACHER])
    page.get_by_role("textbox", name="Name").fill(journey.TEACHER)
    page.get_by_role("button", name="Open my lessons").click()
    expect(page.locator(".composer .voice-player")).to_be_visible()
    before = length_of(page)

    page.get_by_role("button", name="Go on speaking").click()
    expect(page.locator(".recording")).to_be_visible()
    page.wait_for_timeout(1500)
    with page.expect_response("**/vr/lock"):
        journey.lock(page)
    journey.sign_in(page, server.address, journey.TEACHER)  # another page: what the first one had in memory is gone
    journey.open_lesson(page)
    expect(page.locator("section.composer")).to_contain_text("What you said so far is kept")
    assert length_of(page) > before + 1_000

    browser.close()
    marks = [sound[at : at + 48] for at in range(400, len(sound) - 48, 997)]
    assert in_clear((house, tmp_path), marks) == []
    assert trace.outside() == []


def speak(page: Page) -> None:
    """Press, and speak for a second and a half."""
    page.get_by_role("button", name="Start typing").first.click()
    page.get_by_role("button", name="Speak a note").click()
    expect(page.locator(".recording")).to_be_visible()
    page.wait_for_timeout(1500)


def length_of(page: Page) -> int:
    """How long the sound of the draft is, in ms."""
    return int(page.locator("section.composer .voice-player input").get_attribute("max") or 0)


def heard(page: Page) -> bytes:
    """The sound as the page can fetch it."""
    page.locator(".note .voice-player button").click()
    script = """async () => {
      const find = (root) => root.querySelector('audio.voice-sound')
        ?? [...root.querySelectorAll('*')].map((one) => one.shadowRoot && find(one.shadowRoot)).find(Boolean);
      const address = find(document).getAttribute('src');
      if (!address) return null;
      return [...new Uint8Array(await (await fetch(address)).arrayBuffer())];
    }"""
    for _ in range(100):
        found = page.evaluate(script)
        if found:
            return bytes(found)
        page.wait_for_timeout(100)
    raise AssertionError("nothing is played")


def in_clear(folders: tuple[Path, Path], marks: list[bytes]) -> list[str]:
    """Files that hold a piece of the sound, or are one: of vault, server's home and browser's profile."""
    files = [path for one in folders for path in one.rglob("*") if path.is_file() and not path.is_symlink()]
    assert any("capsules" in path.parts for path in files)
    assert any("profile" in path.parts for path in files)
    found = []
    for path in files:
        raw = path.read_bytes()
        if raw.startswith(HEADER) or any(mark in raw for mark in marks):
            found.append(str(path))
    return found

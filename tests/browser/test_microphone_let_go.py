"""The microphone hears nothing that the screen does not show: it is not taken when nobody waits for it any more.

Seen to fail without ``release`` on “writing” (Esc and Enter), without it on “closed”, and with ``finish`` setting what
it keeps only after the recorder has stopped (the note is saved without its sound).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import LONGEST, started
from tests.browser.review_screen_test import Opener
from tests.browser.review_stage import FIXTURES

pytest_plugins = ["tests.browser.review_served"]

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
ASKED = """() => {
  const reach = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const answer = new Promise((allow) => { window.allow = allow; });
  navigator.mediaDevices.getUserMedia = async (asked) => {
    const stream = await reach(asked);
    await answer;
    window.stream = stream;
    return stream;
  };
}"""
SLOW_TO_STOP = """() => {
  const listen = MediaRecorder.prototype.addEventListener;
  MediaRecorder.prototype.addEventListener = function (name, told, how) {
    const late = (event) => { window.ended = () => told.call(this, event); };
    listen.call(this, name, name === "stop" ? late : told, how);
  };
}"""


@pytest.fixture(scope="module")
def review_browser(chromium_path: Path) -> Iterator[Browser]:
    """A browser with a microphone that beeps, for all tests of this file."""
    with started(chromium_path, "--autoplay-policy=no-user-gesture-required", *MICROPHONE) as chromium:
        expect.set_options(timeout=LONGEST)
        yield chromium


def leave(page: Page, how: str) -> None:
    """Stop waiting for the microphone: by a key, or because the lesson is closed."""
    if how != "closed":
        page.keyboard.press(how)
        expect(page.get_by_text("Allow the microphone when the browser asks.")).to_be_hidden()
        return
    page.route("**/pulse", lambda route: route.fulfill(status=403, json={"error": {"code": "not-allowed"}}))
    expect(page.locator(".closed")).to_be_visible()


@pytest.mark.parametrize("how", ["Escape", "Enter", "closed"])
def test_a_microphone_that_is_allowed_too_late_is_let_go_of_and_hears_nothing(opened: Opener, how: str) -> None:
    page = opened()
    page.evaluate(ASKED)
    page.keyboard.press("@")
    expect(page.get_by_text("Allow the microphone when the browser asks.")).to_be_visible()
    leave(page, how)
    page.evaluate("() => window.allow()")

    page.wait_for_function("() => window.stream && !window.stream.active", timeout=10_000)
    expect(page.locator(".recording")).to_have_count(0)
    assert FIXTURES["alone"].spoken.sent == []


def test_after_it_was_given_up_one_can_speak_again(opened: Opener) -> None:
    page = opened()
    page.evaluate(ASKED)
    page.keyboard.press("@")
    leave(page, "Escape")
    page.evaluate("() => window.allow()")
    page.keyboard.press("@")

    expect(page.locator(".recording")).to_be_visible()


def test_enter_right_after_stop_saves_the_note_with_its_sound(opened: Opener) -> None:
    page = opened()
    page.evaluate(SLOW_TO_STOP)
    page.keyboard.type("half")
    page.get_by_role("button", name="Speak a note").click()
    expect(page.locator(".recording")).to_be_visible()
    page.wait_for_timeout(1200)  # a word takes its time
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("textbox", name="Your note").press("Enter")
    page.evaluate("() => window.ended()")

    card = page.locator(".note[data-note]").filter(has=page.locator(".voice-player"))
    expect(card).to_contain_text("half")
    assert len(FIXTURES["alone"].spoken.sent) == 1

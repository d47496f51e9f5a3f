"""Captions on the picture, and taking in a transcript, in a real Chromium over the stage of the review screen."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.review_fixture import LESSON
from tests.browser.review_screen_test import AXE_TAGS, Opener
from tests.browser.review_stage import FIXTURES

pytest_plugins = ["tests.browser.review_served"]

FILE: FilePayload = {"name": "teams.vtt", "mimeType": "text/vtt", "buffer": b"WEBVTT\n"}
OTHER: FilePayload = {"name": "letter.docx", "mimeType": "text/plain", "buffer": b"Dear all"}
FIRST = LESSON["turns"][0]


def at(page: Page, ms: int) -> None:
    """Put the picture at a time and wait until it is there."""
    page.locator("video").evaluate(
        "(video, to) => new Promise((done) => { video.addEventListener('seeked', done, { once: true }); "
        "video.currentTime = to; })",
        ms / 1000,
    )


def test_captions_say_who_speaks_and_what(opened: Opener) -> None:
    page = opened("voices")
    caption = page.locator(".caption")
    voice = FIXTURES["voices"].transcript()["lines"][0]["voice"]

    at(page, FIRST["start_ms"] + 200)

    expect(caption).to_be_visible()
    assert voice
    expect(caption.locator(".voice")).to_have_text(f"{voice}: ")
    assert (caption.text_content() or "").removeprefix(f"{voice}: ")[:12] == FIRST["text"][:12]
    last = LESSON["turns"][-1]
    at(page, last["start_ms"] + 200)
    expect(caption).to_contain_text(last["text"].split()[0])


def test_a_key_turns_captions_off_and_on_and_the_button_shows_it(opened: Opener) -> None:
    """The sign is a command also in a note that is still empty; in one that is not, it is written."""
    page = opened()
    at(page, FIRST["start_ms"] + 200)
    control = page.get_by_role("button", name="Captions")
    expect(control).to_have_attribute("aria-pressed", "true")

    page.keyboard.press("_")
    expect(page.locator(".caption")).to_be_hidden()
    expect(control).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[role=status]", has_text="Captions off.")).to_have_count(1)
    control.click()
    expect(page.locator(".caption")).to_be_visible()
    expect(control).to_have_attribute("aria-pressed", "true")

    page.keyboard.type("snake_case")
    expect(page.locator(".composer textarea")).to_have_value("snake_case")
    expect(page.locator(".caption")).to_be_visible()


def test_captions_are_read_by_eyes_only_and_stay_off_the_controls(opened: Opener) -> None:
    """A screen reader has the words themselves; a caption that speaks would talk over the lesson."""
    page = opened()
    at(page, FIRST["start_ms"] + 200)
    caption = page.locator(".caption")

    assert caption.get_attribute("aria-hidden") == "true"
    assert caption.evaluate("one => one.closest('[aria-live]')") is None
    picture, row, box = (page.locator(one).bounding_box() for one in (".stage", ".row", ".caption"))
    assert picture
    assert row
    assert box
    assert picture["y"] < box["y"]
    assert box["y"] + box["height"] <= picture["y"] + picture["height"] <= row["y"] + 1


def test_captions_are_larger_in_full_screen(opened: Opener) -> None:
    page = opened()
    at(page, FIRST["start_ms"] + 200)
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    before = page.locator(".caption").evaluate(size)

    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement !== null")

    expect(page.locator(".caption")).to_be_visible()
    assert page.locator(".caption").evaluate("one => document.fullscreenElement.contains(one.getRootNode().host) || "
                                             "one.getRootNode().fullscreenElement.contains(one)")  # fmt: skip
    assert page.locator(".caption").evaluate(size) > before >= 15


def test_captions_follow_what_is_changed_in_the_transcript(opened: Opener) -> None:
    """Seen to fail with nothing listening to “words” in ``captions.js``."""
    page = opened("alone")
    at(page, FIRST["start_ms"] + 200)
    expect(page.locator(".caption")).to_contain_text(FIRST["text"].split()[0])
    it = FIXTURES["alone"]
    lines = it.transcript()["lines"]
    page.wait_for_event("response", lambda answer: answer.url.endswith("/pulse"))
    it.transcript = lambda: {  # type: ignore[method-assign]
        "lines": [{**lines[0], "text": "Put right", "words": [], "voice": "Ms Holt"}, *lines[1:]],
        "speech": [], "waits": [], "language": "en", "complete": True,
    }  # fmt: skip
    it.taken_in = "edited"
    it.changes += 1

    expect(page.locator(".caption")).to_have_text("Ms Holt: Put right")


def choose(page: Page, file: FilePayload) -> None:
    page.get_by_label("File", exact=True).set_input_files(file)


def test_a_transcript_is_looked_at_before_it_is_taken_in(opened: Opener) -> None:
    """Markup in the file is text; nothing of it runs."""
    page = opened("none")
    page.get_by_role("button", name="Take in a transcript").click()
    dialog = page.get_by_role("dialog", name="Take in a transcript")
    expect(dialog.get_by_role("button", name="Take it in")).to_be_hidden()

    choose(page, OTHER)
    expect(dialog.get_by_role("alert")).to_contain_text("This is not a transcript.")
    expect(dialog.get_by_role("button", name="Take it in")).to_be_hidden()

    choose(page, FILE)
    expect(dialog).to_contain_text("Subtitles (WebVTT) · 14 lines, from 0:00 to 1:08")
    expect(dialog).to_contain_text("<b>Ana</b> (9), pupil 3 (2)")
    expect(dialog).to_contain_text("<img src=x onerror=alert(1)> Good morning.")
    expect(dialog).to_contain_text("2 lines are left out")
    expect(dialog.get_by_role("alert")).to_be_hidden()
    assert dialog.locator("img").count() == 0
    dialog.get_by_role("button", name="Take it in").click()

    expect(dialog).to_be_hidden()
    expect(page.locator(".line").first).to_contain_text(FIRST["text"].split()[0])
    assert FIXTURES["none"].taken_in == "no"


def test_a_transcript_that_is_there_is_replaced_only_when_that_was_read(opened: Opener) -> None:
    page = opened("alone")
    page.get_by_role("button", name="Take in a transcript from a file").click()
    dialog = page.get_by_role("dialog", name="Take in a transcript")
    choose(page, FILE)

    expect(dialog).to_contain_text(re.compile(r"The transcript that is here now \(\d+ lines, .* is replaced"))
    dialog.get_by_role("button", name="Not yet").click()
    assert FIXTURES["alone"].taken_in == ""
    page.get_by_role("button", name="Take in a transcript from a file").click()
    choose(page, FILE)
    page.get_by_role("button", name="Replace the transcript").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert FIXTURES["alone"].taken_in == "yes"


def test_axe_finds_nothing_in_the_dialog(opened: Opener) -> None:
    page = opened("alone", width=390, height=844)
    page.get_by_role("button", name="Take in a transcript from a file").click()
    choose(page, FILE)
    expect(page.get_by_role("button", name="Replace the transcript")).to_be_visible()

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})

    assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]
    assert page.get_by_role("dialog").evaluate("one => one.scrollWidth <= one.clientWidth")

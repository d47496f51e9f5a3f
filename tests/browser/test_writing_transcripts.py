"""Beginning, pausing and choosing a transcript on the review screen, over the stage (``review_stage``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.browsing import until
from tests.browser.review_screen_test import AXE_TAGS
from tests.browser.review_stage import FIXTURES

pytest_plugins = ["tests.browser.review_served"]
Opener = Callable[..., Page]
pytestmark = pytest.mark.timeout(300)


def axe_finds_nothing(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}}).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def asked(page: Page, scene: str, times: int = 1) -> list[dict[str, Any]]:
    """What the stage was asked to write, once it was asked so often."""
    until(page, lambda: len(FIXTURES[scene].begun) >= times)
    return FIXTURES[scene].begun


def test_one_press_writes_it_with_the_usual_choices(opened: Opener) -> None:
    page = opened("none")
    page.get_by_role("button", name="Write the transcript").click()

    assert asked(page, "none") == [{"path": "/transcription", "method": "POST"}]


def test_language_words_and_english_are_chosen_in_the_fold(opened: Opener) -> None:
    page = opened("none")
    page.get_by_text("Language, words to know").click()
    page.get_by_label("Language", exact=True).select_option(label="German")
    page.get_by_label("Several languages are spoken").check()
    page.get_by_label("First names and words of the subject").fill("Ottoline Nenner")
    page.get_by_label("Also write it in English").check()
    axe_finds_nothing(page)
    page.get_by_role("button", name="Write the transcript").click()

    chosen = {"model": "base", "language": "de", "several": True, "words": "Ottoline Nenner"}
    assert asked(page, "none", 2) == [
        {"path": "/transcription", "method": "POST"} | chosen,
        {"path": "/translation", "method": "POST"} | chosen,
    ]


def test_a_model_for_english_alone_asks_for_no_language(opened: Opener) -> None:
    page = opened("none")
    page.get_by_text("Language, words to know").click()
    page.get_by_label("Speech model").select_option("tiny.en")

    for name in ("Language", "Several languages are spoken", "Also write it in English, under each line"):
        expect(page.get_by_label(name, exact=True)).to_be_hidden()


@pytest.mark.parametrize(
    ("scene", "said", "press", "path"),
    [
        ("queued", "2 tasks before this one.", "Stop writing", ("DELETE", "/transcription")),
        ("held", "Waits until 16:00, as you set.", "Start it now", ("POST", "/transcription/now")),
        ("paused", "What is written is kept.", "Go on", ("POST", "/transcription")),
        ("running", "You can watch and make notes now.", "Pause writing", ("POST", "/transcription/pause")),
    ],
)
def test_a_transcript_that_waits_says_for_what(
    opened: Opener, scene: str, said: str, press: str, path: tuple[str, str]
) -> None:
    page = opened(scene)
    strip = page.locator(".writing")
    expect(strip).to_contain_text(said)
    axe_finds_nothing(page)
    strip.get_by_role("button", name=press, exact=True).click()

    first = asked(page, scene)[0]
    assert (first["method"], first["path"]) == path


def test_the_language_is_shown_and_english_stands_under_each_line_on_request(opened: Opener) -> None:
    page = opened("bilingual")
    row = page.locator(".spoken")
    expect(row).to_contain_text("English, German, detected")
    lines = page.locator(".words .line")
    assert [line.get_attribute("lang") for line in page.locator(".words .line > p").all()[:3]] == ["en", "de", "en"]
    expect(page.locator(".english")).to_have_count(0)

    row.get_by_label("Show English").check()

    expect(page.locator(".english")).to_have_count(lines.count())
    expect(lines.nth(1)).to_contain_text("In English 1")
    axe_finds_nothing(page)
    page.get_by_role("searchbox").fill("in english 1")
    expect(page.locator(".english.match.here")).to_contain_text("In English 1")
    row.get_by_label("Show English").uncheck()
    expect(page.locator(".search .count")).to_have_text("none")
    expect(page.locator(".english")).to_have_count(0)


def test_writing_it_again_asks_first(opened: Opener) -> None:
    page = opened("alone")
    page.locator(".spoken").get_by_role("button", name="Write again").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The words of now stay until the new ones are there.")
    axe_finds_nothing(page)
    dialog.get_by_role("button", name="Write it again").click()
    expect(dialog).to_have_count(0)

    assert asked(page, "alone")[0] == {"path": "/transcription", "method": "POST", "model": "base"} | {
        "language": "", "several": False, "words": "Ottoline",
    }  # fmt: skip

"""The words of a long lesson when they are drawn again: their language, the English under them, and once is enough.

Seen to fail with languages put on the rows that were there before, and without the revision taken at “ask”.
"""

from __future__ import annotations

from playwright.sync_api import Request, Route, expect

from tests.browser.review_screen_test import Opener
from tests.browser.review_stage import FIXTURES
from tests.browser.test_editing_screen import FIRST, editor, to_line

pytest_plugins = ["tests.browser.review_served"]

FIRST_LINE = "document.querySelector('#holder').shadowRoot.querySelector('.line')"


def test_a_long_transcript_that_is_drawn_again_has_its_languages_and_its_english(opened: Opener) -> None:
    page = opened("hour")

    def translated(route: Route) -> None:
        response = route.fetch()
        said = response.json()
        said["transcription"]["translated"] = True
        route.fulfill(response=response, json=said)

    page.route("**/vr/lessons/hour", translated)
    FIXTURES["hour"].changes += 1
    page.get_by_label("Show English").check()
    count = page.locator(".line").count()
    expect(page.locator(".english")).to_have_count(count)
    page.evaluate(f"() => {{ window.before = {FIRST_LINE}; }}")
    FIXTURES["hour"].who.revision += 1
    page.wait_for_function("() => !window.before.isConnected")

    expect(page.locator(".english")).to_have_count(count)
    assert page.locator(".line > p:first-of-type").nth(count - 1).get_attribute("lang") == "en"


def test_after_an_edit_the_words_are_fetched_and_drawn_once(opened: Opener) -> None:
    page = editor(opened)
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one) if one.url.endswith("/transcript") else None)
    to_line(page, 0)
    page.keyboard.press("e")
    page.get_by_role("textbox", name="Change this line").fill(FIRST.replace("comparing", "adding"))
    page.keyboard.press("Enter")
    expect(page.locator(".line > p").first).to_contain_text("adding")
    for _ in range(3):
        with page.expect_response("**/pulse"):
            pass

    assert len(asked) == 1

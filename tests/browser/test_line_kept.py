"""What is typed into a line of the transcript, or in a note beside it, is not lost and keeps the keyboard.

Seen to fail with ``show`` leaving an open line at once, without the line in the draft, with ``drawn`` giving the focus
back although a note is being written, and with a closed page that says only why.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.review_screen_test import Opener
from tests.browser.review_stage import FIXTURES
from tests.browser.test_editing_screen import FIRST, editable, editor, kept, to_line

pytest_plugins = ["tests.browser.review_served"]


def line_field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Change this line")


def change_first(page: Page, text: str) -> None:
    to_line(page, 0)
    page.keyboard.press("e")
    line_field(page).fill(text)


def test_a_line_that_was_changed_stays_open_when_another_is_asked_for(opened: Opener) -> None:
    page = editor(opened)
    change_first(page, "Half a sentence")
    page.locator(".line > p").nth(1).dblclick()

    expect(line_field(page)).to_have_value("Half a sentence")
    expect(line_field(page)).to_be_focused()
    expect(page.locator(".line-editor .message")).to_have_text("Save this line, or leave it, first.")
    page.keyboard.press("Escape")
    page.locator(".line > p").nth(1).dblclick()
    expect(line_field(page)).not_to_have_value("Half a sentence")


def test_a_line_that_is_being_changed_survives_a_reload_and_leaves_the_draft_when_saved(opened: Opener) -> None:
    page = editor(opened)
    with page.expect_response("**/draft"):
        change_first(page, "Half a sentence")
    page.close()

    again = opened(keep=True)
    editable(again)
    expect(line_field(again)).to_have_value("Half a sentence")
    expect(line_field(again)).not_to_be_focused()
    with again.expect_response("**/draft"):
        line_field(again).press("Enter")
    expect(line_field(again)).to_have_count(0)
    assert [line.text.strip() for line in kept()[:1]] == ["Half a sentence"]
    assert FIXTURES["alone"].drafts == {}


def test_a_note_that_is_begun_right_after_a_line_was_saved_keeps_the_keyboard(opened: Opener) -> None:
    page = editor(opened)
    change_first(page, FIRST.replace("comparing", "adding"))
    waiting: list[Route] = []
    held = True
    page.route("**/transcript", lambda route: waiting.append(route) if held else route.continue_())
    page.keyboard.press("Enter")
    expect(line_field(page)).to_have_count(0)
    page.keyboard.type("a")
    expect(page.get_by_role("textbox", name="Your note")).to_be_focused()
    held = False
    for route in waiting:
        route.continue_()
    expect(page.locator(".line > p").first).to_contain_text("adding")
    page.keyboard.type(" b")

    expect(page.get_by_role("textbox", name="Your note")).to_have_value("a b")


def test_a_closed_lesson_shows_the_words_that_were_not_saved_and_no_key_does_anything(opened: Opener) -> None:
    """The keys would begin notes that nobody sees, and open dialogs that are not there."""
    page = opened()
    page.route("**/draft", lambda route: route.abort())
    page.keyboard.type("What I was about to say")
    page.route("**/pulse", lambda route: route.fulfill(status=403, json={"error": {"code": "not-allowed"}}))

    expect(page.locator(".closed .own-words")).to_have_text("What I was about to say")
    notes = len(FIXTURES["alone"].notes)
    for key in ("Enter", "?", "n", "o", "Enter", "Control+z", "!"):
        page.keyboard.press(key)
    expect(page.locator(".closed")).to_be_visible()
    assert len(FIXTURES["alone"].notes) == notes

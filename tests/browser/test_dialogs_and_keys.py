"""Dialogs that lose nothing and give the focus back, a chapter that comes once, and Enter that confirms a candidate.

Seen to fail with a dialog that closes at any press on its own edge, without the way back to a card that was drawn anew,
without the chapter's id and its busy flag, without the look at ``isComposing``, and with ends of a stretch that are
kept for a note which is saved already.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.review_screen_test import Opener, paused
from tests.browser.review_stage import FIXTURES
from tests.browser.test_editing_screen import editor
from tests.browser.test_timeline_screen import choose, grip

pytest_plugins = ["tests.browser.review_served"]

CONFIRM = """field => field.dispatchEvent(new KeyboardEvent(
  "keydown", { key: "Enter", isComposing: true, bubbles: true, composed: true, cancelable: true }))"""


def chapters(page: Page) -> None:
    page.keyboard.press("!")
    expect(page.get_by_role("dialog", name="Chapters")).to_be_visible()


def test_words_chosen_in_a_field_beyond_its_edge_do_not_close_the_dialog_and_a_press_beside_it_does(
    opened: Opener,
) -> None:
    page = opened()
    chapters(page)
    dialog = page.get_by_role("dialog", name="Chapters")
    page.keyboard.type("Half a name")
    edge = dialog.bounding_box()
    name = page.get_by_role("textbox", name="A chapter begins at").bounding_box()
    assert edge
    assert name
    page.mouse.click(edge["x"] + 4, edge["y"] + 4)
    page.mouse.move(name["x"] + 20, name["y"] + 8)
    page.mouse.down()
    page.mouse.move(edge["x"] - 40, name["y"] + 8, steps=4)
    page.mouse.up()
    expect(page.get_by_role("textbox", name="A chapter begins at")).to_have_value("Half a name")

    page.mouse.click(edge["x"] - 40, edge["y"] + 4)
    expect(dialog).to_have_count(0)


def test_after_a_dialog_the_focus_is_on_the_card_that_opened_it_although_it_was_drawn_anew(opened: Opener) -> None:
    page = opened("coded")
    label = page.locator(".note[data-note]").nth(1).get_by_role("button", name="Codes of this note")
    label.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Codes")
    with page.expect_response(lambda one: one.request.method == "PUT" and "/notes/" in one.url):
        dialog.locator("[data-code][aria-pressed=false]").first.click()
    expect(dialog.locator("[data-code][aria-pressed=true]").first).to_be_visible()
    dialog.get_by_role("button", name="Done").click()

    expect(label).to_be_focused()


def test_a_chapter_whose_answer_was_lost_comes_once_however_often_it_is_sent(opened: Opener) -> None:
    page = opened()
    lost = [True]

    def answer(route: Route) -> None:
        response = route.fetch()
        if lost:
            lost.pop()
            route.abort()
        else:
            route.fulfill(response=response)

    page.route("**/chapters", answer)
    chapters(page)
    page.keyboard.type("Starter")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)

    assert [one["name"] for one in FIXTURES["alone"].chapters] == ["Starter"]


@pytest.mark.parametrize("where", ["search", "replace"])
def test_enter_that_confirms_a_candidate_of_the_keyboard_does_nothing_else(opened: Opener, where: str) -> None:
    page = editor(opened)
    page.get_by_role("searchbox").fill("fractions")
    if where == "search":
        page.get_by_role("searchbox").evaluate(CONFIRM)
        assert paused(page)
        return
    page.locator(".edit-menu").click()
    page.get_by_role("menuitem", name="replace").click()
    page.get_by_role("textbox", name="Replace with").fill("parts")
    expect(page.get_by_role("button", name="Replace all")).to_be_enabled()
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/edits/replace") else None)
    with page.expect_response("**/pulse"):
        page.get_by_role("textbox", name="Replace with").evaluate(CONFIRM)
    assert not sent


def test_an_end_moved_right_before_saving_begins_no_other_note(opened: Opener) -> None:
    page = opened()
    choose(page)
    page.keyboard.type("Said once")
    grip(page, "End", "the note being written").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(page.locator(".note[data-note]", has_text="Said once")).to_be_visible()
    expect(page.locator(".mark-draft")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Your note")).to_be_hidden()

"""Several lines at once, and what runs on from one into the next, in a real Chromium over the stage."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.review_screen_test import Opener
from tests.browser.review_stage import FIXTURES
from tests.browser.test_editing_screen import editable, editor, kept, lines, to_line

pytest_plugins = ["tests.browser.review_served"]


def test_lines_are_chosen_by_keys_and_taken_out_at_once_and_brought_back_at_once(opened: Opener) -> None:
    """Shift and the arrows choose, Escape chooses none, Delete takes them out, one undo brings all of them back."""
    page = editor(opened)
    before = lines(page)
    to_line(page, 1)
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".choice-bar")).to_contain_text("3 lines")
    page.keyboard.press("Escape")
    expect(page.locator(".choice-bar")).to_be_hidden()
    expect(page.locator(".stamp").nth(3)).to_be_focused()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator(".stamp[aria-pressed=true]")).to_have_count(3)
    page.keyboard.press("Delete")
    expect(page.locator(".line")).to_have_count(len(before) - 3)
    assert lines(page) == [before[0], *before[4:]]
    assert len(FIXTURES["alone"].edits.steps) == 1
    page.locator(".done-bar").get_by_role("button", name="Undo").click()
    expect(page.locator(".line")).to_have_count(len(before))
    assert lines(page) == before


def test_lines_are_chosen_by_hand_and_joined_without_playing_from_there(opened: Opener) -> None:
    page = editor(opened)
    count = len(lines(page))
    page.locator(".stamp").nth(1).click()
    where = page.locator("video").evaluate("video => video.currentTime")
    page.locator(".stamp").nth(3).click(modifiers=["Shift"])
    expect(page.locator(".line.picked")).to_have_count(3)
    assert page.locator("video").evaluate("video => video.currentTime") == pytest.approx(where, abs=0.5)
    page.locator(".choice-bar").get_by_role("button", name="Join").click()

    expect(page.locator(".line")).to_have_count(count - 2)
    whole = FIXTURES["alone"].edits.base[1:4]
    assert [word.start_ms for word in kept()[1].words] == [word.start_ms for one in whole for word in one.words]
    page.keyboard.press("Control+z")
    expect(page.locator(".line")).to_have_count(count)


def test_without_a_shift_key_the_menu_begins_a_choice_and_the_next_time_ends_it(opened: Opener) -> None:
    page = opened(width=390, height=844)
    editable(page)
    page.locator(".line-more").nth(1).click()
    page.get_by_role("menuitem", name="Choose several lines").click()
    expect(page.locator(".choice-bar")).to_contain_text("Now the time of the last line")
    page.locator(".stamp").nth(2).click()

    expect(page.locator(".line.picked")).to_have_count(2)
    page.locator(".choice-bar").get_by_role("button", name="Choose none").click()
    expect(page.locator(".line.picked")).to_have_count(0)


def test_who_speaks_in_several_lines_is_said_at_once(opened: Opener) -> None:
    page = editor(opened, "voices")
    to_line(page, 0)
    page.keyboard.press("Control+a")
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Who speaks in them").click()
    dialog = page.get_by_role("dialog", name="Who speaks in these")
    dialog.get_by_role("textbox", name="Another name").fill("Visitor")
    dialog.get_by_role("button", name="Save").click()

    expect(page.locator(".speaker-chip")).to_have_text(["Visitor"])
    assert len(FIXTURES["voices"].who.asked) == 1


def test_all_lines_are_moved_so_that_this_one_begins_where_the_picture_is(opened: Opener) -> None:
    page = editor(opened)
    to_line(page, 2)
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Move the times of lines").click()
    bar = page.get_by_role("group", name="Move the times of lines")
    bar.get_by_role("button", name="begins now").click()
    base = FIXTURES["alone"].edits.base
    now = page.locator("video").evaluate("video => video.currentTime * 1000")
    bar.get_by_role("button", name="Move them").click()
    expect(page.locator(".done-bar")).to_contain_text("lines were moved")

    by = kept()[2].start_ms - base[2].start_ms
    assert kept()[2].start_ms == pytest.approx(now, abs=100)
    assert {after.start_ms - before.start_ms for before, after in zip(base, kept(), strict=True)} == {by}
    page.locator(".done-bar").get_by_role("button", name="Undo").click()
    expect(page.locator(".done-bar")).to_be_hidden()
    expect(page.get_by_role("textbox", name="By how many seconds")).to_have_value("0")


def test_times_are_moved_by_an_amount_that_is_typed_or_stepped_from_a_line_on(opened: Opener) -> None:
    page = editor(opened)
    to_line(page, 2)
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Move the times of lines").click()
    bar = page.get_by_role("group", name="Move the times of lines")
    amount = bar.get_by_role("textbox")
    expect(bar.get_by_role("button", name="Move them")).to_be_disabled()
    bar.get_by_role("combobox").select_option("on")
    amount.fill("soon")
    expect(bar).to_contain_text("1.5 or −0.3")
    amount.fill("-0,4")
    bar.get_by_role("button", name="+ 0.1 s").click()
    expect(amount).to_have_value("−0.3")
    with page.expect_response(lambda answer: answer.request.method == "GET" and answer.url.endswith("/edits")):
        amount.press("Enter")
        expect(page.locator(".done-bar")).to_contain_text("0.3 s earlier")

    base = FIXTURES["alone"].edits.base
    moved = [after.start_ms - before.start_ms for before, after in zip(base, kept(), strict=True)]
    assert moved[:3] == [0, 0, -300]
    assert set(moved[2:]) == {-300}
    amount.fill("4000")
    amount.press("Enter")
    expect(page.locator(".edit-trouble")).to_contain_text("outside of the recording")


def test_what_runs_on_into_the_next_line_is_found_and_replaced(opened: Opener) -> None:
    page = editor(opened)
    first = kept()[0].text.split()[-1] + " " + kept()[1].text.split()[0]
    page.get_by_role("searchbox").fill(first)
    expect(page.locator(".search .count")).to_have_text("1 of 1")
    expect(page.locator(".word.match")).to_have_count(2)
    page.locator(".edit-menu").click()
    page.get_by_role("menuitem", name="Find and replace").click()
    expect(page.locator(".replacing .count")).to_have_text("1 in 2 lines, over the end of one")
    page.get_by_role("textbox", name="Replace with").fill("fractions and hands")
    page.keyboard.press("Enter")

    expect(page.locator(".line").first).to_contain_text("comparing fractions and hands")
    expect(page.locator(".line").nth(1)).to_have_text(re.compile("^[0-9:]+down, please"))
    assert len(FIXTURES["alone"].edits.steps) == 1

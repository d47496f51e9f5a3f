"""Two people at once on one lesson, each in a browser of their own, on the real server."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.two_people import LESSON, OTHER, OWNER, at_the_lesson, noted, open_now

pytest_plugins = ["tests.browser.two_people_served"]
pytestmark = pytest.mark.timeout(600)


def theirs(page: Page, text: str) -> Locator:
    return page.locator(".note[data-note]", has_text=text)


def test_what_is_shared_at_once_comes_to_the_other_by_itself_and_goes_when_taken_back(
    two_browser: Browser, own_address: str
) -> None:
    teacher, mentor = (at_the_lesson(two_browser, own_address, name) for name in (OWNER, OTHER))
    noted(teacher, "Kept to myself")
    noted(teacher, "Why did nobody answer")
    open_now(teacher, "Why did nobody answer")
    expect(theirs(mentor, "Why did nobody answer")).to_be_visible()
    expect(theirs(mentor, "Kept to myself")).to_have_count(0)

    mentor.locator(".note[data-note]").get_by_role("button", name="Reply").focus()
    mentor.keyboard.press("Enter")
    mentor.keyboard.type("They were still thinking")
    mentor.keyboard.press("Enter")
    expect(theirs(teacher, "Why did nobody answer").locator(".reply")).to_contain_text("They were still thinking")

    theirs(teacher, "Why did nobody answer").locator("button.seen").click()
    expect(mentor.get_by_text("Why did nobody answer")).to_have_count(0)
    expect(theirs(mentor, "They were still thinking")).to_contain_text("a note that is not there any more")
    for page in (teacher, mentor):
        page.context.close()


def test_while_one_writes_what_comes_from_the_other_moves_and_takes_nothing(
    two_browser: Browser, own_address: str
) -> None:
    """The field in the card keeps its focus, its text and its place on the screen."""
    teacher, mentor = (at_the_lesson(two_browser, own_address, name) for name in (OWNER, OTHER))
    for number in range(12):
        noted(mentor, f"Mentor’s note {number}")
    mentor.locator(".note[data-note]").nth(6).get_by_role("button", name="Edit this note").focus()
    mentor.keyboard.press("Enter")
    field = mentor.get_by_role("textbox", name="Change your note")
    field.fill("In the middle of a word")
    before = field.bounding_box()
    noted(teacher, "From the teacher")
    open_now(teacher, "From the teacher")
    expect(theirs(mentor, "From the teacher")).to_be_attached()

    expect(field).to_be_focused()
    expect(field).to_have_value("In the middle of a word")
    after = field.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) <= 1
    for page in (teacher, mentor):
        page.context.close()


def test_two_windows_of_one_person_do_not_write_over_each_other(two_browser: Browser, own_address: str) -> None:
    page = at_the_lesson(two_browser, own_address, OWNER)
    noted(page, "As it was")
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.locator(".note[data-note]", has_text="As it was")).to_be_visible()
    for window, text in ((page, "Written first"), (second, "Written second")):
        window.locator(".note[data-note]").get_by_role("button", name="Edit this note").focus()
        window.keyboard.press("Enter")
        window.get_by_role("textbox", name="Change your note").fill(text)
    page.get_by_role("textbox", name="Change your note").press("Enter")
    expect(page.locator(".note[data-note]", has_text="Written first").locator("button.seen")).to_be_visible()
    second.get_by_role("textbox", name="Change your note").press("Enter")

    expect(second.locator(".one-of-two")).to_have_count(2)
    second.get_by_role("button", name="Keep both as text").click()
    both = second.locator(".note[data-note]", has_text="Written first")
    expect(both.locator("button.seen")).to_be_visible()
    expect(both).to_contain_text("Written second")
    page.context.close()


def test_once_both_are_ready_what_was_shared_and_what_was_not_stand_together(
    two_browser: Browser, own_address: str
) -> None:
    teacher, mentor = (at_the_lesson(two_browser, own_address, name) for name in (OWNER, OTHER))
    noted(teacher, "Opened early")
    open_now(teacher, "Opened early")
    noted(mentor, "Kept until both are ready")
    for page in (teacher, mentor):
        page.get_by_role("button", name="I am ready").click()
        page.get_by_role("dialog").get_by_role("button", name="I am ready").click()
        expect(page.get_by_role("dialog")).to_have_count(0)

    expect(theirs(teacher, "Kept until both are ready").locator(".seen")).to_have_text("Released")
    expect(theirs(mentor, "Opened early").locator(".seen")).to_have_text("Released")
    expect(teacher.locator(".top")).to_contain_text(LESSON)
    for page in (teacher, mentor):
        page.context.close()

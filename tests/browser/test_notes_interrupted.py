"""A lock, a new start of the server, and the end of sharing, each in the middle of a note: nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.browser.browsing import LONGEST
from tests.browser.served import free_port, serving
from tests.browser.two_people import LESSON, OTHER, OWNER, SECRETS, at_the_lesson, entered
from videoreflect.services import accounts, notes
from videoreflect.services.sharing import share
from videoreflect.services.unsharing import unshare

pytest_plugins = ["tests.browser.two_people_served"]
pytestmark = pytest.mark.timeout(600)


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your note")


def kept_draft(vault: Path, name: str) -> str:
    """What is being typed, as it lies in the vault."""
    session = accounts.sign_in(vault, name, SECRETS[name])
    (lesson,) = session.lesson_ids()
    found = notes.drafts(session, lesson).values()
    return "".join((one.get("writing") or {}).get("text", "") for one in found)


def keeps(words: str) -> Callable[[Response], bool]:
    """Whether an answer says that a draft with these words is on the disk."""

    def found(answer: Response) -> bool:
        asked = answer.request
        return asked.method == "PUT" and asked.url.endswith("/draft") and words in (asked.post_data or "")

    return found


def test_a_lock_in_mid_note_empties_the_page_and_the_same_person_goes_on(
    two_browser: Browser, own_address: str
) -> None:
    page = at_the_lesson(two_browser, own_address, OWNER)
    page.locator(".invite").click()
    page.keyboard.type("Half a thought")
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("textbox", name="Passphrase")).to_be_visible()
    expect(page.get_by_text("Half a thought")).to_have_count(0)

    entered(page, own_address, OWNER)
    page.get_by_role("button", name=LESSON, exact=True).click()
    expect(field(page)).to_have_value("Half a thought")
    page.context.close()


def test_a_server_that_starts_again_in_mid_note_loses_nothing(two_browser: Browser, own_vault: Path) -> None:
    """What was typed up to a second before is there after the next sign-in; the note that was saved comes once."""
    home = own_vault.parent / "home"
    with serving(own_vault, home) as first:
        page = at_the_lesson(two_browser, first.address, OWNER)
        page.locator(".invite").click()
        page.keyboard.type("Saved before")
        page.keyboard.press("Enter")
        page.keyboard.type("Typed before")
        with page.expect_response(keeps(" it went")):
            page.keyboard.type(" it went")
    assert kept_draft(own_vault, OWNER).startswith("Typed before it went")
    page.context.close()

    with serving(own_vault, home) as second:
        page = at_the_lesson(two_browser, second.address, OWNER)
        expect(field(page)).to_have_value(re.compile("^Typed before it went"))
        expect(page.locator(".note[data-note]", has_text="Saved before")).to_have_count(1)
        page.context.close()


def test_words_typed_while_the_server_was_gone_come_back_to_the_same_person(
    two_browser: Browser, own_vault: Path
) -> None:
    """It is killed in mid-note: the page says so, goes on taking words, and hands them over at the next sign-in."""
    home, port = own_vault.parent / "home", free_port()
    with serving(own_vault, home, port=port) as first:
        page = at_the_lesson(two_browser, first.address, OWNER)
        page.locator(".invite").click()
        page.keyboard.type("Before it went.")
        first.process.kill()
        first.process.wait()
        page.keyboard.type(" While it was gone.")
        expect(page.get_by_role("alert").filter(has_text="The connection was lost. Your note is kept")).to_be_visible()
        page.keyboard.type(" And a little later.")
        expect(page.get_by_role("textbox", name="Passphrase")).to_be_visible(timeout=LONGEST)
        assert page.get_by_text("Before it went").count() == 0

    with serving(own_vault, home, port=port):
        page.get_by_role("textbox", name="Name").fill(OWNER)
        page.get_by_role("textbox", name="Passphrase").fill(SECRETS[OWNER])
        page.get_by_role("button", name="Open my lessons").click()
        page.get_by_role("button", name=LESSON, exact=True).or_(field(page)).first.wait_for()
        if field(page).count() == 0:
            page.get_by_role("button", name=LESSON, exact=True).click()
        expect(field(page)).to_have_value("Before it went. While it was gone. And a little later.")
        page.context.close()


def test_when_sharing_ends_in_mid_note_the_words_are_kept_and_the_page_says_why(
    two_browser: Browser, own_address: str, own_vault: Path
) -> None:
    page = at_the_lesson(two_browser, own_address, OTHER)
    page.locator(".invite").click()
    with page.expect_response(keeps("What I was about to say")):
        page.keyboard.type("What I was about to say")
    teacher = accounts.sign_in(own_vault, OWNER, SECRETS[OWNER])
    (lesson,) = teacher.lesson_ids()
    mentor = next(one.id for one in teacher.people().values() if one.name == OTHER)
    unshare(teacher, lesson, mentor)

    expect(page.get_by_role("heading", name="This lesson is not open")).to_be_visible(timeout=LONGEST)
    assert page.locator("video, .word, .note, textarea").count() == 0

    share(teacher, lesson, mentor)
    page.goto(own_address)
    page.get_by_role("button", name=LESSON, exact=True).click()
    expect(field(page)).to_have_value(re.compile("^What I was"))
    page.context.close()

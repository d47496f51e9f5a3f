"""Notes and what goes wrong: strange text, too much of it, and a connection that goes in mid-note.

Nothing is lost, nothing is executed, one clear sentence.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.note_cards import Opener, card, saved, write
from tests.browser.review_stage import FIXTURES
from videoreflect.domain.note import MAX_TEXT

pytest_plugins = ["tests.browser.review_served"]
pytestmark = pytest.mark.timeout(600)

MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
LOST = "The connection was lost. Your note is kept; keep writing."


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your note")


@pytest.mark.parametrize("where", ["note", "reply", "change", "draft"])
def test_markup_is_text_wherever_it_is_typed(opened: Opener, where: str) -> None:
    page = opened("threads")
    mine = page.locator(".note[data-note]").first
    if where in {"note", "draft"}:
        page.locator(".invite").click()
        field(page).fill(MARKUP)
        page.keyboard.press("Enter" if where == "note" else "Escape")
    else:
        mine.get_by_role("button", name="Reply" if where == "reply" else "Edit this note", exact=True).focus()
        page.keyboard.press("Enter")
        page.get_by_role("textbox", name="Your reply" if where == "reply" else "Change your note").fill(MARKUP)
        page.keyboard.press("Enter")

    expect(page.locator(".note-text", has_text="<script>")).to_be_visible()
    assert page.title() == "videoreflect"
    assert page.locator(".note-list img, .note-list script").count() == 0


def test_a_note_of_another_program_cannot_turn_the_words_round(opened: Opener) -> None:
    """Direction signs and what has no width are left out of what is shown, before the server has answered too."""
    page = opened()
    page.locator(".invite").click()
    field(page).fill("evil \u202etxt.exe\u2066 zero\u200bwi\u061cdth")
    page.keyboard.press("Enter")
    shown = card(page, "evil").locator(".note-text")
    expect(shown).to_contain_text("zerowidth")
    assert not re.search("[\u061c\u200b\u202e\u2066]", shown.inner_text())


@pytest.mark.parametrize("size", [MAX_TEXT, MAX_TEXT + 48_576])
def test_a_megabyte_is_kept_whole_or_says_how_much_is_too_much(opened: Opener, size: int) -> None:
    page = opened()
    page.locator(".invite").click()
    page.evaluate(
        """(size) => {
          const area = document.querySelector("#holder").shadowRoot.querySelector(".composer textarea");
          area.focus();
          area.value = "Beginning " + "x".repeat(size - 10);
          area.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }""",
        size,
    )
    field(page).press("Enter")
    if size > MAX_TEXT:
        expect(page.locator(".composer .message")).to_contain_text("48,576 characters too long for one note. Nothing")
        assert len(field(page).input_value()) == size
        return
    note = card(page, "Beginning")
    expect(note.get_by_role("button", name="Show all 1,048,576 characters")).to_be_visible()
    assert len(note.inner_text()) < 5_000
    assert len(saved("alone", "Beginning")["text"]) == size


def test_a_note_goes_on_being_written_through_a_lost_connection(opened: Opener) -> None:
    """A new note, a change, a reply and a mark made meanwhile all arrive, each once."""
    page = opened()
    write(page, "Before")
    lost = {"now": True}
    page.route(
        "**/vr/lessons/**",
        lambda route: route.abort() if lost["now"] and route.request.method != "GET" else route.continue_(),
    )
    page.keyboard.type("Meanwhile")
    page.keyboard.press("Enter")
    expect(page.locator(".composer .message")).to_have_text(LOST)
    expect(card(page, "Meanwhile").locator(".seen")).to_have_text("Not saved yet")
    for text, key in (("Before", "%"), ("Meanwhile", "*")):
        card(page, text).locator("[data-stop]").first.focus()
        page.keyboard.press(key)
    expect(card(page, "Before").locator(".seen")).to_have_text("Not saved yet")
    card(page, "Before").get_by_role("button", name="Delete this note").focus()

    lost["now"] = False
    expect(card(page, "Meanwhile").locator(".talk-mark")).to_be_visible()
    for text in ("Before", "Meanwhile"):
        expect(card(page, text).locator(".seen")).to_have_text("Private")
    expect(page.locator(".composer .message")).to_be_hidden()
    assert saved("alone", "Before")["state"] == "done"
    assert saved("alone", "Meanwhile")["talk"] is True
    assert [one["text"] for one in FIXTURES["alone"].notes].count("Meanwhile") == 1


def test_what_waits_for_the_connection_survives_a_reload(opened: Opener) -> None:
    page = opened()

    def only_drafts(route: Route) -> None:
        if route.request.method == "POST" and route.request.url.endswith("/notes"):
            route.abort()
        else:
            route.continue_()

    page.route("**/vr/lessons/**", only_drafts)
    page.keyboard.type("On its way")
    page.keyboard.press("Enter")
    expect(card(page, "On its way").locator(".seen")).to_have_text("Not saved yet")
    for _ in range(100):
        if FIXTURES["alone"].draft.get("unsaved"):
            break
        page.wait_for_timeout(50)

    again = opened(keep=True)
    expect(card(again, "On its way").locator(".seen")).to_have_text("Private")
    assert [one["text"] for one in FIXTURES["alone"].notes].count("On its way") == 1

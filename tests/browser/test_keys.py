"""The keys of the review screen: signs, letters where typing starts no note, other keyboards, own keys, the sheet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.browsing import until
from tests.browser.note_cards import newest
from tests.browser.review_stage import SETTINGS

pytest_plugins = ["tests.browser.review_served"]
pytestmark = pytest.mark.timeout(300)
Opener = Callable[..., Page]


def press(page: Page, key: str, **also: bool) -> None:
    """A key as another keyboard sends it: what it types, and which keys were held for that."""
    page.evaluate(
        """([key, also]) => {
            const target = document.querySelector("#holder").shadowRoot.activeElement ?? document.body;
            target.dispatchEvent(new KeyboardEvent("keydown",
                { key, bubbles: true, composed: true, cancelable: true, ...also }));
        }""",
        [key, also],
    )


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your note")


def sheet(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Keys")


def without_typing(page: Page) -> None:
    """Switch it off with the sheet of keys, by keyboard alone."""
    page.keyboard.press("?")
    expect(sheet(page).get_by_label("Typing starts a note")).to_be_focused()
    page.keyboard.press("Space")
    expect(sheet(page).get_by_role("status")).to_have_text("Letters are commands.")
    page.keyboard.press("Escape")


@pytest.mark.parametrize(
    "held",
    [{"ctrlKey": True, "altKey": True}, {"modifierAltGraph": True}, {"shiftKey": True}],
    ids=["AltGr", "AltGraph", "Shift"],
)
def test_signs_count_however_a_keyboard_types_them(opened: Opener, held: dict[str, bool]) -> None:
    """Seen to fail with every key that is pressed with Ctrl or Alt left to the browser."""
    page = opened()

    press(page, "]", **held)
    press(page, "*", shiftKey=True)

    expect(page.locator(".composer .when")).to_have_text("0:15–0:20")
    expect(page.get_by_role("button", name="Talk about", exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_bracket_typed_with_altgr_inside_a_note_is_text(opened: Opener) -> None:
    page = opened()
    page.keyboard.type("See ")

    press(page, "[", ctrlKey=True, altKey=True)
    press(page, "]", modifierAltGraph=True, altKey=True)

    expect(page.locator(".composer .when")).to_have_text("0:20")


def test_a_letter_that_needs_altgr_starts_a_note_and_a_shortcut_of_the_browser_does_not(opened: Opener) -> None:
    page = opened()
    press(page, "r", ctrlKey=True)
    expect(composer(page)).to_be_hidden()

    press(page, "ł", ctrlKey=True, altKey=True)

    expect(composer(page)).to_be_focused()


def test_with_typing_switched_off_letters_are_commands(opened: Opener) -> None:
    page = opened()
    without_typing(page)
    expect(page.locator(".invite")).to_contain_text("Press N: a note begins at 0:20")

    page.keyboard.press("x")
    expect(composer(page)).to_be_hidden()
    page.keyboard.press("i")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("O")
    expect(composer(page)).to_be_focused()
    page.keyboard.type("not")
    page.keyboard.press("Alt+t")
    page.keyboard.press("Enter")

    expect(page.locator(".note[data-note]", has_text="not")).to_have_count(1)
    made = newest(page, "alone", "not")
    assert made["talk"] is True
    assert made["to_ms"] - made["at_ms"] == pytest.approx(5000, abs=5)


def test_n_begins_a_note_without_writing_its_letter(opened: Opener) -> None:
    page = opened()
    without_typing(page)

    page.keyboard.press("n")
    page.keyboard.type("in and out")

    expect(composer(page)).to_have_value("in and out")


def test_the_choice_is_there_again_before_the_first_key(opened: Opener) -> None:
    page = opened()
    without_typing(page)
    page = opened(keep=True)

    page.keyboard.press("x")

    expect(page.locator(".invite")).to_contain_text("Press N")
    assert SETTINGS["typing_starts"] is False


def change(page: Page, label: str) -> None:
    page.keyboard.press("?")
    page.get_by_role("button", name="Change keys").press("Enter")
    sheet(page).get_by_role("button", name=f"Change the key for “{label}”").press("Enter")
    expect(sheet(page).get_by_role("textbox", name=f"New key for “{label}”: press it")).to_be_focused()


def test_a_key_is_changed_by_pressing_another(opened: Opener) -> None:
    page = opened()
    change(page, "talk about this")

    page.keyboard.press("~")
    expect(sheet(page).get_by_role("status")).to_have_text("Tilde is now “talk about this”.")
    expect(sheet(page).get_by_role("button", name="Change the key for “talk about this”")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("*")
    expect(composer(page)).to_be_hidden()
    page.keyboard.press("~")

    expect(page.get_by_role("button", name="Talk about", exact=True)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("Enter", "Enter saves a note and stays so."),
        ("F5", "The browser or the system uses this key."),
        ("t", "Letters begin a note. Choose a sign, or switch “Typing starts a note” off."),
        ("Control+b", "The browser or the system uses this key."),
    ],
)
def test_a_key_that_cannot_be_had_is_refused_and_said(opened: Opener, key: str, why: str) -> None:
    page = opened()
    change(page, "talk about this")

    page.keyboard.press(key)

    expect(sheet(page).get_by_role("alert").filter(has_text=why)).to_be_visible()
    assert SETTINGS["keys"] == {}


def test_esc_leaves_the_key_and_not_the_sheet_and_tab_goes_on(opened: Opener) -> None:
    page = opened()
    change(page, "talk about this")
    page.keyboard.press("Escape")
    expect(sheet(page).get_by_role("button", name="Change the key for “talk about this”")).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(sheet(page).get_by_role("button", name="No key")).to_be_focused()


@pytest.mark.parametrize(
    ("way", "keys"),
    [("Swap them", {"note.talk": "[", "note.in": "*"}), ("Use it here", {"note.talk": "[", "note.in": ""})],
)
def test_a_key_that_is_taken_is_named_and_can_be_swapped_or_taken(
    opened: Opener, way: str, keys: dict[str, str]
) -> None:
    page = opened()
    change(page, "talk about this")

    page.keyboard.press("[")
    expect(sheet(page).get_by_role("alert").first).to_contain_text("Left bracket is the key for “the note begins here”")
    page.get_by_role("button", name=way).press("Enter")

    expect(sheet(page).get_by_role("status")).to_contain_text("is now “talk about this”")
    until(page, lambda: SETTINGS["keys"] == keys)


def test_one_key_and_all_keys_go_back_to_what_they_were(opened: Opener) -> None:
    page = opened()
    change(page, "talk about this")
    page.keyboard.press("[")
    page.get_by_role("button", name="Use it here").press("Enter")

    page.get_by_role("button", name="“the note begins here” as it came").press("Enter")
    expect(sheet(page).get_by_role("status")).to_have_text("The key is as it came.")
    assert SETTINGS["keys"] == {"note.talk": ""}
    page.get_by_role("button", name="All keys as they came").press("Enter")

    expect(sheet(page).get_by_role("status")).to_have_text("All keys are as they came.")
    assert SETTINGS["keys"] == {}


def test_what_cannot_be_kept_is_said_and_goes_back(opened: Opener) -> None:
    page = opened()
    page.route("**/vr/people/me/review", lambda route: route.abort())
    page.keyboard.press("?")

    page.get_by_label("Typing starts a note").press("Space")

    expect(
        sheet(page).get_by_role("alert").filter(has_text="The connection was lost. Nothing was changed.")
    ).to_be_visible()
    expect(page.get_by_label("Typing starts a note")).to_be_checked()


def test_questions_that_are_hidden_come_back_with_the_sheet(opened: Opener) -> None:
    page = opened()
    question = page.get_by_role("complementary", name="A question to think with")
    with page.expect_response("**/vr/people/me/review"):
        question.get_by_role("button", name="Hide").press("Enter")
    expect(page.locator(".prompt")).to_be_hidden()
    assert SETTINGS["prompts"] is False

    page.keyboard.press("?")
    page.get_by_label("Questions to think with").press("Space")

    expect(page.locator(".prompt")).to_be_visible()


def test_a_connection_that_fails_at_the_start_leaves_the_screen_as_it_comes(
    review_browser: Browser, review_address: str
) -> None:
    with review_browser.new_context() as context:
        page = context.new_page()
        page.route("**/vr/people/me/review", lambda route: route.abort())
        page.goto(f"{review_address}/stage?scene=alone")
        expect(page.locator(".review")).to_be_visible()

        page.keyboard.type("Still a note")

        expect(composer(page)).to_have_value("Still a note")


@pytest.mark.parametrize("typing", [True, False], ids=["signs", "letters"])
def test_no_key_means_two_things(opened: Opener, typing: bool) -> None:
    """Seen to fail when “reply” and “faster” were both on one sign. Esc leaves whatever is open, one by one."""
    page = opened()
    if not typing:
        without_typing(page)
    page.keyboard.press("?")
    sheet(page).get_by_role("button", name="Change keys").press("Enter")
    keys = (
        sheet(page)
        .locator("dt:has(kbd)")
        .evaluate_all(
            "all => all.map((one) => [...one.querySelectorAll('kbd')].map((key) => key.textContent).join(' '))"
        )
    )

    assert len(keys) > 30
    assert sorted({one for one in keys if keys.count(one) > 1} - {"Esc"}) == []

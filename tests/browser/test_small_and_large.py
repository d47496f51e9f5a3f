"""On a phone in one hand, at 200 % zoom, in 320 pixels, without motion, and with the reader's own colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytest_plugins = ["tests.browser.review_served"]
pytestmark = pytest.mark.timeout(300)
Opener = Callable[..., Page]
TARGET = 44
SMALL = """(least) => {
    const root = document.querySelector("#holder").shadowRoot;
    return [...root.querySelectorAll(".review :is(button, summary, select, .choice), dialog :is(button, .choice)")]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height)
        .map((one) => [one.getAttribute("aria-label") || one.textContent.trim(), one.getBoundingClientRect()])
        .filter(([, box]) => box.height < least || box.width < least - 6)
        .map(([name, box]) => `${name}: ${Math.round(box.width)} × ${Math.round(box.height)}`);
}"""
SIDEWAYS = """() => [...document.querySelector("#holder").shadowRoot
    .querySelectorAll(".review, dialog, .scroller, .paper")]
    .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map((one) => `${one.className || one.tagName}: ${one.scrollWidth} in ${one.clientWidth}`)"""


def small_targets(page: Page) -> list[str]:
    return list(page.evaluate(SMALL, TARGET))


def is_under_the_thumb(page: Page, box: Any) -> bool:
    return bool(box["y"] > page.viewport_size["height"] * 0.6)  # type: ignore[index]


def test_on_a_phone_every_control_is_large_enough_for_a_thumb(opened: Opener) -> None:
    """Seen to fail with the badge of consent at 34 pixels, and with the pencil above the words at 26."""
    page = opened("coded", width=390, height=844)
    for name in ("Notes", "Codes", "Words"):
        page.locator(".tabs").get_by_role("button", name=name).click()
        assert small_targets(page) == [], name

    page.get_by_role("button", name="Note at").click()
    page.keyboard.type("By thumb")
    assert not small_targets(page), small_targets(page)
    for name in ("Save", "Later"):
        assert is_under_the_thumb(page, page.get_by_role("button", name=name).bounding_box() or {})
    page.get_by_role("button", name="Save").click()

    page.get_by_role("button", name="More", exact=True).click()
    assert small_targets(page) == []


def test_who_searches_on_a_phone_sees_what_they_type_and_how_much_was_found(opened: Opener) -> None:
    """The words jump to the find, and the field stays. Seen to fail where it went out of sight with the words."""
    page = opened(width=390, height=844)
    page.get_by_role("searchbox", name="Search what was said").press_sequentially("thought")
    expect(page.locator(".word.here").first).to_be_in_viewport()

    tabs, field, found = (page.locator(one).first.bounding_box() for one in (".tabs", ".search", ".word.here"))
    assert tabs is not None
    assert field is not None
    assert found is not None
    assert tabs["y"] + tabs["height"] <= field["y"], "the field lies under the picture"
    assert field["y"] + field["height"] <= found["y"], "what was found lies under the field"


@pytest.mark.parametrize("width", [1366, 390])
def test_a_transcript_that_is_being_written_can_be_stopped_from_where_it_says_so(opened: Opener, width: int) -> None:
    """Seen to fail with the line about it unbroken: “Stop” was cut off at the edge of the pane."""
    page = opened("running", width=width, height=844)
    stop = page.get_by_role("button", name="Stop writing")
    expect(stop).to_be_visible()

    edge = page.locator(".words").evaluate("pane => pane.getBoundingClientRect().right")
    box = stop.bounding_box() or {"x": 0, "width": 9_999}
    assert box["x"] + box["width"] <= edge


def test_words_notes_and_codes_lie_in_one_column_of_a_phone(opened: Opener) -> None:
    page = opened(width=390, height=844)
    expect(page.get_by_role("region", name="What was said")).to_be_visible()

    for name, pane in (("Notes", ".notes"), ("Codes", ".codes-pane"), ("Words", ".words")):
        page.locator(".tabs").get_by_role("button", name=name).click()
        expect(page.locator(f".paper > {pane}")).to_be_visible()
        shown = page.locator(".paper > section").evaluate_all(
            "all => all.filter((one) => one.checkVisibility()).length"
        )
        assert shown == 1
        assert page.evaluate(SIDEWAYS) == []
        expect(page.locator(".stage")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(683, 384), (320, 568), (390, 844)])
@pytest.mark.parametrize("keys", ["", "?", "h"])
def test_a_note_is_written_at_200_percent_and_in_320_pixels(opened: Opener, keys: str, width: int, height: int) -> None:
    """1366 pixels at 200 % are 683; nothing scrolls sideways, also with the sheet of keys or a note open."""
    page = opened("open", width=width, height=height)
    page.keyboard.type(keys)
    assert page.evaluate(SIDEWAYS) == []
    if keys == "?":
        page.keyboard.press("Escape")

    page.keyboard.type("Seen large")
    page.keyboard.press("Enter")

    page.locator(".tabs").get_by_role("button", name="Notes").click()
    expect(page.locator(".note[data-note]", has_text="Seen large")).to_be_visible()


def test_nothing_moves_by_itself_with_reduced_motion(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    page.keyboard.type("hello")

    moving = page.evaluate("""() => document.querySelector("#holder").shadowRoot.getAnimations()
        .filter((one) => one.playState === "running").length""")

    assert moving == 0


def test_with_the_readers_own_colours_lines_say_what_colours_said(opened: Opener) -> None:
    page = opened()
    page.emulate_media(forced_colors="active")
    page.locator(".word", has_text="Thank").click()

    expect(page.locator(".word.now")).to_have_css("outline-style", "solid")
    pressed = page.get_by_role("button", name="Captions")
    expect(pressed).to_have_css("border-top-width", "3px")
    expect(page.get_by_role("button", name="Lock", exact=True)).to_have_css("border-top-style", "solid")

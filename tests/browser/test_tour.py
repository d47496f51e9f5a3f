"""The tour of the sample lesson: done by doing, skipped for good, gone on with, shown again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.browsing import AXE_TAGS, until
from tests.browser.review_stage import SETTINGS

pytest_plugins = ["tests.browser.review_served"]
pytestmark = pytest.mark.timeout(300)
Opener = Callable[..., Page]
NEW = "&tour="


def tour(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Tour")


def stands_at(page: Page, number: int, title: str) -> None:
    expect(tour(page)).to_contain_text(f"{number} of 8")
    expect(tour(page)).to_contain_text(title)


def test_every_step_is_done_by_doing_it_with_the_keyboard_alone(opened: Opener) -> None:
    page = opened(also=NEW)

    stands_at(page, 1, "Play the lesson")
    page.keyboard.press("Space")
    stands_at(page, 2, "Write what you notice")
    page.keyboard.type("They wait")
    page.keyboard.press("Enter")
    stands_at(page, 3, "Choose words")
    page.keyboard.press("Space")
    page.locator(".stamp").first.focus()
    for key in ("ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    stands_at(page, 4, "Talk about this")
    page.keyboard.press("*")
    stands_at(page, 5, "Who can open it")
    tour(page).get_by_role("button", name="Next").press("Enter")
    stands_at(page, 6, "Share, then ready")
    page.get_by_role("button", name="Share with Gwyn").press("Enter")
    page.keyboard.press("Escape")
    stands_at(page, 7, "Find a phrase")
    page.get_by_role("searchbox").press("e")
    page.keyboard.type("ighths")
    stands_at(page, 8, "Lock when you leave")
    tour(page).get_by_role("button", name="End the tour").press("Enter")

    expect(tour(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused()
    until(page, lambda: SETTINGS["tour"] == "done")


def test_a_skipped_tour_does_not_come_back_by_itself_but_from_the_sheet(opened: Opener) -> None:
    page = opened(also=NEW)
    tour(page).get_by_role("button", name="Skip the tour").click()
    expect(tour(page)).to_be_hidden()
    page = opened(keep=True)
    expect(page.locator(".note").first).to_be_visible()
    expect(tour(page)).to_be_hidden()

    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_role("button", name="Show the tour").click()

    stands_at(page, 1, "Play the lesson")


def test_it_goes_on_where_it_was(opened: Opener) -> None:
    page = opened(also=NEW)
    for number in (2, 3):
        tour(page).get_by_role("button", name="Next").click()
        expect(tour(page)).to_contain_text(f"{number} of 8")

    page = opened(keep=True)

    stands_at(page, 3, "Choose words")


def test_in_any_other_lesson_there_is_no_tour(opened: Opener) -> None:
    page = opened(also=NEW)
    stands_at(page, 1, "Play the lesson")

    page = opened("shared", keep=True)

    expect(page.locator(".note").first).to_be_visible()
    expect(tour(page)).to_be_hidden()


def test_it_says_the_keys_that_are_in_force(opened: Opener) -> None:
    page = opened(also="&tour=1")
    expect(tour(page)).to_contain_text("Just type a few words")

    page.keyboard.press("?")
    page.get_by_label("Typing starts a note").press("Space")
    page.keyboard.press("Escape")

    expect(tour(page)).to_contain_text("Press N and type")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844), (683, 384), (320, 568)])
@pytest.mark.parametrize("step", range(8))
def test_the_card_stays_inside_the_window_and_off_what_it_shows(
    opened: Opener, step: int, width: int, height: int
) -> None:
    page = opened(also=f"&tour={step}", width=width, height=height)
    stands_at(page, step + 1, "")
    card = tour(page).bounding_box()
    assert card

    assert card["x"] >= 0
    assert card["x"] + card["width"] <= width
    assert card["y"] >= 0
    assert card["y"] + card["height"] <= height
    if width == 1366:
        shown = page.locator(".tour-here").bounding_box()
        assert shown
        apart = (
            card["x"] >= shown["x"] + shown["width"] or card["x"] + card["width"] <= shown["x"]
            or card["y"] >= shown["y"] + shown["height"] or card["y"] + card["height"] <= shown["y"]
        )  # fmt: skip
        assert apart
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]


def test_on_a_phone_it_is_done_with_the_thumb(opened: Opener) -> None:
    page = opened(width=390, height=844, also=NEW)

    page.get_by_role("button", name="Play", exact=True).click()
    stands_at(page, 2, "Write what you notice")
    page.get_by_role("button", name="Note at").click()
    page.keyboard.type("They wait")
    page.get_by_role("button", name="Save").click()

    stands_at(page, 3, "Hold a finger on a word")

"""The cards about the people in the picture, in real Chromium over made-up answers (``pages_stage``)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import SETTLED_MS, Opening, check_at_desk_and_phone

CONSENT = f"consent%3Flesson={3:032x}"

Opener = Callable[..., Page]
Deed = Callable[[Page], None]

pytest_plugins = ["tests.browser.pages_served"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def opened(opening: Opening) -> Opener:
    """Open the consent page in a scene, as its owner or as a member."""

    def open_scene(scene: str = "") -> Page:
        people = "mentor" if scene == "member" else "few"
        return opening(f"people={people}&care={scene}&to={CONSENT}", "Consent")

    return open_scene


def press(name: str) -> Deed:
    """Return what presses a button."""
    return lambda page: page.get_by_role("button", name=name).first.click()


def settled(page: Page) -> None:
    """Wait for what the page asks for after it is drawn."""
    page.wait_for_timeout(SETTLED_MS)


STATES = [
    ("", settled), ("", press("Change")), ("", press("They agreed after all")), ("", press("Somebody objects")),
    ("blur", settled), ("private", settled), ("many", settled), ("asked", press("Decline")),
    ("withdrawn", press("Erase the transcript")), ("member", press("Tell the owner that")),
]  # fmt: skip


@pytest.mark.parametrize(("scene", "deed"), STATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(opened: Opener, scene: str, deed: Deed) -> None:
    """At desk width and light, then at phone width and dark."""
    page = opened(scene)
    deed(page)
    check_at_desk_and_phone(page)


def test_a_remedy_that_does_not_exist_yet_is_chosen_and_unlocks_nothing(opened: Opener) -> None:
    page = opened()
    page.get_by_role("button", name="Blur").click()
    expect(page.get_by_role("button", name="Blur")).to_have_attribute("aria-pressed", "true")
    locked = page.get_by_role("button", name="I have checked: unlock sharing")
    expect(locked).to_have_attribute("aria-disabled", "true")
    expect(locked).to_have_accessible_description(
        "Blurring comes with a later version, so there is nothing to check yet."
        " Your choice is kept, and until then the lesson stays private."
    )


def test_keeping_it_private_is_a_decision(opened: Opener) -> None:
    page = opened()
    page.get_by_role("button", name="Keep private").click()
    expect(page.get_by_text("It stays with you.")).to_be_visible()
    expect(page.get_by_role("button", name="I have checked")).to_have_count(0)


def test_a_time_that_makes_no_sense_is_told_in_place(opened: Opener) -> None:
    page = opened()
    press("Change")(page)
    place = page.get_by_role("group", name="Place 1")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if "exceptions" in request.url else None)
    for start, end, sentence in (
        ("soon", "0:40", "Write both times"),
        ("0:40", "0:12", "begins before it ends"),
        ("0:12", "59:00", "after the end of the clip"),
    ):
        place.get_by_role("textbox", name="From").fill(start)
        place.get_by_role("textbox", name="To").fill(end)
        press("Keep these places")(page)
        expect(page.get_by_text(sentence)).to_be_visible()
    assert sent == []


def test_the_owner_declines_with_a_reason_only(opened: Opener) -> None:
    page = opened("asked")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Somebody asks you to record this")
    press("Decline")(page)
    press("Decline with this reason")(page)
    expect(page.get_by_text("Say in a few words why.")).to_be_visible()


def test_a_member_is_offered_a_request_and_sees_what_became_of_the_last(opened: Opener) -> None:
    page = opened("member")
    expect(page.get_by_text("It was in another lesson.")).to_be_visible()
    expect(page.get_by_role("button", name="They agreed after all")).to_have_count(0)
    press("Tell the owner that")(page)
    expect(page.get_by_text("it changes nothing until they accept it")).to_be_visible()

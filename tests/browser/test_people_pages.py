"""The People page and sharing on the consent page, in real Chromium over made-up answers (``pages_stage``)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import Opening, check_at_desk_and_phone

LESSON = f"{3:032x}"
PEOPLE, CONSENT = "people", f"consent%3Flesson={LESSON}"


Opener = Callable[..., Page]
Deed = Callable[[Page], None]

pytest_plugins = ["tests.browser.pages_served"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def opened(opening: Opening) -> Opener:
    """Open a page with some people."""
    return lambda to, people="few": opening(f"people={people}&to={to}", "People" if to == PEOPLE else "Consent")


def row(page: Page, name: str) -> None:
    """Open the row of somebody."""
    page.get_by_text(name, exact=True).first.click()


def invite(page: Page) -> None:
    page.get_by_role("button", name="Invite somebody").click()
    page.get_by_role("textbox", name="Name").fill("Rhys Bevan")
    page.get_by_role("button", name="Make an invitation").click()
    expect(page.get_by_role("heading", name="The invitation of Rhys Bevan")).to_be_focused()


def compare(page: Page) -> None:
    row(page, "Ana Lind")
    page.get_by_role("button", name="They differ").click()
    expect(page.get_by_text("Then do not share anything with Ana yet")).to_be_visible()


def ask_to_remove(page: Page) -> None:
    row(page, "Gwyn Parry")
    page.get_by_role("button", name="Remove Gwyn Parry").click()
    expect(page.get_by_role("heading", name="Remove Gwyn Parry?")).to_be_focused()


def own(words: str) -> Deed:
    """Return what opens one of the forms under “You”."""

    def deed(page: Page) -> None:
        page.get_by_role("button", name=words).click()
        expect(page.get_by_role("heading", name=words)).to_be_visible()

    return deed


def ask_to_stop(page: Page) -> None:
    page.get_by_role("button", name="Stop sharing with Gwyn Parry").click()
    expect(page.get_by_role("heading", name="Stop sharing with Gwyn Parry?")).to_be_focused()


def stop(page: Page) -> None:
    ask_to_stop(page)
    page.get_by_role("button", name="Stop sharing with Gwyn", exact=True).click()
    expect(page.get_by_text("Protecting this lesson again")).to_be_visible()


def hand_over(page: Page) -> None:
    page.get_by_role("button", name="Hand over this lesson").click()
    expect(page.get_by_role("heading", name="Hand over this lesson")).to_be_focused()


def look(page: Page) -> None:
    """Change nothing."""


STATES = [
    (PEOPLE, "few", look), (PEOPLE, "many", look), (PEOPLE, "invited", look), (PEOPLE, "mentor", look),
    (PEOPLE, "few", invite), (PEOPLE, "few", compare), (PEOPLE, "few", ask_to_remove),
    (PEOPLE, "few", own("Change my name")), (PEOPLE, "few", own("My passphrase was seen")),
    (PEOPLE, "few", own("Hand over the vault")),
    (CONSENT, "few", look), (CONSENT, "few", ask_to_stop), (CONSENT, "few", stop), (CONSENT, "few", hand_over),
]  # fmt: skip


@pytest.mark.parametrize(("to", "people", "deed"), STATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(opened: Opener, to: str, people: str, deed: Deed) -> None:
    """At desk width and light, then at phone width and dark."""
    page = opened(to, people)
    deed(page)
    check_at_desk_and_phone(page)


def test_the_keyboard_alone_confirms_a_newcomer(opened: Opener) -> None:
    """Enter opens the row, Tab leads to the button, and the row stays open with what is now known."""
    page = opened(PEOPLE)
    page.locator("summary", has_text="Ana Lind").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Words of Ana Lind").get_by_role("listitem")).to_have_count(8)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="The words are the same")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Words not compared yet")).to_have_count(0)
    expect(page.get_by_role("list", name="Words of Ana Lind")).to_be_visible()


def test_an_invitation_is_taken_back(opened: Opener) -> None:
    page = opened(PEOPLE, "invited")
    row(page, "Rhys Bevan")
    page.get_by_role("button", name="Take back the invitation").click()
    expect(page.get_by_text("Invited until")).to_have_count(0)
    page.get_by_text("Removed").first.click()
    expect(page.get_by_text("Rhys Bevan")).to_be_visible()


def test_a_removal_says_first_what_it_ends(opened: Opener) -> None:
    page = opened(PEOPLE)
    ask_to_remove(page)
    told = page.get_by_role("group").filter(has_text="Remove Gwyn Parry?")
    expect(told).to_contain_text("“Comparing fractions: ¾ or ⅝?”")
    expect(told).to_contain_text("Gwyn owns 1 lesson. Gwyn hands it over or erases it first")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("list", name="Words of Gwyn Parry")).to_be_visible()


def test_a_wrong_passphrase_is_told_beside_its_field(opened: Opener) -> None:
    """The new passphrase that was typed stays; nothing is sent while the two differ."""
    page = opened(PEOPLE)
    page.get_by_role("button", name="Change my passphrase").click()
    expect(page.get_by_role("heading", name="Change my passphrase")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("not it at all")
    expect(page.get_by_role("textbox", name="Your passphrase of now")).to_have_value("not it at all")
    page.get_by_role("textbox", name="New passphrase").fill("seventeen brass candles")
    page.get_by_role("textbox", name="The same passphrase again").fill("seventeen brass candle")
    refusal = {"code": "sign-in-refused", "sentence": "No.", "reasons": [], "remedies": []}
    page.route("**/people/me/passphrase", lambda route: route.fulfill(status=401, json={"error": refusal}))
    page.get_by_role("button", name="Change my passphrase").click()
    expect(page.get_by_text("The two passphrases differ.")).to_be_visible()
    page.get_by_role("textbox", name="The same passphrase again").fill("seventeen brass candles")
    page.get_by_role("button", name="Change my passphrase").click()
    expect(page.get_by_text("This is not your passphrase of now.")).to_be_visible()
    expect(page.get_by_role("textbox", name="New passphrase")).to_have_value("seventeen brass candles")


def test_one_of_many_is_found_by_name(opened: Opener) -> None:
    page = opened(PEOPLE, "many")
    page.get_by_role("textbox", name="Find a person").fill("number41")
    expect(page.locator(".people summary:visible")).to_have_count(2)  # the one, and “Removed”
    expect(page.get_by_text("Colleague Number41")).to_be_visible()


def test_who_does_not_look_after_the_vault_sees_and_does_less(opened: Opener) -> None:
    page = opened(PEOPLE, "mentor")
    row(page, "Ana Lind")
    expect(page.get_by_role("list", name="Words of Ana Lind")).to_be_visible()
    for name in ("Invite somebody", "Add a person", "The words are the same", "Remove Ana Lind…"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_sharing_ends_after_a_question_and_the_work_after_it_is_shown(opened: Opener) -> None:
    page = opened(CONSENT)
    ask_to_stop(page)
    expect(page.get_by_text("cannot be taken back")).to_be_visible()
    page.get_by_role("button", name="Keep sharing").click()
    expect(page.get_by_role("button", name="Stop sharing with Gwyn Parry")).to_be_focused()
    stop(page)
    expect(page.get_by_role("progressbar", name="Protecting this lesson again")).to_be_visible()
    expect(page.get_by_role("region", name="Who can open this lesson")).not_to_contain_text("Gwyn")

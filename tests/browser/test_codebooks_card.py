"""The card of codebooks on the settings page, in real Chromium over made-up answers (``pages_codebooks``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.browsing import LONGEST, check_at_desk_and_phone

Opener = Callable[[str], Page]

pytest_plugins = ["tests.browser.pages_served"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def opened(browser: Browser, stage: str) -> Iterator[Opener]:
    """Open the settings, without or (“key”) with a codebook of one's own; at the end no script may have failed."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(LONGEST)
    failures: list[str] = []

    def open_page(care: str) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": 1366, "height": 844})
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(f"{stage}/vr/sign-in?people=few&care={care}&to=settings")
        expect(card_of(page)).to_contain_text("codebooks of others")
        return page

    yield open_page
    context.close()
    assert not failures


def card_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Codebooks")


@pytest.mark.parametrize(
    ("care", "pressed"), [("", ""), ("key", ""), ("", "Take one in"), ("", "Type one"), ("key", "Change")]
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(opened: Opener, care: str, pressed: str) -> None:
    page = opened(care)
    card_of(page).get_by_text("codebooks of others").click()
    if pressed:
        card_of(page).get_by_role("button", name=pressed).first.click()
        expect(card_of(page).get_by_role("heading", level=3)).to_be_focused()
    check_at_desk_and_phone(page)


def test_a_file_is_shown_with_what_is_changed_before_it_is_kept(opened: Opener, tmp_path: Path) -> None:
    page = opened("")
    file = tmp_path / "Table.csv"
    file.write_text("name;key\nWait;w\n<b>Why</b>;w\n", "utf-8")
    card_of(page).get_by_role("button", name="Take one in from a file").click()
    card_of(page).get_by_label("The file").set_input_files(file)

    expect(card_of(page).get_by_text("<b>Why</b>", exact=True)).to_be_visible()
    expect(card_of(page).get_by_text("A key that an earlier code has already was left out")).to_be_visible()
    expect(card_of(page).get_by_text("You have none of your own yet.")).to_be_visible()
    card_of(page).get_by_role("button", name="Keep it").click()
    expect(card_of(page).get_by_role("status")).to_contain_text("Table is kept.")
    expect(card_of(page).get_by_role("button", name="Retire: Table")).to_be_visible()


def test_a_codebook_is_typed_changed_and_refused_with_a_sentence_that_keeps_what_was_typed(opened: Opener) -> None:
    page = opened("")
    card_of(page).get_by_role("button", name="Type one").click()
    card_of(page).get_by_label("Title").fill("  Ours ")
    names = card_of(page).get_by_label("Name", exact=True)
    names.nth(0).fill("Wait time")
    names.nth(1).fill("Wait time")
    card_of(page).get_by_role("button", name="Keep it").click()
    expect(card_of(page).get_by_role("alert")).to_contain_text("Two codes have the same name: “wait time”.")
    names.nth(1).fill("Why")
    card_of(page).get_by_role("button", name="Keep it").click()

    expect(card_of(page).get_by_role("status")).to_contain_text("Ours is kept.")
    card_of(page).get_by_role("button", name="Change: Ours").click()
    letters = card_of(page).get_by_label("Letters")
    expect(letters).to_have_count(2)
    assert [letters.nth(at).input_value() for at in range(2)] == ["WT", "WH"]
    names.nth(0).fill("Silence")
    card_of(page).get_by_role("button", name="Keep it").click()
    expect(card_of(page).get_by_role("status")).to_contain_text("Lessons that use it keep the form they have")
    answer = page.request.get(f"{page.url.partition('/settings')[0]}/vr/codebooks/ours").json()
    assert [(code["id"], code["name"]) for code in answer["book"]["codes"]] == [
        ("wait-time", "Silence"),
        ("why", "Why"),
    ]


def test_one_s_own_is_retired_and_offered_again(opened: Opener) -> None:
    page = opened("key")
    card_of(page).get_by_role("button", name="Retire: Our codes").click()
    expect(card_of(page)).to_contain_text("no longer offered")
    card_of(page).get_by_role("button", name="Offer again: Our codes").click()
    expect(card_of(page)).not_to_contain_text("no longer offered")

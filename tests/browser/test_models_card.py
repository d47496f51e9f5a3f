"""The card of the speech models on the settings page, in real Chromium over made-up answers (``pages_models``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.browsing import LONGEST, check_at_desk_and_phone

Opener = Callable[[str], Page]

pytest_plugins = ["tests.browser.pages_served"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def opened(browser: Browser, stage: str) -> Iterator[Opener]:
    """Open the settings of a device in some state; at the end no script may have failed."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(LONGEST)
    failures: list[str] = []

    def open_page(care: str) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": 1366, "height": 844})
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(f"{stage}/vr/sign-in?people=few&care={care}&to=settings")
        expect(card_of(page)).to_contain_text("not on this device")
        return page

    yield open_page
    context.close()
    assert not failures


def card_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Speech models")


def press(page: Page, name: str) -> None:
    card_of(page).get_by_role("button", name=name).click()


@pytest.mark.parametrize(
    ("care", "pressed"),
    [("", ""), ("key", ""), ("busy", ""), ("trouble", ""), ("", "Import from"), ("", "Remove: Base")],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(opened: Opener, care: str, pressed: str) -> None:
    page = opened(care)
    card_of(page).get_by_text("not on this device").first.click()
    if pressed:
        press(page, pressed)
        expect(card_of(page).get_by_role("heading", level=3)).to_be_focused()
    check_at_desk_and_phone(page)


def test_each_model_says_what_it_is_and_how_long_a_lesson_takes(opened: Opener) -> None:
    page = opened("")
    base = card_of(page).get_by_role("listitem").filter(has_text="Base")
    expect(base).to_contain_text("Base: quick, good for clear speech")
    expect(base).to_contain_text(
        "148\u00a0MB, about 100 languages. About 6 minutes for a 45-minute lesson, measured on"
    )
    expect(base).to_contain_text("writes your transcripts")
    small = card_of(page).get_by_role("listitem").filter(has_text="Small")
    expect(small).to_contain_text("Not measured on this device yet.")


def test_what_is_not_here_shows_the_command_and_no_button_that_fetches(opened: Opener) -> None:
    page = opened("")
    card_of(page).get_by_text("2 models not on this device").click()
    large = card_of(page).get_by_role("listitem").filter(has_text="Large")
    expect(large).to_contain_text("videoreflect model get large-v3")
    expect(large.get_by_role("button")).to_have_count(0)
    expect(card_of(page)).to_contain_text("It cannot be checked yet, so it is not offered")


def test_without_a_model_the_card_says_that_no_transcript_can_be_written(opened: Opener) -> None:
    page = opened("key")
    expect(card_of(page)).to_contain_text("None is on this device, so no transcript can be written yet.")
    card_of(page).get_by_text("5 models not on this device").click()
    expect(card_of(page)).to_contain_text("videoreflect model get base")


def test_a_folder_is_asked_for_and_the_import_is_followed(opened: Opener) -> None:
    page = opened("")
    press(page, "Import from a folder or stick")
    press(page, "Import")
    expect(card_of(page)).to_contain_text("Type the folder in which the speech model lies.")
    page.get_by_label("Folder on the stick or disk").last.fill("/media/stick")
    with page.expect_request("**/vr/models/import") as sent:
        page.keyboard.press("Enter")
    assert sent.value.post_data_json == {"folder": "/media/stick"}
    expect(card_of(page).get_by_role("progressbar", name="Importing speech models")).to_be_visible()
    press(page, "Stop: Importing")
    expect(card_of(page).get_by_role("progressbar")).to_have_count(0)


def test_what_was_refused_is_told_in_the_card(opened: Opener) -> None:
    expect(card_of(opened("trouble"))).to_contain_text("its file model.bin differs. Nothing was taken in.")


def test_another_model_is_chosen(opened: Opener) -> None:
    page = opened("")
    press(page, "Use it for my transcripts: Small")
    small = card_of(page).get_by_role("listitem").filter(has_text="Small")
    expect(small).to_contain_text("writes your transcripts")
    expect(card_of(page).get_by_text("writes your transcripts")).to_have_count(1)


def test_nothing_is_removed_without_asking(opened: Opener) -> None:
    page = opened("")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method) if request.method == "DELETE" else None)
    press(page, "Remove: Base")
    expect(card_of(page)).to_contain_text("Everybody who uses this device loses it")
    press(page, "Keep it")
    assert asked == []
    press(page, "Remove: Base")
    press(page, "Remove it")
    expect(card_of(page).get_by_role("button", name="Remove: Base")).to_have_count(0)
    assert asked == ["DELETE"]

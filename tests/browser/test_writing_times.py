"""The card that says when transcripts are written, in real Chromium over made-up answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.browsing import LONGEST, check_at_desk_and_phone

pytest_plugins = ["tests.browser.pages_served"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def page(browser: Browser, stage: str) -> Iterator[Page]:
    """The settings; at the end no script may have failed."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(LONGEST)
    failures: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(f"{stage}/vr/sign-in?to=settings")
    expect(card_of(page).get_by_label("Only between two times of the day")).to_be_visible()
    yield page
    context.close()
    assert not failures


def card_of(page: Page) -> Locator:
    return page.get_by_role("region", name="When transcripts are written")


def test_times_are_kept_and_found_again(page: Page) -> None:
    card = card_of(page)
    expect(card.get_by_label("From")).to_be_hidden()
    card.get_by_label("Only while this device is on mains power").check()
    card.get_by_label("Only between two times of the day").check()
    card.get_by_label("Until").fill("06:30")
    expect(card).to_contain_text("4 processors and 8 GB")
    card.get_by_label("Transcripts written at once").select_option("2")
    check_at_desk_and_phone(page)
    card.get_by_role("button", name="Keep these times").click()
    expect(card.get_by_role("status")).to_contain_text("counts at once")

    kept = page.evaluate("fetch('/vr/people/me/writing-times').then((answer) => answer.json())")
    assert kept | {"why": ""} == {
        "mains_only": True, "from": "16:00", "until": "06:30", "at_once": 2, "most_at_once": 2, "why": "",
    }  # fmt: skip


def test_a_time_that_is_missing_is_asked_for(page: Page) -> None:
    card = card_of(page)
    card.get_by_label("Only between two times of the day").check()
    card.get_by_label("From").fill("")
    card.get_by_role("button", name="Keep these times").click()

    expect(card).to_contain_text("Say from when.")

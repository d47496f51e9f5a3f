"""What a printed page looks like: white paper, dark words, whatever the screen is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.browsing import Opening

pytest_plugins = ["tests.browser.pages_served"]
pytestmark = pytest.mark.timeout(300)
DARK_WORDS = re.compile(r"rgb\(23, 33, 28\)")


def test_a_page_is_printed_dark_on_white_from_a_dark_screen(opening: Opening) -> None:
    """Seen to fail without the light values for paper: the words were nearly as white as the sheet."""
    page = opening(f"to=talk%3Flesson%3D{3:032x}", "Both sets are open")
    page.emulate_media(color_scheme="dark", media="screen")
    heading = page.get_by_role("heading", name="Both sets are open")
    expect(heading).not_to_have_css("color", DARK_WORDS)

    page.emulate_media(color_scheme="dark", media="print")

    expect(heading).to_have_css("color", DARK_WORDS)
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(255, 255, 255)")

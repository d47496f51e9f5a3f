"""axe-core on every page around the review screen, at both widths and in both schemes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import LONGEST
from tests.browser.test_axe_everywhere import check

pytest_plugins = ["tests.browser.pages_served"]
pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def visited(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(LONGEST)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("where", ["", "add", "people", "settings", "consent", "talk"])
def test_every_page(visited: Page, stage: str, where: str) -> None:
    lesson = "&lesson=" + "a" * 32 if where in {"consent", "talk"} else ""
    visited.goto(f"{stage}/vr/sign-in?to={where}{lesson}")
    expect(visited.get_by_role("heading", level=1).first).to_be_visible()
    check(visited)

"""Finding a place again in the served app: thumbnails of the real clip, chapters, and where each person was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.elsewhere import do
from tests.browser.test_erasing_journey import MENTOR, PASSPHRASES, TEACHER, TITLE, browser, signed_in
from tests.browser.test_withdrawal_at_once import address, made, vault

__all__ = ["address", "browser", "made", "vault"]

LIT = """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
    .filter((value, index) => index % 4 < 3 && value > 90).length"""
pytestmark = pytest.mark.timeout(600)


def test_thumbnails_and_chapters_are_seen_by_both_and_gone_with_a_withdrawal(
    browser: Browser, address: str, vault: Path, made: tuple[Path, str]
) -> None:
    """Drawn from the sheet that was made as the lesson was added. What breaks it is in the routes' own tests."""
    teacher, mentor = opened(browser, address, TEACHER), opened(browser, address, MENTOR)
    for page in (teacher, mentor):
        thumbnail(page)
    teacher.keyboard.press("!")
    teacher.keyboard.type("Which is bigger?")
    teacher.keyboard.press("Enter")
    for page in (teacher, mentor):
        expect(page.locator(".chapter-lane .chapter")).to_have_text("Which is bigger?")
    sheet = f"/vr/lessons/{mentor.url.partition('lesson=')[2]}/thumbnails"
    assert status(mentor, sheet) == 200

    do("withdraw", vault, TEACHER, PASSPHRASES[TEACHER], made[1])
    expect(mentor.get_by_role("heading", name="This lesson is not open")).to_be_visible()
    assert mentor.locator(".preview, .chapter").count() == 0
    assert status(mentor, sheet) == 403
    for page in (teacher, mentor):
        page.context.close()


def test_each_person_finds_the_lesson_where_they_left_it(browser: Browser, address: str) -> None:
    """The teacher at one place, the mentor at another, each from their own file."""
    places = {TEACHER: 5, MENTOR: 2}
    for name, steps in places.items():
        page = opened(browser, address, name)
        with page.expect_response(keeps(5000 * steps)):
            for _ in range(steps):
                page.keyboard.press("ArrowRight")
        expect(page.locator(".time b")).to_have_text(f"0:{5 * steps:02}")
        page.context.close()

    for name, steps in places.items():
        page = opened(browser, address, name)
        expect(page.locator(".time b")).to_have_text(f"0:{5 * steps:02}")
        page.context.close()


def keeps(at_ms: int) -> Callable[[Response], bool]:
    """Whether an answer says that this place is on the disk."""

    def found(answer: Response) -> bool:
        if not answer.url.endswith("/place"):
            return False
        said: Any = answer.request.post_data_json
        return bool(abs(said["at_ms"] - at_ms) < 100)

    return found


def opened(browser: Browser, address: str, name: str) -> Page:
    """Sign in and open the lesson."""
    page = signed_in(browser, address, name)
    page.get_by_role("button", name=TITLE, exact=True).click()
    expect(page.locator(".review")).to_be_visible()
    expect(page.locator(".ruler span").first).to_be_visible()
    return page


def thumbnail(page: Page) -> None:
    """Point at the ruler until a picture that is not black stands over it."""
    page.locator(".ruler").hover(position={"x": 300, "y": 8})
    expect(page.locator(".preview")).to_be_visible()
    assert page.locator(".preview canvas").evaluate(LIT) > 5_000


def status(page: Page, path: str) -> int:
    """How the server answers this browser."""
    return int(page.evaluate("(path) => fetch(path).then((answer) => answer.status)", path))

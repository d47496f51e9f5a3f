"""What a mentor plays is told to the lesson's owner when the page is left: real server, real player."""

from __future__ import annotations

from contextlib import nullcontext as _nothing
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.test_erasing_journey import MENTOR, PASSPHRASES, TEACHER, TITLE, signed_in
from tests.browser.test_withdrawal_at_once import address, browser, made, playing, vault
from videoreflect.domain.seen import Did
from videoreflect.services import accounts
from videoreflect.services.seen import seen_words, who_has_seen

__all__ = ["address", "browser", "made", "vault"]

PATIENCE_MS = 20_000


def test_what_was_played_is_told(browser: Browser, address: str, vault: Path) -> None:
    """Opened, and a part from the beginning of at least a second; the teacher's own playing is told to nobody.

    Seen to fail with ``flush`` taken out of ``leave`` in ``review.js``.
    """
    for name in (TEACHER, MENTOR):
        page = signed_in(browser, address, name)
        playing(page)
        expect(page.locator(".time b").first).to_have_text("0:02", timeout=PATIENCE_MS)
        with page.expect_response(lambda one: "/seen" in one.url) if name == MENTOR else _nothing():
            page.get_by_role("button", name="Lessons").first.click()
        expect(page.get_by_role("button", name=TITLE, exact=True)).to_be_visible(timeout=PATIENCE_MS)
        page.context.close()

    teacher = accounts.sign_in(vault, TEACHER, PASSPHRASES[TEACHER])
    (lesson,) = teacher.lesson_ids()
    found = who_has_seen(teacher, lesson)
    assert [one.did for one in found[:2]] == [Did.OPENED, Did.PLAYED]
    assert {one.did for one in found[1:]} == {Did.PLAYED}, "what plays on while the page goes is told apart"
    assert {one.person for one in found} == {one.id for one in teacher.people().values()} - {teacher.person}
    parts = [part for one in found for part in one.parts]
    assert min(start for start, _ in parts) < 1_000 < max(end for _, end in parts)
    assert "watched 0:00–" in seen_words(teacher, lesson)[0].words

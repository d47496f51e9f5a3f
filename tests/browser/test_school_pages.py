"""School, notices and rights, in real Chromium over made-up answers (``pages_stage``)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import Opening, check_at_desk_and_phone
from tests.browser.pages_school import CODE

LESSON = f"{3:032x}"
SETTINGS, CONSENT = "settings", f"consent%3Flesson={LESSON}"
Opener = Callable[..., Page]
Deed = Callable[[Page], None]

pytest_plugins = ["tests.browser.pages_served"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def opened(opening: Opening) -> Opener:
    """Open the settings or the consent page."""
    return lambda to, care="": opening(f"people=few&care={care}&to={to}", "Settings" if to == SETTINGS else "Consent")


def nothing(page: Page) -> None:
    expect(page.get_by_role("region", name="Your school")).to_contain_text("Not said yet")


def change_school(page: Page) -> None:
    card = page.get_by_role("region", name="Your school")
    card.get_by_role("button", name="Change").click()
    expect(card.get_by_label("Name of the school")).to_be_visible()


def write_notice(page: Page) -> None:
    page.get_by_role("button", name="What people are told").click()
    page.get_by_role("button", name="Write: For parents and carers").click()
    expect(page.get_by_role("heading", name="For parents and carers")).to_be_focused()


def show_notice(page: Page) -> None:
    page.get_by_role("button", name="What people are told").click()
    page.get_by_role("button", name="Show: For parents and carers").click()
    expect(page.get_by_text("Fingerprint of this text")).to_be_visible()


def ask(page: Page) -> None:
    page.get_by_role("button", name="Answer somebody").click()
    expect(page.get_by_role("heading", name="About whom?")).to_be_focused()


def answered(sealed: bool) -> Deed:
    """Return what collects an answer about pupil 7."""

    def deed(page: Page) -> None:
        ask(page)
        page.get_by_label("Somebody in the picture").fill("pupil 7")
        if sealed:
            page.get_by_text("As an encrypted file").click()
        page.get_by_role("button", name="Collect it").click()
        expect(page.get_by_role("heading", name="What is held about pupil 7")).to_be_focused()

    return deed


STATES = [
    (SETTINGS, "", nothing), (SETTINGS, "key", change_school), (SETTINGS, "busy", ask),
    (SETTINGS, "busy", answered(False)), (SETTINGS, "key", answered(True)),
    (CONSENT, "", write_notice), (CONSENT, "busy", show_notice),
]  # fmt: skip


@pytest.mark.parametrize(("to", "care", "deed"), STATES)
def test_every_state_can_be_read_and_used_by_all(opened: Opener, to: str, care: str, deed: Deed) -> None:
    """No finding of axe, at desk and phone, in light and dark; nothing scrolls sideways."""
    page = opened(to, care)
    deed(page)
    check_at_desk_and_phone(page)


def test_what_the_school_says_is_saved(opened: Opener) -> None:
    """Numbers as numbers, an empty default as none; the card shows it."""
    page = opened(SETTINGS)
    change_school(page)
    card = page.get_by_role("region", name="Your school")
    card.get_by_label("Name of the school").fill("Hill School")
    card.get_by_label("Days a lesson is kept").fill("200")
    with page.expect_request("**/vr/school") as sent:
        card.get_by_role("button", name="Save").click()

    body = sent.value.post_data_json or {}
    assert (body["controller"], body["keep_days"], body["warn_days"]) == ("Hill School", 200, 14)
    expect(card).to_contain_text("Hill School")
    expect(card).to_contain_text("200 days, unless the teacher says otherwise")


def test_a_notice_is_changed_kept_printed_and_saved(opened: Opener) -> None:
    """On the paper is the notice and nothing else."""
    page = opened(CONSENT)
    write_notice(page)
    expect(page.get_by_text("Missing, and shown as")).to_be_visible()
    text = page.get_by_role("textbox", name="For parents and carers: the text")
    text.fill("# Dear parents\n\nA word.\n\n- One\n- Two")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed") == 1
    page.emulate_media(media="print")
    assert page.evaluate("[...document.body.children].filter((n) => n.offsetHeight > 0).map((n) => n.className)") == [
        "vr-paper"
    ]
    assert page.locator(".vr-paper li").count() == 2
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator(".vr-paper")).to_have_count(0)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as text").click()
    assert saved.value.suggested_filename == "notice-parents.txt"
    assert "A word." in saved.value.path().read_text("utf-8")
    with page.expect_request("**/notices") as sent:
        page.get_by_role("button", name="Keep with this lesson").click()
    assert (sent.value.post_data_json or {})["text"].startswith("# Dear parents")
    expect(page.get_by_role("heading", name="Kept with this lesson")).to_be_visible()


def test_an_answer_is_printed_or_sealed(opened: Opener) -> None:
    """The code is shown once and the file goes into the user's hand."""
    page = opened(SETTINGS, "busy")
    answered(False)(page)
    page.get_by_role("button", name="Print").click()
    assert page.locator(".vr-paper h1").inner_text() == "What is held about pupil 7" or page.evaluate("window.printed")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.get_by_role("button", name="Done").click()
    answered(True)(page)
    expect(page.get_by_text(CODE)).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the file").click()
    assert saved.value.path().read_bytes().startswith(b"VRANSW01")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text(CODE)).to_have_count(0)


def test_erasing_asks_for_a_word(opened: Opener) -> None:
    """Nothing goes by a slip."""
    page = opened(SETTINGS, "busy")
    ask(page)
    page.get_by_label("Or a person of this vault").select_option(label="Gwyn Parry")
    page.get_by_role("button", name="Collect it").click()
    page.get_by_role("button", name="Erase what they wrote").click()
    page.get_by_role("button", name="Erase it").click()
    expect(page.get_by_text("Type the word “erase”.")).to_be_visible()
    page.get_by_label("Type “erase” to go on").fill("Erase")
    page.get_by_role("button", name="Erase it").click()
    expect(page.get_by_text("Erased in 2 lessons.")).to_be_visible()

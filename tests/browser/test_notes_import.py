"""Bringing notes in, in a real Chromium over the stage, where files are read for good."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.review_screen_test import AXE_TAGS, Opener
from tests.browser.review_stage import FIXTURES
from tests.unit.web.test_notes_import_routes import ELAN

pytest_plugins = ["tests.browser.review_served"]

MARKUP = "<img src=x onerror=alert(1)> waits"
TABLE: FilePayload = {
    "name": "notes.csv",
    "mimeType": "text/csv",
    "buffer": f"time;note;user;codes\n1;{MARKUP};Gwyn Parry;\n2;Row two waits;;\n9999;Late;;\nsoon;When;;\n".encode(),
}
TIERS: FilePayload = {"name": "lesson.eaf", "mimeType": "text/xml", "buffer": ELAN}
LETTER: FilePayload = {"name": "letter.docx", "mimeType": "text/plain", "buffer": b"Dear all"}


def dialog(page: Page) -> Locator:
    """Open the dialog with the button beside the notes."""
    page.get_by_role("button", name="Bring notes in from a file").click()
    return page.get_by_role("dialog", name="Bring notes in")


def choose(page: Page, file: FilePayload) -> None:
    page.get_by_label("File", exact=True).set_input_files(file)


def test_a_file_is_looked_at_taken_in_and_undone_with_one_press(opened: Opener) -> None:
    """Markup in the file is text; whose words they are stays with them; what is not taken is told."""
    page = opened("alone")
    before = len(FIXTURES["alone"].notes)
    asked = dialog(page)
    expect(asked.get_by_role("button", name="Bring in")).to_be_hidden()

    choose(page, LETTER)
    expect(asked.get_by_role("alert")).to_contain_text("This table holds no notes")
    choose(page, TABLE)
    expect(asked).to_contain_text("Table (CSV) · 3 notes, from 0:01 to")
    expect(asked).to_contain_text("By others: Gwyn Parry (1). Their names stay with them.")
    expect(asked).to_contain_text(MARKUP)
    expect(asked).to_contain_text("1 is beyond the end of the recording")
    expect(asked).to_contain_text("Left out: rows whose time cannot be read (1).")
    assert asked.locator("img").count() == 0
    asked.get_by_role("button", name="Bring in 3 notes").click()

    after = page.get_by_role("dialog", name="Notes brought in")
    expect(after).to_contain_text("3 notes brought in.")
    card = page.locator(".note[data-note]", has_text=MARKUP)
    expect(card).to_contain_text("From a file: Gwyn Parry")
    expect(page.locator(".note[data-note]", has_text="Row two waits").locator(".origin")).to_have_count(0)
    after.get_by_role("button", name="Undo").click()

    expect(card).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(FIXTURES["alone"].notes) == before


def test_the_undo_of_notes_takes_them_out_too_and_brings_them_back(opened: Opener) -> None:
    page = opened("alone")
    dialog(page)
    choose(page, TABLE)
    page.get_by_role("button", name="Bring in 3 notes").click()
    page.get_by_role("dialog", name="Notes brought in").get_by_role("button", name="Done").click()
    card = page.locator(".note[data-note]", has_text="Row two waits")
    expect(card).to_be_visible()

    page.keyboard.press("Control+z")
    expect(card).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(card).to_be_visible()


def test_tiers_of_elan_are_chosen_before(opened: Opener) -> None:
    page = opened("alone")
    asked = dialog(page)
    choose(page, TIERS)
    expect(asked.get_by_role("group", name="Tiers to bring in")).to_be_visible()
    expect(asked.get_by_role("button", name="Bring in 2 notes")).to_be_visible()

    asked.get_by_label("A (1)").uncheck()
    asked.get_by_role("button", name="Bring in 1 note").click()

    expect(page.get_by_role("dialog", name="Notes brought in")).to_contain_text("1 note brought in.")
    assert [one["origin"] for one in FIXTURES["alone"].notes if one["text"] == "Hm"] == ["B"]


def test_what_is_there_already_is_not_brought_twice(opened: Opener) -> None:
    page = opened("alone")
    asked = dialog(page)
    choose(page, TABLE)
    asked.get_by_role("button", name="Bring in 3 notes").click()
    page.get_by_role("dialog", name="Notes brought in").get_by_role("button", name="Done").click()

    asked = dialog(page)
    choose(page, TABLE)

    expect(asked).to_contain_text("3 are in this lesson already and left out.")
    expect(asked.get_by_role("button", name="Bring in")).to_be_hidden()


def test_an_empty_lesson_offers_it(opened: Opener) -> None:
    page = opened("empty")
    page.locator(".notes .panel").get_by_role("button", name="Bring notes in").click()

    expect(page.get_by_role("dialog", name="Bring notes in")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_axe_finds_nothing_and_nothing_is_cut_off_on_a_phone(opened: Opener) -> None:
    page = opened("alone", width=390, height=844)
    page.get_by_role("button", name="Notes", exact=False).first.click()
    asked = dialog(page)
    choose(page, TIERS)
    expect(asked.get_by_role("button", name="Bring in 2 notes")).to_be_visible()

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})

    assert not [(one["id"], one["nodes"]) for one in found.response["violations"]]
    assert asked.evaluate("one => one.scrollWidth <= one.clientWidth")

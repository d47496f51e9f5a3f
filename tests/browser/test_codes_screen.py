"""Codes on the review screen, in a real Chromium, over the stage: labelled by key, found, filtered, drawn, compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.browsing import until
from tests.browser.note_cards import newest
from tests.browser.review_screen_test import AXE_TAGS, Opener
from tests.browser.review_stage import FIXTURES

pytest_plugins = ["tests.browser.review_served"]


def chips(page: Page) -> Locator:
    return page.locator(".composer .code[data-code]:visible")


def pressed(page: Page) -> list[str]:
    found = page.locator('.composer .code[aria-pressed="true"]')
    return [str(one) for one in found.evaluate_all("all => all.map(one => one.dataset.code)")]


def cards(page: Page) -> Locator:
    return page.locator(".note[data-note]")


def ready(page: Page) -> Page:
    """Wait until the codebooks are there: a figure means something from then on."""
    expect(page.locator(".note-codes .add").first).to_be_attached()
    return page


def open_codes(page: Page) -> None:
    """The pane beside the notes; on a phone the tab."""
    page.locator(".to-codes:visible, .tabs:visible button:has-text('Codes')").first.click()


def test_a_figure_before_typing_begins_a_note_with_that_code_and_enter_saves_it(opened: Opener) -> None:
    page = ready(opened("coded"))

    page.keyboard.press("2")
    expect(chips(page).nth(1)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("3")
    page.keyboard.press("2")
    assert pressed(page) == ["reactions/suggestion"]
    page.keyboard.type("Wait 5 seconds")
    page.keyboard.press("Enter")

    card = cards(page).filter(has_text="Wait 5 seconds")
    expect(card.locator(".code").first).to_have_text(re.compile("Su"))
    assert newest(page, "coded", "Wait 5 seconds")["codes"] == ["reactions/suggestion"]


def test_figures_are_text_once_a_note_has_words_and_alt_labels_it(opened: Opener) -> None:
    page = ready(opened("coded"))
    page.keyboard.type("At 12")
    expect(page.get_by_role("textbox", name="Your note")).to_have_value("At 12")
    assert pressed(page) == []

    page.keyboard.press("Alt+1")

    assert pressed(page) == ["reactions/strength"]
    expect(page.get_by_role("textbox", name="Your note")).to_have_value("At 12")


def test_of_a_group_that_is_one_of_the_others_go(opened: Opener) -> None:
    """Seen to fail with the look at ``one_of`` taken out of ``toggled``."""
    page = ready(opened("coded"))
    for figure in "568":  # describe, evaluate, teacher
        page.keyboard.press(figure)

    assert pressed(page) == ["noticing/evaluate", "noticing/teacher"]


def test_a_note_with_a_code_and_no_words_is_kept(opened: Opener) -> None:
    page = ready(opened("coded"))
    before = len(FIXTURES["coded"].notes)
    page.keyboard.press("1")
    page.keyboard.press("Enter")

    expect(cards(page)).to_have_count(before + 1)
    assert newest(page, "coded", "")["codes"] == ["reactions/strength"]


def test_a_figure_on_one_of_my_notes_labels_it(opened: Opener) -> None:
    page = ready(opened("coded"))
    card = cards(page).first
    card.locator(".when").focus()
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "/notes/" in answer.url):
        page.keyboard.press("2")

    expect(card.locator(".code", has_text="Qu")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your note")).not_to_be_visible()
    assert "reactions/question" in next(one for one in FIXTURES["coded"].notes if one["at_ms"] == 12_427)["codes"]


def test_chips_say_what_they_are_and_keep_to_two_lines(opened: Opener) -> None:
    for width in (1366, 390):
        page = ready(opened("coded", width=width, height=844))
        page.keyboard.press("1")
        chip = chips(page).nth(1)
        expect(chip).to_have_accessible_name("Qu, Question")
        assert "Something you would like to understand better." in (chip.get_attribute("title") or "")
        expect(page.get_by_role("button", name="More codes")).to_be_visible()
        tops = chips(page).evaluate_all(
            "all => [...new Set(all.map(one => Math.round(one.getBoundingClientRect().top)))]"
        )
        assert len(tops) == 2
        page.close()


def test_a_code_among_two_thousand_is_found_by_typing(opened: Opener) -> None:
    page = ready(opened("large"))
    page.keyboard.type("Seen")
    page.get_by_role("button", name="More codes").click()
    dialog = page.get_by_role("dialog", name="Codes")
    expect(dialog.get_by_text("120 of 2000 codes shown")).to_be_visible()
    page.keyboard.type("number 1987")
    expect(dialog.locator(".picker-row")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog.locator(".picker-row .code")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")

    expect(page.locator(".composer .code.extra")).to_have_text(re.compile("7C3"))
    assert page.locator(".composer .code").count() < 50


def filter_by(page: Page, *names: str) -> None:
    button = page.get_by_role("button", name="Filter", exact=True)
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    for name in names:
        page.locator(".filter-panel").get_by_role("button", name=name, exact=True).click()


def test_notes_are_filtered_by_code_author_and_mark_and_each_choice_is_taken_away_again(opened: Opener) -> None:
    page = ready(opened("agreed"))
    expect(cards(page)).to_have_count(8)

    filter_by(page, "IRE")
    expect(page.locator(".filter-bar")).to_contain_text("3 of 8 notes")
    filter_by(page, "Gwyn")
    expect(cards(page)).to_have_count(1)
    page.get_by_role("button", name="No longer only: IRE").click()
    expect(page.locator(".filter-bar")).to_contain_text("4 of 8 notes")
    filter_by(page, "Talk about")
    expect(page.locator(".filter-bar")).to_contain_text("2 of 8 notes")
    page.get_by_label("Words in notes").fill("nothing of the kind")
    expect(page.locator(".filter-bar")).to_contain_text("None of 8 notes fits")
    page.get_by_role("button", name="Show all").click()
    expect(cards(page)).to_have_count(8)
    expect(page.locator(".filter-bar")).not_to_be_visible()


def test_what_i_write_is_seen_although_the_filter_would_hide_it(opened: Opener) -> None:
    page = ready(opened("coded"))
    filter_by(page, "IRE")
    expect(cards(page)).to_have_count(2)
    page.get_by_role("button", name="Filter", exact=True).click()
    page.locator("h1").click()
    page.keyboard.type("Quite another thing")
    page.keyboard.press("Enter")

    expect(cards(page).filter(has_text="Quite another thing")).to_be_visible()
    expect(page.locator(".filter-bar")).to_contain_text("3 of 5 notes")


def test_only_what_the_timeline_shows_follows_the_timeline(opened: Opener) -> None:
    page = ready(opened("coded500"))
    filter_by(page, "What the timeline shows")
    expect(cards(page)).not_to_have_count(500)
    before = cards(page).count()
    page.locator("h1").click()
    page.keyboard.press("-")
    page.wait_for_function(
        "many => document.querySelector('#holder').shadowRoot.querySelectorAll('.note[data-note]').length > many",
        arg=before,
    )


def test_codes_are_counted_by_person_and_drawn_over_time_with_a_table_beside(opened: Opener) -> None:
    page = ready(opened("agreed"))
    open_codes(page)
    pane = page.get_by_role("region", name="Codes", exact=True)
    row = pane.locator(".code-counts tr", has_text="Invite reasoning")
    expect(row.locator("td")).to_have_text(["2", "1"])
    expect(pane.locator(".strip-row")).to_have_count(11)
    pane.get_by_text("The same as a table").click()
    jump = pane.locator(".codes-table tr", has_text="Guide direction").get_by_role("button")
    jump.click()
    expect(page.locator(".time b")).to_have_text(re.compile(r"1:1\d"))

    row.get_by_role("button").click()
    expect(pane.get_by_text("3 of 8 notes are counted")).to_be_visible()
    page.get_by_role("button", name="Notes", exact=True).click()
    expect(cards(page)).to_have_count(3)


def test_nothing_of_the_mentor_s_codes_shows_before_both_are_ready(opened: Opener) -> None:
    """Neither a count nor a column nor a comparison."""
    page = ready(opened("shared"))
    open_codes(page)
    pane = page.get_by_role("region", name="Codes", exact=True)

    expect(pane.get_by_text("Gwyn’s codes open when you are both ready.")).to_be_visible()
    expect(pane.locator("th", has_text="Gwyn")).to_have_count(0)
    expect(pane.locator(".agreement")).not_to_be_visible()


def test_two_people_s_codes_stand_side_by_side_with_what_it_means(opened: Opener) -> None:
    page = ready(opened("agreed"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/agreement" in request.url else None)
    open_codes(page)
    found = page.get_by_role("region", name="Side by side")
    found.get_by_label("Codebook").select_option("t-seda")

    expect(found.get_by_text("You and Gwyn did the same")).to_be_visible()
    expect(found.get_by_text("There is too little to rely on these figures")).to_be_visible()
    expect(found.locator("thead th")).to_have_text(
        ["Code", "Both", "Only you", "Only Gwyn", "Neither", "Alike", "Kappa"]
    )
    found.get_by_label("Compare").select_option("30")
    expect(found.locator(".agreement-table tbody tr").last).to_contain_text("All")
    assert asked[-1].endswith("unit=30")
    assert not re.search(r"score|rank|grade|%.*excellent", found.inner_text(), re.IGNORECASE)


def test_a_codebook_is_chosen_for_the_lesson_and_labels_stay_when_it_is_put_aside(opened: Opener) -> None:
    page = opened("uncoded")
    open_codes(page)
    page.get_by_role("button", name="Choose a codebook").click()
    dialog = page.get_by_role("dialog", name="Codebooks of this lesson")
    box = dialog.get_by_role("checkbox", name="T-SEDA")
    box.check()
    expect(box).to_be_enabled()
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(page.locator(".code-counts")).to_contain_text("Invite reasoning")
    until(page, lambda: FIXTURES["uncoded"].books.used == {"t-seda"})

    page.get_by_role("button", name="Codebooks", exact=True).click()
    box.uncheck()
    expect(box).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.locator(".code-counts")).to_contain_text("Invite reasoning")
    page.keyboard.press("4")
    expect(page.get_by_role("textbox", name="Your note")).to_have_value("4")


def test_a_file_is_shown_before_it_is_taken_in_and_markup_in_it_is_text(opened: Opener, tmp_path: Path) -> None:
    page = opened("alone")
    file = tmp_path / "Our codes.csv"
    file.write_text('name,key\n"<img src=x onerror=alert(1)>",w\nWhy,w\n', "utf-8")
    open_codes(page)
    page.get_by_role("button", name="Codebooks", exact=True).click()
    page.get_by_role("button", name="Take one in from a file").click()
    dialog = page.get_by_role("dialog", name="Take in a codebook")
    dialog.get_by_label("File").set_input_files(file)
    expect(dialog.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    expect(dialog.get_by_text("A key that an earlier code has already was left out: “Why”.")).to_be_visible()
    assert "our-codes" not in FIXTURES["alone"].books.books

    dialog.get_by_role("button", name="Take it in and use it").click()
    expect(page.get_by_role("checkbox", name="Our codes")).to_be_checked()
    broken = tmp_path / "broken.csv"
    broken.write_text("a,b\n1,2\n", "utf-8")
    page.get_by_role("button", name="Take one in from a file").click()
    dialog.get_by_label("File").set_input_files(broken)
    expect(dialog.get_by_role("alert")).to_contain_text("Nothing was taken in.")


@pytest.mark.parametrize(("scene", "width"), [("agreed", 1366), ("agreed", 390), ("coded", 1366), ("uncoded", 390)])
def test_no_state_of_it_has_an_accessibility_fault(opened: Opener, scene: str, width: int) -> None:
    page = opened(scene, width=width, height=844)
    expect(page.locator(".review")).to_be_visible()
    faults = []
    for press in ("1", "=", "Escape", "Enter"):
        page.keyboard.press(press)
        page.wait_for_timeout(150)
        faults += violations(page)
    open_codes(page)
    page.wait_for_timeout(300)
    faults += violations(page)
    page.get_by_role("button", name=re.compile("Codebooks|Choose a codebook")).last.click()
    expect(page.get_by_role("dialog", name="Codebooks of this lesson")).to_be_visible()
    faults += violations(page)
    assert not faults


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]

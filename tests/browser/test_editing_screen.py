"""Editing the words in place, in a real Chromium, over the stage: by keys alone and by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.review_screen_test import AXE_TAGS, Opener
from tests.browser.review_stage import FIXTURES
from videoreflect.domain.transcript import Line

pytest_plugins = ["tests.browser.review_served"]

FIRST, SECOND = "Good morning, everyone. Today we are comparing fractions.", "Hands down, please."


def lines(page: Page) -> list[str]:
    """What stands there."""
    return [text.strip() for text in page.locator(".line > p").all_inner_texts()]


def kept(scene: str = "alone") -> list[Line]:
    """What the stage has as its transcript now."""
    return list(FIXTURES[scene].edits.replay.lines)


def editable(page: Page) -> None:
    """Wait until lines can be changed, and the page has heard once how far the words are."""
    with page.expect_response("**/pulse"):
        expect(page.locator(".edit-menu")).to_be_visible()


def editor(opened: Opener, scene: str = "alone") -> Page:
    """A screen whose lines can be changed."""
    page = opened(scene)
    editable(page)
    return page


def to_line(page: Page, number: int) -> None:
    """Go to a line by keys."""
    page.locator(".stamp").first.focus()
    page.keyboard.press("Home")
    for _ in range(number):
        page.keyboard.press("ArrowDown")


def test_a_line_is_put_right_by_keys_and_undone_and_made_again(opened: Opener) -> None:
    """E, the words, Enter; the focus is on the line again; Ctrl Z and Ctrl Shift Z; the times of words stay."""
    page = editor(opened)
    to_line(page, 0)
    page.keyboard.press("e")
    area = page.get_by_role("textbox", name="Change this line")
    expect(area).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(FIRST.replace("comparing", "adding"))
    page.keyboard.press("Enter")

    expect(area).to_have_count(0)
    expect(page.locator(".line").first).to_contain_text("adding fractions")
    expect(page.locator(".stamp").first).to_be_focused()
    before, now = (line.words for line in (FIXTURES["alone"].edits.base[0], kept()[0]))
    assert [word.start_ms for word in now] == [word.start_ms for word in before]
    page.keyboard.press("Control+z")
    expect(page.locator(".line").first).to_contain_text("comparing fractions")
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(".line").first).to_contain_text("adding fractions")
    assert page.locator(".composer textarea").input_value() == ""


def test_escape_leaves_the_line_and_a_letter_after_a_click_begins_a_note(opened: Opener) -> None:
    page = editor(opened)
    to_line(page, 1)
    page.keyboard.press("e")
    page.keyboard.type("nonsense")
    page.keyboard.press("Escape")
    expect(page.locator(".line-editor")).to_have_count(0)
    expect(page.locator(".stamp").nth(1)).to_be_focused()
    assert kept() == list(FIXTURES["alone"].edits.base)

    page.locator(".stamp").nth(1).click()
    page.keyboard.type("every")
    expect(page.locator(".composer textarea")).to_have_value("every")


def test_a_line_is_split_at_the_cursor_and_joined_from_its_start(opened: Opener) -> None:
    page = editor(opened)
    count = len(lines(page))
    to_line(page, 1)
    page.keyboard.press("e")
    page.keyboard.press("Control+Home")
    for _ in range(len(SECOND)):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".line")).to_have_count(count + 1)
    assert lines(page)[1] == SECOND

    to_line(page, 2)
    page.keyboard.press("e")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Backspace")
    expect(page.locator(".line")).to_have_count(count)
    assert kept()[1].words == FIXTURES["alone"].edits.base[1].words


def test_a_double_click_opens_the_line_at_the_word_although_the_first_click_plays_from_there(opened: Opener) -> None:
    page = editor(opened)
    page.locator(".line").nth(4).locator(".word").nth(2).dblclick()

    area = page.get_by_role("textbox", name="Change this line")
    expect(area).to_be_focused()
    text = area.input_value()
    assert area.evaluate("area => area.selectionStart") == len(" ".join(text.split()[:2])) + 1


def test_words_that_come_while_a_line_is_changed_leave_it_open_with_what_was_typed(opened: Opener) -> None:
    """The transcript may still be written, or another window may change another line."""
    page = editor(opened)
    to_line(page, 1)
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("half a sen")
    edits = FIXTURES["alone"].edits
    edits.suggest(edits.base[0].id, "anything")
    expect(page.locator(".suggestion")).to_be_visible()
    page.keyboard.type("tence")
    page.keyboard.press("Enter")

    expect(page.locator(".line").nth(1)).to_contain_text("half a sentence")


def test_a_line_that_was_changed_elsewhere_is_shown_again_and_the_words_typed_are_not_lost(opened: Opener) -> None:
    page = editor(opened)
    to_line(page, 1)
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("my words")
    page.evaluate(
        """id => fetch('/vr/lessons/alone/edits', {method: 'POST',
        body: JSON.stringify({kind: 'text', lines: [id], texts: ['from elsewhere']})})""",
        FIXTURES["alone"].edits.base[1].id,
    )

    expect(page.locator(".line-editor .message")).to_contain_text("changed elsewhere")
    expect(page.locator(".line").nth(1)).to_contain_text("from elsewhere")
    expect(page.get_by_role("textbox", name="Change this line")).to_have_value("my words")


def test_the_menu_of_a_line_joins_moves_and_takes_out_by_keys(opened: Opener) -> None:
    page = editor(opened)
    count = len(lines(page))
    to_line(page, 1)
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem", name="Change the text")).to_be_focused()
    page.get_by_role("menuitem", name="First word to the line before").press("Enter")
    expect(page.locator(".line").first).to_contain_text(f"{FIRST} Hands")
    to_line(page, 1)
    with page.expect_response(lambda answer: answer.request.method == "GET" and answer.url.endswith("/edits")):
        page.keyboard.press("Delete")
        expect(page.locator(".line")).to_have_count(count - 1)
    page.locator(".edit-menu").click()
    page.get_by_role("menuitem", name="Undo: a line taken out").click()
    expect(page.locator(".line")).to_have_count(count)


def test_a_line_that_was_not_heard_is_put_in_with_its_times(opened: Opener) -> None:
    page = editor(opened)
    count = len(lines(page))
    to_line(page, 2)
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Put in what was not heard").click()
    page.get_by_role("textbox", name="What was said").fill("I do, Miss")
    page.get_by_role("textbox", name="Ends at").fill("0:20.5")
    page.keyboard.press("Enter")

    expect(page.locator(".line")).to_have_count(count + 1)
    made = next(line for line in kept() if line.text == "I do, Miss")
    assert (made.end_ms, made.words[0].start_ms) == (20_500, made.start_ms)


def test_the_times_of_a_line_are_set_to_a_tenth_of_a_second(opened: Opener) -> None:
    page = editor(opened)
    to_line(page, 1)
    page.keyboard.press("e")
    page.get_by_role("textbox", name="Begins at").fill("soon")
    page.keyboard.press("Enter")
    expect(page.locator(".line-editor .message")).to_contain_text("13:24")
    page.get_by_role("textbox", name="Begins at").fill("0:06.5")
    page.keyboard.press("Enter")
    expect(page.locator(".line-editor")).to_have_count(0)

    assert kept()[1].start_ms == 6_500


def test_words_are_counted_and_then_replaced_everywhere(opened: Opener) -> None:
    page = editor(opened)
    page.locator(".edit-menu").click()
    page.get_by_role("menuitem", name="Find and replace").click()
    page.get_by_role("searchbox").fill("quarters")
    expect(page.locator(".replacing .count")).to_have_text("5 in 5 lines")
    page.get_by_role("textbox", name="Replace with").fill("halves")
    page.keyboard.press("Enter")

    expect(page.locator(".replacing .count")).to_have_text("5 replaced")
    expect(page.locator(".lines")).not_to_contain_text("quarters")
    assert len(FIXTURES["alone"].edits.steps) == 1


def test_a_suggestion_is_shown_with_what_it_changes_and_taken(opened: Opener) -> None:
    page = opened("suggested")
    card = page.get_by_role("article", name="Suggestion of Gwyn")
    expect(card.locator("ins")).to_have_text("Yes.")
    card.get_by_role("button", name="Take").click()
    expect(card).to_have_count(0)

    expect(page.locator(".line").nth(1)).to_contain_text("Yes.")


def test_a_member_suggests_and_changes_nothing(opened: Opener) -> None:
    page = editor(opened, "member")
    to_line(page, 0)
    page.keyboard.press("e")
    page.get_by_role("textbox", name="Suggest another text for this line").fill("Good evening")
    page.keyboard.press("Enter")

    expect(page.locator(".suggestion")).to_contain_text("You suggested this. It waits for an answer.")
    assert lines(page)[0] == FIRST
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".suggestion")).to_have_count(0)


def test_a_passage_is_written_again_compared_and_taken(opened: Opener) -> None:
    page = editor(opened)
    to_line(page, 3)
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Write this passage again").click()
    page.get_by_label("Speech model").select_option("small")
    page.get_by_role("button", name="Write it again").click()
    compare = page.get_by_role("dialog", name="Written again")
    expect(compare).to_contain_text("With small, English")
    compare.get_by_role("button", name="Take the new words").click()

    expect(page.locator(".line").nth(3)).to_contain_text("so say a bit more about it")
    assert FIXTURES["alone"].edits.asked[-1]["path"] != ""


def test_a_name_is_looked_for_first_and_hidden_then(opened: Opener) -> None:
    page = editor(opened)
    page.locator(".edit-menu").click()
    page.get_by_role("menuitem", name="Hide a name").click()
    dialog = page.get_by_role("dialog", name="Hide a name")
    decide = dialog.get_by_role("button", name="Hide it everywhere")
    dialog.get_by_role("textbox", name="The name").fill("fractions\nquarters")
    expect(decide).to_be_hidden()
    dialog.get_by_role("button", name="Look where it stands").click()
    expect(dialog).to_contain_text("can no longer be undone")
    expect(dialog).to_contain_text("Gwyn wrote it too, in 2 notes")
    expect(dialog).to_contain_text("It stays in longer words, unless you write them on lines of their own above: Ott")
    expect(dialog.get_by_role("textbox", name="instead")).to_have_value("[pupil 1]")
    decide.click()

    expect(dialog).to_have_count(0)
    expect(page.locator(".line").first).to_contain_text("[pupil 1]")
    assert not {"fractions", "quarters"} & set(" ".join(lines(page)).replace(",", "").replace(".", "").split())


def test_where_no_transcript_may_be_written_nothing_is_offered(opened: Opener) -> None:
    page = opened("locked")

    expect(page.locator(".edit-menu")).to_be_hidden()


def test_without_an_agreed_transcript_its_owner_takes_lines_out_hides_names_and_is_told_why_no_more(
    opened: Opener,
) -> None:
    page = editor(opened, "unagreed")
    count = len(lines(page))
    to_line(page, 1)
    page.keyboard.press("e")
    expect(page.locator(".edit-trouble")).to_contain_text("not among the uses that were recorded")
    expect(page.locator(".line-editor")).to_have_count(0)
    page.keyboard.press("Delete")
    expect(page.locator(".line")).to_have_count(count - 1)
    page.locator(".edit-menu").click()
    expect(page.get_by_role("menuitem")).to_have_text(["Hide a name"])


Deed = Callable[[Page], object]


def editing(page: Page) -> None:
    page.locator(".line").nth(1).locator(".word").first.dblclick()
    expect(page.locator(".line-editor")).to_be_visible()


def menu(page: Page) -> None:
    page.locator(".edit-menu").click()


def line_menu(page: Page) -> None:
    to_line(page, 1)
    page.keyboard.press("Shift+F10")


def replacing(page: Page) -> None:
    menu(page)
    page.get_by_role("menuitem", name="Find and replace").click()
    page.get_by_role("searchbox").fill("quarters")


def choosing(page: Page) -> None:
    to_line(page, 1)
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".choice-bar")).to_be_visible()
    # On a phone the first card would lie half under the bar, where nothing can be judged by its size.
    page.locator(".suggestion").first.evaluate("card => card.scrollIntoView({ block: 'center' })")


def moving(page: Page) -> None:
    choosing(page)
    page.locator(".choice-bar").get_by_role("button", name="Move times").click()
    page.get_by_role("textbox", name="By how many").fill("0.5")


def done(page: Page) -> None:
    choosing(page)
    page.keyboard.press("Delete")
    expect(page.locator(".done-bar")).to_be_visible()


def hiding(page: Page) -> None:
    menu(page)
    page.get_by_role("menuitem", name="Hide a name").click()
    page.get_by_role("textbox", name="The name").fill("quarters")
    page.get_by_role("button", name="Look where").click()
    expect(page.get_by_role("button", name="Hide it everywhere")).to_be_visible()


def comparing(page: Page) -> None:
    page.get_by_role("button", name="Compare").click()


def passage(page: Page) -> None:
    menu(page)
    page.get_by_role("menuitem", name="Write a passage again").click()


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["desk", "phone"])
@pytest.mark.parametrize(
    "deed",
    [editing, menu, line_menu, choosing, moving, done, replacing, hiding, comparing, passage],
    ids=lambda deed: deed.__name__,
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    opened: Opener, deed: Deed, size: tuple[int, int], theme: str
) -> None:
    page = opened("suggested", width=size[0], height=size[1])
    page.evaluate("theme => { document.documentElement.style.colorScheme = theme; }", theme)
    expect(page.locator(".edit-menu")).to_be_visible()
    expect(page.locator(".suggestion").first).to_be_attached()
    deed(page)
    page.wait_for_timeout(300)
    found = Axe().run(page, options={"runOnly": AXE_TAGS}).response["violations"]

    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

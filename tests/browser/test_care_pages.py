"""The pages for looking after a vault, in real Chromium over made-up answers (``pages_stage``)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import SETTLED_MS, Opening, check_at_desk_and_phone
from tests.browser.pages_care import CODE

LESSON = f"{3:032x}"
LIBRARY, SETTINGS, ADD, CONSENT = "", "settings", "add", f"consent%3Flesson={LESSON}"
HEADINGS = {LIBRARY: "Lessons", SETTINGS: "Settings", ADD: "Add a lesson", CONSENT: "Consent"}
KEPT = "How long this lesson is kept"

Opener = Callable[..., Page]
Deed = Callable[[Page], None]

pytest_plugins = ["tests.browser.pages_served"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def opened(opening: Opening) -> Opener:
    """Open a page of a vault in some state."""
    return lambda to, care="": opening(f"people=few&care={care}&to={to}", HEADINGS[to])


def press(name: str, heading: str = "") -> Deed:
    """Return what presses a button; the heading it leads to gets the keyboard."""

    def deed(page: Page) -> None:
        page.get_by_role("button", name=name).first.click()
        if heading:
            expect(page.get_by_role("heading", name=heading).last).to_be_focused()

    return deed


def make_key(page: Page) -> None:
    press("Make a school recovery key", "Make a school recovery key?")(page)
    press("Make the key", "The school recovery key")(page)


def unfolded(title: str, *deeds: Deed) -> Deed:
    """Return what opens a line of the consent page and then does the rest."""

    def deed(page: Page) -> None:
        page.get_by_role("button", name=title).click()
        for one in deeds:
            one(page)

    return deed


def settled(page: Page) -> None:
    """Wait for what the page asks for after it is drawn."""
    page.wait_for_timeout(SETTLED_MS)


STATES = [
    (CONSENT, "", unfolded(KEPT, press("Erase the recording only", "Erase the recording?"))),
    (CONSENT, "busy", unfolded(KEPT, press("Erase this lesson", "Erase this lesson?"))),
    (CONSENT, "busy", unfolded(KEPT, press("No day any more", "No day any more?"))),
    (CONSENT, "", unfolded("Who has seen it Last")), (CONSENT, "", unfolded("Copy out")),
    (CONSENT, "key", settled),
    (ADD, "", settled), (LIBRARY, "ahead", settled), (SETTINGS, "ahead", settled),
    (LIBRARY, "decide", settled), (LIBRARY, "decide", press("Erase it now: Reading", "Erase “Reading aloud")),
    (LIBRARY, "decide", press("Keep it longer")), (LIBRARY, "decide", press("Confirm it", "Was this lesson")),
    (SETTINGS, "", settled), (SETTINGS, "busy", settled), (SETTINGS, "trouble", settled), (SETTINGS, "key", settled),
    (SETTINGS, "", press("Back up now", "Back up now")), (SETTINGS, "busy", press("Tidy a backup", "Tidy a backup")),
    (SETTINGS, "", make_key), (SETTINGS, "key", press("Turn it off", "Turn the key off?")),
    (SETTINGS, "key", press("Hand over a lesson with the key", "Hand over a lesson with the key")),
]  # fmt: skip


@pytest.mark.parametrize(("to", "care", "deed"), STATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(opened: Opener, to: str, care: str, deed: Deed) -> None:
    """At desk width and light, then at phone width and dark."""
    page = opened(to, care)
    deed(page)
    check_at_desk_and_phone(page)


def test_nothing_is_erased_without_the_word(opened: Opener) -> None:
    """The question names what is out of reach; a button alone, or another word, erases nothing."""
    page = opened(CONSENT, "busy")
    unfolded(KEPT)(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "erasure" in request.url else None)
    press("Erase this lesson", "Erase this lesson?")(page)
    question = page.get_by_role("form", name="Erase this lesson?")
    expect(question).to_contain_text("“Blue stick”, one without a label, “Disk in the office”")
    press("Erase this lesson")(page)
    expect(question).to_contain_text("so that nothing is erased by a slip")
    page.get_by_role("textbox", name="Type the word").fill("yes")
    press("Erase this lesson")(page)
    press("Keep it")(page)
    expect(page.get_by_role("button", name="Erase this lesson")).to_be_focused()
    assert asked == []


def test_the_keyboard_alone_erases_a_lesson_and_leads_to_the_list(opened: Opener) -> None:
    page = opened(CONSENT)
    unfolded(KEPT)(page)
    page.get_by_role("button", name="Erase this lesson").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Erase")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lessons", exact=True)).to_be_visible()


def test_the_recording_alone_goes_and_the_page_says_so(opened: Opener) -> None:
    page = opened(CONSENT)
    unfolded(KEPT)(page)
    press("Erase the recording only", "Erase the recording?")(page)
    page.get_by_role("textbox", name="Type the word").fill("erase")
    press("Erase the recording")(page)
    expect(page.get_by_role("region", name=KEPT)).to_contain_text("The recording was erased.")
    expect(page.get_by_role("button", name="Erase the recording only")).to_have_count(0)


def test_a_day_until_which_it_is_kept_is_set(opened: Opener) -> None:
    page = opened(CONSENT)
    unfolded(KEPT)(page)
    press("Set this day")(page)
    expect(page.get_by_text("Choose a day.")).to_be_visible()
    page.get_by_label("Keep until").fill("2027-07-31")
    press("Set this day")(page)
    expect(page.get_by_role("region", name=KEPT)).to_contain_text("It is kept until 31 July 2027.")


def test_who_has_seen_it_is_told_with_what_it_is_worth(opened: Opener) -> None:
    page = opened(CONSENT)
    unfolded("Who has seen it Last")(page)
    card = page.get_by_role("region", name="Who has seen it")
    expect(card).to_contain_text("watched 12:30–14:05")
    expect(card).to_contain_text("would not write it")
    expect(card.get_by_role("listitem").filter(visible=True)).to_have_count(6)
    card.get_by_text("3 earlier").click()
    expect(card.get_by_role("listitem").filter(visible=True)).to_have_count(9)


def test_a_later_day_asks_why(opened: Opener) -> None:
    """An earlier one does not."""
    page = opened(CONSENT, "busy")
    unfolded(KEPT)(page)
    page.get_by_label("Keep until").fill("2029-07-31")
    press("Change the day")(page)
    expect(page.get_by_text("Say in a few words why.")).to_be_visible()
    page.get_by_label("Keep until").fill("2027-01-31")
    expect(page.get_by_label("Why it is kept longer")).to_be_hidden()
    page.get_by_label("Keep until").fill("2029-07-31")
    page.get_by_label("Why it is kept longer").fill("The talk was moved")
    press("Change the day")(page)
    expect(page.get_by_label("Why it is kept longer")).to_be_hidden()


def test_a_day_is_taken_away_with_a_reason_only_where_the_school_has_no_usual_time(opened: Opener) -> None:
    page = opened(CONSENT, "key")
    unfolded(KEPT)(page)
    expect(page.get_by_role("button", name="Change the day")).to_be_visible()
    expect(page.get_by_role("button", name="No day any more")).to_have_count(0)
    page = opened(CONSENT, "busy")
    unfolded(KEPT, press("No day any more", "No day any more?"), press("Take the day away"))(page)
    expect(page.get_by_text("Say in a few words why.")).to_be_visible()
    page.get_by_label("Why no day can be said yet").fill("The talk is not planned yet")
    with page.expect_request("**/keeping") as sent:
        press("Take the day away")(page)
    assert (sent.value.post_data_json or {}) == {"undecided": True, "reason": "The talk is not planned yet"}
    expect(page.get_by_role("region", name=KEPT)).to_contain_text("No day is set")


def test_a_clock_that_was_ahead_is_put_right(opened: Opener) -> None:
    page = opened(SETTINGS, "ahead")
    press("The clock is right now")(page)
    expect(page.get_by_role("region", name="The clock of this device")).to_have_count(0)


def test_each_decision_goes_when_it_is_made(opened: Opener) -> None:
    page = opened(LIBRARY, "decide")
    waiting = page.get_by_role("region", name="For you to decide")
    expect(waiting.get_by_role("heading", level=3)).to_have_count(3)
    press("Confirm it")(page)
    page.get_by_role("textbox", name="Type the word").fill("erase")
    press("Confirm the erasing")(page)
    expect(waiting.get_by_role("heading", level=3)).to_have_count(2)
    expect(waiting).not_to_contain_text("A lesson of yours was erased")


def test_nothing_to_decide_shows_nothing(opened: Opener) -> None:
    page = opened(LIBRARY)
    expect(page.get_by_role("heading", name="Roman roads, two sources")).to_be_visible()
    page.wait_for_timeout(SETTLED_MS)
    expect(page.get_by_text("For you to decide")).to_have_count(0)


def test_a_check_shows_how_far_it_is(opened: Opener) -> None:
    page = opened(SETTINGS)
    press("Quick check")(page)
    expect(page.get_by_role("progressbar", name="Checking the vault")).to_be_visible()


def test_what_a_check_found_is_told_beside_its_button(opened: Opener) -> None:
    page = opened(SETTINGS, "trouble")
    expect(page.get_by_role("region", name="Check this vault")).to_contain_text("“Forces on a ramp”: a recording")
    expect(page.get_by_role("region", name="Backups")).to_contain_text("1.2 GB are free there")


def test_the_code_of_the_school_key_is_shown_once_and_kept_nowhere(opened: Opener) -> None:
    """After “written down” it is on no page, in no address and in no storage of the browser."""
    page = opened(SETTINGS)
    make_key(page)
    expect(page.get_by_text(CODE)).to_be_visible()
    press("Code and words are written down")(page)
    expect(page.get_by_text("The key is on.")).to_be_visible()
    expect(page.get_by_text(CODE)).to_have_count(0)
    kept = page.evaluate("JSON.stringify([location.href, {...localStorage}, {...sessionStorage}, document.cookie])")
    assert CODE not in kept


def test_words_that_differ_are_not_confirmed(opened: Opener) -> None:
    page = opened(SETTINGS, "key")
    press("They differ")(page)
    expect(page.get_by_text("Then do not confirm.")).to_be_visible()
    press("The words are the same")(page)
    expect(page.get_by_text("You have compared these words.")).to_be_visible()


def test_lessons_that_have_the_school_key_say_so(opened: Opener) -> None:
    page = opened(LIBRARY)
    expect(page.locator("article", has_text="Comparing fractions")).to_contain_text("School recovery key")
    expect(page.get_by_text("School recovery key")).to_have_count(1)
    page = opened(CONSENT, "key")
    expect(page.get_by_role("region", name="Who can open this lesson")).to_contain_text("School recovery key")


def test_pictures_of_the_search_stay_in_their_field(opened: Opener) -> None:
    """Two pages have a field that finds something; the rules of one must not move the other's icon."""
    page = opened(LIBRARY)
    expect(page.locator(".finder .inp")).to_be_visible()
    field, icon = page.locator(".finder .inp").bounding_box(), page.locator(".finder .ic").bounding_box()
    assert field is not None
    assert icon is not None
    assert field["x"] < icon["x"] < field["x"] + 38
    assert field["y"] < icon["y"] < field["y"] + field["height"]

"""The review screen by itself, in a real Chromium, over the stage with the sample lesson."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.browser.browsing import until
from tests.browser.note_cards import newest
from tests.browser.review_stage import FIXTURES

LOST = "The connection was lost. Your note is kept; keep writing."
MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202eabc'
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Opener = Callable[..., Page]


pytest_plugins = ["tests.browser.review_served"]


def paused(page: Page) -> bool:
    """Whether the picture stands still."""
    return bool(page.locator("video").evaluate("video => video.paused"))


def place(page: Page) -> float:
    """Where the picture is, in seconds."""
    return float(page.locator("video").evaluate("video => video.currentTime"))


def play(page: Page) -> None:
    """Press Space and wait until the picture moves."""
    before = place(page)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.wait_for_timeout(400)
    assert place(page) > before


def test_it_starts_where_i_was(opened: Opener) -> None:
    page = opened()

    expect(page.locator(".time b")).to_have_text("0:20")
    assert place(page) == pytest.approx(20.4, abs=0.1)
    assert paused(page)


def test_typing_starts_a_note_at_this_moment_and_enter_saves_and_plays_on(opened: Opener) -> None:
    page = opened()
    play(page)

    page.keyboard.type("Who spoke first?")
    assert paused(page)
    here = place(page) * 1000
    page.keyboard.press("Enter")

    note = page.locator(".note[data-note]", has_text="Who spoke first?")
    expect(note).to_be_visible()
    assert not paused(page)
    assert newest(page, "alone", "Who spoke first?")["at_ms"] == pytest.approx(here, abs=100)


def test_esc_keeps_a_draft_that_can_be_taken_up_again(opened: Opener) -> None:
    page = opened()

    page.keyboard.type("Next step unclear")
    page.keyboard.press("Escape")
    draft = page.locator(".note.draft", has_text="Next step unclear")
    expect(draft).to_contain_text("Draft, kept")
    draft.get_by_role("button", name="Go on writing").click()

    expect(page.get_by_role("textbox", name="Your note")).to_have_value("Next step unclear")


def test_a_draft_survives_a_reload(opened: Opener) -> None:
    page = opened()
    page.keyboard.type("Half a thought")
    until(page, lambda: (FIXTURES["alone"].draft.get("writing") or {}).get("text") == "Half a thought")

    again = opened(keep=True)

    expect(again.get_by_role("textbox", name="Your note")).to_have_value("Half a thought")


def test_brackets_set_a_range_and_the_star_marks_it_for_the_talk(opened: Opener) -> None:
    page = opened()

    page.keyboard.press("[")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("]")
    page.keyboard.type("*a range")
    page.keyboard.press("Enter")

    expect(page.locator(".note[data-note]", has_text="a range")).to_be_visible()
    made = newest(page, "alone", "a range")
    assert made["talk"] is True
    assert made["to_ms"] - made["at_ms"] == pytest.approx(5000, abs=5)


def test_a_phrase_is_found_and_playing_in_two_actions(opened: Opener) -> None:
    page = opened()

    page.keyboard.press("/")
    page.keyboard.type("smaller the pieces")
    expect(page.locator(".search .count")).to_have_text("1 of 1")
    page.keyboard.press("Enter")

    expect(page.locator(".word.here").first).to_be_visible()
    page.wait_for_timeout(200)
    assert place(page) == pytest.approx(68, abs=2)


def test_a_click_on_a_word_jumps_there(opened: Opener) -> None:
    page = opened()

    page.locator(".word", has_text="Thank").click()

    expect(page.locator(".line.now")).to_contain_text("Thank you")
    assert place(page) == pytest.approx(40.2, abs=0.2)


def test_chosen_words_become_the_quote_of_a_note(opened: Opener) -> None:
    page = opened()
    words = page.locator(".line").nth(5).locator(".word")
    first, last = words.nth(8).bounding_box(), words.nth(10).bounding_box()
    assert first
    assert last

    page.mouse.move(first["x"] + 1, first["y"] + 8)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 1, last["y"] + 8, steps=5)
    page.mouse.up()
    expect(page.locator(".composer .quote-line")).to_have_text("get six eighths")
    page.keyboard.type("Not asked for")
    page.keyboard.press("Enter")

    expect(page.locator(".note[data-note]", has_text="Not asked for")).to_contain_text("“get six eighths”")


def test_words_are_reached_and_chosen_by_keyboard(opened: Opener) -> None:
    page = opened()
    page.locator(".stamp").first.focus()

    for key in ("ArrowDown", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(".composer .quote-line")).to_have_text("Hands down, please.")
    page.keyboard.press("Enter")

    page.wait_for_timeout(200)
    assert 5.9 < place(page) < 9


def test_notes_are_edited_in_place_and_deleted_with_undo(opened: Opener) -> None:
    page = opened()
    note = page.locator(".note[data-note]").first

    note.hover()
    note.get_by_role("button", name="Edit this note").click()
    page.get_by_label("Change your note").get_by_role("textbox").fill("Said otherwise")
    page.keyboard.press("Enter")
    changed = page.locator(".note[data-note]", has_text="Said otherwise")
    expect(changed.get_by_role("button", name="Edit this note")).to_be_attached()
    changed.hover()
    changed.get_by_role("button", name="Delete this note").click()
    expect(changed).to_have_count(0)
    page.get_by_role("button", name="Undo").click()

    expect(changed).to_have_count(1)


def test_a_lost_connection_keeps_the_note_and_saves_it_once_later(opened: Opener) -> None:
    page = opened()
    lost = {"now": True}

    def answer(route: Route) -> None:
        if lost["now"] and route.request.method != "GET":
            route.abort()
        else:
            route.continue_()

    page.route("**/vr/lessons/**", answer)
    page.keyboard.type("Kept without a line")
    page.keyboard.press("Enter")

    expect(page.locator(".composer .message")).to_have_text(LOST)
    expect(page.locator(".note.draft", has_text="Kept without a line")).to_contain_text("Not saved yet")
    lost["now"] = False
    expect(page.locator(".note.draft")).to_have_count(0, timeout=15_000)
    expect(page.locator(".note[data-note]", has_text="Kept without a line")).to_be_visible()
    expect(page.locator(".composer .message")).to_be_hidden()
    assert [one["text"] for one in FIXTURES["alone"].notes].count("Kept without a line") == 1


def test_a_refused_note_comes_back_with_the_reason(opened: Opener) -> None:
    page = opened()
    said = {"error": {"code": "x", "sentence": "This lesson is closed for now.", "reasons": [], "remedies": []}}
    page.route(
        "**/notes",
        lambda route: route.fulfill(status=409, json=said) if route.request.method == "POST" else route.continue_(),
    )

    page.keyboard.type("Not taken")
    page.keyboard.press("Enter")

    expect(page.locator(".composer .message")).to_have_text("This lesson is closed for now.")
    expect(page.get_by_role("textbox", name="Your note")).to_have_value("Not taken")


def test_markup_in_a_note_is_text(opened: Opener) -> None:
    page = opened()

    page.keyboard.press("]")
    page.get_by_role("textbox", name="Your note").fill(MARKUP)
    page.keyboard.press("Enter")

    expect(page.locator(".note[data-note]", has_text="<script>")).to_be_visible()
    assert page.title() == "videoreflect"
    assert page.locator(".review img, .review script").count() == 0


def test_scrolling_by_hand_stops_following_until_back_to_now(opened: Opener) -> None:
    page = opened("hour")
    page.locator(".word", has_text="Thank").first.click()
    page.locator(".words .scroller").hover()

    back = page.get_by_role("button", name="Back to now")
    for _ in range(10):  # a hand turns the wheel more than once; a busy browser may swallow the first turn
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(100)
    expect(back).to_be_visible()
    back.click()

    expect(back).to_be_hidden()
    expect(page.locator(".line.now")).to_be_in_viewport()


def test_near_marks_are_one_with_a_count_until_zoomed_in(opened: Opener) -> None:
    page = opened("hour")
    for _ in range(5):
        page.get_by_role("button", name="Zoom out").click()

    many = page.locator(".point.many")
    expect(many.first).to_contain_text("500")
    many.first.click()
    for _ in range(6):
        page.keyboard.press("+")

    expect(many).to_have_count(0)


def test_the_words_arrive_while_they_are_written(opened: Opener) -> None:
    page = opened("running")
    expect(page.get_by_role("progressbar", name="Written so far")).to_be_visible()
    before = page.locator(".line").count()

    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.locator(".line").nth(before)).to_be_attached(timeout=15_000)


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        ("locked", "The transcript is locked"),
        ("none", "No transcript yet"),
        ("silent", "This clip has no sound"),
        ("empty", "No notes yet"),
        ("sound", "Sound only"),
        ("erased", "The recording was erased. Notes and transcript are kept."),
    ],
)
def test_what_is_missing_is_said(opened: Opener, scene: str, words: str) -> None:
    page = opened(scene)

    expect(page.locator(".review")).to_contain_text(words)


def test_a_lesson_without_its_recording_is_read_and_written_as_before(opened: Opener) -> None:
    """A click on a word moves the clock; nothing asks for a clip, and nothing says that one could not be opened."""
    page = opened("erased")

    page.locator(".word", has_text="Thank").click()
    expect(page.locator(".line.now")).to_contain_text("Thank you")
    assert page.locator("video").get_attribute("src") is None
    expect(page.locator(".trouble")).to_be_hidden()


def test_sharing_then_ready_asks_and_seals_until_the_other_is_ready(opened: Opener) -> None:
    page = opened()

    page.get_by_role("button", name="Share with Gwyn").click()
    page.get_by_role("dialog").get_by_role("button", name="Share with Gwyn").click()
    expect(page.locator(".lane.sealed")).to_contain_text("Gwyn’s notes open here when you have both said “ready”")
    page.get_by_role("button", name="I am ready").click()
    expect(page.get_by_role("dialog")).to_contain_text("This cannot be taken back.")
    page.get_by_role("dialog").get_by_role("button", name="I am ready").click()

    expect(page.locator(".top")).to_contain_text("Waiting for Gwyn")
    expect(page.locator(".note.sealed")).to_contain_text("Opens when Gwyn is ready too")


def test_once_shared_the_step_leads_to_who_can_open_the_lesson(opened: Opener) -> None:
    """There the sharing ends again; before it is shared, the step leads nowhere."""
    page = opened("alone")
    expect(page.get_by_role("button", name="See who can open this lesson")).to_have_count(0)
    page = opened("shared")
    page.get_by_role("button", name="See who can open this lesson").click()

    assert page.locator("body").get_attribute("data-go") == "consent"


def test_both_sets_stand_side_by_side_and_the_talk_can_start(opened: Opener) -> None:
    page = opened("open")
    expect(page.locator(".lane")).to_have_count(2)
    expect(page.locator(".note[data-note]")).to_have_count(8)

    page.get_by_label("Whose notes").select_option("mine")
    expect(page.locator(".note[data-note]")).to_have_count(4)
    page.get_by_role("button", name="Start the talk").click()

    assert page.locator("body").get_attribute("data-go") == "dialogue"


def test_a_lesson_that_is_closed_meanwhile_leaves_nothing_on_the_screen(opened: Opener) -> None:
    page = opened()
    said = {"error": {"code": "x", "sentence": "The agreement was withdrawn.", "reasons": [], "remedies": []}}

    page.route("**/pulse", lambda route: route.fulfill(status=403, json=said))

    expect(page.locator(".closed")).to_contain_text("The agreement was withdrawn.")
    assert page.locator("video, .word, .note").count() == 0


def test_leaving_ends_every_call_and_keeps_the_place(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("ArrowRight")
    page.evaluate("document.querySelector('#holder').remove(); leave();")
    page.wait_for_timeout(300)
    asked: list[str] = []

    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2300)

    assert not asked
    until(page, lambda: FIXTURES["alone"].place == pytest.approx(25_400, abs=50))


def test_a_call_overtaken_by_another_does_not_end_the_screen(opened: Opener) -> None:
    page = opened()
    play(page)

    page.evaluate("leave()")
    page.wait_for_timeout(300)

    assert not paused(page)
    assert page.locator("video").count() == 1


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1000, 768), (390, 844), (683, 384), (320, 256)])
def test_nothing_scrolls_sideways(opened: Opener, width: int, height: int) -> None:
    page = opened("open", width=width, height=height)

    assert page.locator(".review").evaluate("root => root.scrollWidth <= root.clientWidth")


def test_on_a_phone_the_note_button_is_under_the_thumb(opened: Opener) -> None:
    page = opened(width=390, height=844)

    page.get_by_role("button", name="Note at 0:20").click()
    page.keyboard.type("By thumb")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Notes").click()

    expect(page.locator(".note[data-note]", has_text="By thumb")).to_be_visible()


@pytest.mark.parametrize(
    ("scene", "keys"),
    [("alone", "hello"), ("open", "?"), ("shared", ""), ("running", ""), ("locked", ""), ("empty", ""), ("sound", "")],
)
def test_axe_finds_nothing(opened: Opener, scene: str, keys: str) -> None:
    page = opened(scene)
    page.keyboard.type(keys)

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})

    assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]

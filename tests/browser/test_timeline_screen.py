"""The timeline in a real Chromium: stretches chosen and looped, ends dragged, lanes by code, chapters, thumbnails."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.browsing import until
from tests.browser.note_cards import newest
from tests.browser.review_screen_test import AXE_TAGS, Opener, paused, place
from tests.browser.review_stage import FIXTURES

pytest_plugins = ["tests.browser.review_served"]

LONG = 94_795
MARKUP = '<img src=x onerror="document.title=1">'


def at(page: Page, track: str, ms: int) -> tuple[float, float]:
    """The point of a track that stands for a time; the stage shows the whole lesson at once."""
    box = page.locator(track).bounding_box()
    assert box is not None
    return box["x"] + box["width"] * ms / LONG, box["y"] + box["height"] / 2


def drag(page: Page, track: str, start: int, end: int) -> None:
    """Drag over a track from one time to another."""
    page.mouse.move(*at(page, track, start))
    page.mouse.down()
    page.mouse.move(*at(page, track, (start + end) // 2), steps=4)
    page.mouse.move(*at(page, track, end), steps=4)
    page.mouse.up()


def choose(page: Page, start: int = 30_000, end: int = 40_000) -> None:
    """Choose a stretch on the speech."""
    drag(page, "div.speech", start, end)
    expect(page.get_by_role("group", name="Chosen stretch")).to_be_visible()


def grip(page: Page, end: str, of: str = "your note") -> Locator:
    """The handle at one end."""
    return page.get_by_role("slider", name=f"{end} of {of}")


def lanes_by(page: Page, what: str) -> None:
    """Press People or Codes."""
    page.get_by_role("group", name="Lanes by").get_by_role("button", name=what).click()


def violations(page: Page) -> list[str]:
    """What axe finds."""
    found = Axe().run(page, options={"runOnly": AXE_TAGS})
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]


def test_a_drag_over_the_speech_chooses_and_typing_makes_a_note_of_exactly_that(opened: Opener) -> None:
    page = opened()
    choose(page)
    assert place(page) == pytest.approx(30, abs=0.2)
    expect(page.locator(".chosen-range")).to_be_visible()

    page.keyboard.type("Three answers")
    expect(page.locator(".chosen-range")).to_be_hidden()
    page.keyboard.press("Enter")

    expect(page.locator(".note[data-note]", has_text="Three answers")).to_be_visible()
    made = newest(page, "alone", "Three answers")
    assert (made["at_ms"], made["to_ms"]) == pytest.approx((30_000, 40_000), abs=150)


def test_brackets_take_what_was_chosen_and_a_press_or_esc_chooses_nothing(opened: Opener) -> None:
    page = opened()
    choose(page)
    page.keyboard.press("[")
    expect(page.locator(".writing-range")).to_be_visible()
    expect(page.locator(".composer .when")).to_have_text("0:30–0:40")
    page.keyboard.press("Escape")

    choose(page)
    page.keyboard.press("Escape")
    expect(page.locator(".chosen-range")).to_be_hidden()
    choose(page)
    page.mouse.click(*at(page, "div.speech", 60_000))
    expect(page.locator(".chosen-range")).to_be_hidden()
    expect(page.locator(".time b")).to_have_text("1:00")


def test_while_a_note_is_written_a_drag_gives_it_its_range(opened: Opener) -> None:
    page = opened()
    page.keyboard.type("Words stay")
    drag(page, "div.speech", 50_000, 55_000)

    expect(page.locator(".composer .when")).to_have_text("0:50–0:55")
    expect(page.get_by_role("textbox", name="Your note")).to_have_value("Words stay")


def test_what_is_chosen_plays_again_and_again_until_esc(opened: Opener) -> None:
    page = opened()
    choose(page, 30_000, 31_000)
    loop = page.get_by_role("button", name="Loop", exact=True)
    page.keyboard.press(";")
    expect(loop).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".loop-range")).to_be_visible()
    page.locator("video").evaluate("""video => { window.back = 0; let last = video.currentTime;
        video.addEventListener('seeked', () => { if (video.currentTime < last) window.back += 1; });
        video.addEventListener('timeupdate', () => { last = Math.max(last, video.currentTime); }); }""")
    page.wait_for_function("() => window.back >= 2", timeout=30_000)
    assert 29.5 < place(page) < 32
    assert not paused(page)

    page.keyboard.press("Escape")
    expect(loop).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".loop-range")).to_be_hidden()
    expect(page.locator(".chosen-range")).to_be_visible()


def test_with_nothing_chosen_the_note_here_or_what_is_said_is_looped(opened: Opener) -> None:
    page = opened()
    status = page.locator("p.unseen[role=status]")
    page.keyboard.press(";")
    expect(status).to_contain_text("Loops 0:19 to 0:22")  # the note at this moment
    page.keyboard.press(";")
    expect(status).to_contain_text("over")

    page.locator(".stamp", has_text="0:28").click()
    page.keyboard.press(";")
    expect(status).to_contain_text("Loops 0:28 to 0:")


def test_the_end_of_a_note_is_dragged_and_saved_on_release(opened: Opener) -> None:
    page = opened()
    bar = page.locator(".bar-mark").first
    bar.hover()
    before = dict(_note(bar.get_attribute("data-note")))
    box = grip(page, "End").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 7, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 107, box["y"] + 12, steps=6)
    assert _note(before["id"])["to_ms"] == before["to_ms"], "nothing is saved before it is let go"
    page.mouse.up()

    expect(page.locator(f'.note[data-note="{before["id"]}"] .when')).not_to_have_text("0:12–0:17")
    until(page, lambda: _note(before["id"]).get("to_ms", before["to_ms"]) != before["to_ms"])
    after = _note(before["id"])
    assert after["at_ms"] == before["at_ms"]
    assert after["to_ms"] - before["to_ms"] == pytest.approx(100 * LONG / 1216, rel=0.05)
    assert after["text"] == before["text"]


def test_arrows_move_an_end_by_a_tenth_and_by_a_second_and_never_past_the_other(opened: Opener) -> None:
    page = opened()
    bar = page.locator(".bar-mark").first
    note = bar.get_attribute("data-note")
    before = dict(_note(note))
    bar.focus()
    end = grip(page, "End")
    end.focus()
    said = end.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert end.get_attribute("aria-valuetext") != said
    expect(page.locator(f'.bar-mark[data-note="{note}"]')).to_be_visible()
    until(page, lambda: _note(note).get("to_ms") == before["to_ms"] + 1100)
    expect(grip(page, "End")).to_be_focused()

    grip(page, "Start").focus()
    for _ in range(12):
        page.keyboard.press("Shift+ArrowRight")
    until(page, lambda: _note(note).get("at_ms") == before["to_ms"] + 1000)


def test_esc_takes_back_what_the_arrows_did(opened: Opener) -> None:
    page = opened()
    bar = page.locator(".bar-mark").first
    before = dict(_note(bar.get_attribute("data-note")))
    bar.focus()
    end = grip(page, "End")
    end.focus()
    said = end.get_attribute("aria-valuetext")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Escape")
    expect(end).to_have_attribute("aria-valuetext", str(said))
    page.wait_for_timeout(1200)

    assert _note(before["id"])["to_ms"] == before["to_ms"]


def test_the_note_being_written_has_ends_too_and_other_peoples_notes_have_none(opened: Opener) -> None:
    page = opened()
    choose(page)
    page.keyboard.type("Draft")
    end = grip(page, "End", "the note being written")
    end.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".composer .when")).to_have_text("0:30–0:41")

    other = opened("open")
    theirs = [one["id"] for one in FIXTURES["open"].notes if not one["mine"] and one["to_ms"]]
    other.locator(f'.bar-mark[data-note="{theirs[0]}"]').hover()
    expect(other.locator(".grip")).to_have_count(0)


def test_lanes_by_code_have_letters_name_and_the_shape_of_who_wrote(opened: Opener) -> None:
    page = opened("laned")
    expect(page.locator(".lane")).to_have_count(2)
    assert page.locator(".code-mark").count() >= 3
    lanes_by(page, "Codes")

    expect(page.get_by_role("group", name="Notes with the code code 0")).to_be_visible()
    assert page.locator(".lanes .label").all_inner_texts() == ["COD code 0", "COD code 1", "COD code 2"]
    assert page.locator(".lane .point .mark").count() >= 2
    assert not violations(page)

    lanes_by(page, "People")
    expect(page.get_by_role("group", name="Notes of Nadia")).to_be_visible()


def test_without_codes_there_is_no_choice_and_a_sealed_lane_stays_sealed(opened: Opener) -> None:
    page = opened("waiting")

    expect(page.get_by_role("group", name="Lanes by")).to_be_hidden()
    expect(page.locator(".lane.sealed")).to_contain_text("Gwyn")
    assert page.locator(".lane.sealed button").count() == 0


def test_500_notes_and_many_codes_of_3_hours_scroll_inside_and_draw_what_is_seen(opened: Opener) -> None:
    page = opened("long")
    lanes_by(page, "Codes")
    lanes = page.locator(".lanes")
    expect(page.locator(".lane")).to_have_count(20)
    box = lanes.bounding_box()
    assert box is not None
    assert box["height"] <= 140
    assert page.locator(".lanes button").count() < 500
    for _ in range(8):
        page.keyboard.press("-")
    expect(page.locator(".zoom-level")).to_have_text("Zoom 1×")
    expect(page.locator(".lane").last.locator("button")).to_have_count(0)  # out of sight: not drawn
    lanes.evaluate("lanes => { lanes.scrollTop = lanes.scrollHeight; }")
    expect(page.locator(".lane").last.locator("button").first).to_be_visible()
    lanes_by(page, "People")
    expect(page.locator(".lane .point.many").first).to_be_visible()


def test_a_thumbnail_of_the_place_under_the_pointer(opened: Opener) -> None:
    page = opened()
    for track, ms in ((".timeline .overview", 50_000), (".ruler", 20_000), ("div.speech", 70_000)):
        page.mouse.move(*at(page, track, ms))
        page.mouse.move(*at(page, track, ms + 100))
        expect(page.locator(".preview")).to_be_visible()
        shown = str(page.locator(".preview span").inner_text()).split(":")
        assert int(shown[0]) * 60 + int(shown[1]) == pytest.approx(ms / 1000, abs=1)
        lit = page.locator(".preview canvas").evaluate(
            "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 < 3 && v > 40)"
        )
        assert lit
    box, ruler = page.locator(".preview").bounding_box(), page.locator(".timeline").bounding_box()
    assert box is not None
    assert ruler is not None
    assert 0 <= box["y"] < ruler["y"] + 60

    page.mouse.move(*at(page, ".ruler", 20_000))
    page.mouse.down()
    page.mouse.move(*at(page, ".ruler", 40_000), steps=5)
    expect(page.locator(".preview span")).to_have_text(re.compile("0:(39|40)"))
    page.mouse.up()
    page.mouse.move(600, 200)
    expect(page.locator(".preview")).to_be_hidden()


def test_a_lesson_without_thumbnails_shows_none_and_asks_for_none(opened: Opener) -> None:
    asked: list[str] = []
    for scene in ("sound", "silent"):
        page = opened(scene)
        page.on("request", lambda request: asked.append(request.url))
        page.mouse.move(*at(page, ".ruler", 20_000))
        page.mouse.move(*at(page, ".ruler", 21_000))
        page.wait_for_timeout(300)
        expect(page.locator(".preview")).to_be_hidden()
    assert not [one for one in asked if "thumbnails" in one]


def test_a_chapter_is_named_by_key_jumped_to_renamed_and_deleted(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("!")
    dialog = page.get_by_role("dialog", name="Chapters")
    expect(dialog).to_contain_text("No chapters yet")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_role("alert")).to_contain_text("needs a name")
    page.keyboard.type(f"Group work {MARKUP}")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    chapter = page.locator(".chapter-lane .chapter")
    expect(chapter).to_have_text(f"Group work {MARKUP}")
    assert FIXTURES["alone"].chapters[0]["at_ms"] == 20_400
    assert page.locator(".timeline .chapter-ticks i").count() == 1

    page.get_by_role("button", name="Chapters", exact=True).first.click()
    dialog.get_by_role("button", name="Rename").click()
    page.keyboard.type("Pairs")
    page.keyboard.press("Enter")
    expect(chapter).to_have_text("Pairs")
    dialog.get_by_role("button", name="Delete").click()
    expect(page.locator(".chapter")).to_have_count(0)
    expect(dialog).to_contain_text("No chapters yet")


def test_chapters_come_in_from_a_file_and_a_refusal_is_said(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("!")
    dialog = page.get_by_role("dialog", name="Chapters")

    def chosen(content: bytes) -> None:
        with page.expect_file_chooser() as chooser:
            dialog.get_by_role("button", name="From a file").click()
        chooser.value.set_files({"name": "chapters.vtt", "mimeType": "text/vtt", "buffer": content})

    chosen(b"")
    expect(dialog.get_by_role("alert")).to_contain_text("holds no chapters")
    chosen(f"Starter\n{MARKUP}".encode())
    expect(dialog.locator(".chapter-list li")).to_have_count(2)
    expect(dialog).to_contain_text(MARKUP)
    assert not violations(page)


def test_the_chapter_before_and_the_next_by_key_and_by_press(opened: Opener) -> None:
    page = opened("chaptered")
    time = page.locator(".time b")
    expect(page.locator('.chapter[aria-current="true"]')).to_have_text("Starter")
    page.keyboard.press("PageDown")
    expect(time).to_have_text("0:21")
    expect(page.locator('.chapter[aria-current="true"]')).to_contain_text("Which is bigger")
    page.keyboard.press("PageDown")
    expect(time).to_have_text("0:52")
    page.keyboard.press("PageUp")
    expect(time).to_have_text("0:21")
    page.locator(".chapter", has_text="Plenary").click()
    expect(time).to_have_text("0:52")
    assert not violations(page)


def test_a_member_sees_chapters_and_cannot_change_them(opened: Opener) -> None:
    page = opened("member")
    expect(page.get_by_role("button", name="Chapters", exact=True)).to_have_count(0)
    FIXTURES["member"].chapters = [{"id": "1" * 32, "at_ms": 10_000, "name": "Starter"}]
    FIXTURES["member"].changes += 1

    page.get_by_role("button", name="Chapters", exact=True).first.click()
    dialog = page.get_by_role("dialog", name="Chapters")
    expect(dialog.get_by_role("button", name="0:10 Starter")).to_be_visible()
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Delete")).to_have_count(0)
    dialog.get_by_role("button", name="0:10 Starter").click()
    expect(page.locator(".time b")).to_have_text("0:10")


def test_axe_finds_nothing_with_everything_on_the_timeline(opened: Opener) -> None:
    page = opened("chaptered")
    page.locator(".bar-mark").first.hover()
    choose(page, 60_000, 70_000)
    assert not violations(page)
    page.keyboard.press(";")
    page.keyboard.type("Draft")
    assert not violations(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Chapters", exact=True).first.click()
    expect(page.get_by_role("dialog", name="Chapters")).to_be_visible()
    assert not violations(page)


def _note(note: str | None) -> dict[str, Any]:
    """What the stage has; nothing for the moment between taking the old form away and putting the new one in."""
    return next((one for one in FIXTURES["alone"].notes if one["id"] == note), {})

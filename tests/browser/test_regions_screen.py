"""Drawing on the picture, in a real Chromium, over the stage: by mouse, finger and keys; shown in its time only.

Seen to fail: with ``isHere`` always true (the box is there before and after its time), with ``desk.notes`` for
``desk.shown`` (what is filtered is drawn), with the click on the drawing sheet passed on (the picture plays while it is
drawn on), and with the stage's size for the picture's in ``contained`` (the box lies on the bars).
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.browsing import until
from tests.browser.review_screen_test import AXE_TAGS, Opener, paused
from tests.browser.review_stage import FIXTURES

pytest_plugins = ["tests.browser.review_served"]

BOX = {"shape": "box", "points": [[2000, 2000], [5000, 6000]]}
ARROW = {"shape": "arrow", "points": [[9000, 9000], [6000, 6000]]}


def shapes(page: Page) -> Locator:
    """What is drawn now, each once."""
    return page.locator(".regions .line")


def seek(page: Page, seconds: float) -> None:
    """Go to a place and wait until the picture is there."""
    page.locator("video").evaluate("(video, at) => { video.currentTime = at; }", seconds)
    page.wait_for_function(
        "at => Math.abs(document.querySelector('#holder').shadowRoot.querySelector('video').currentTime - at) < 0.1",
        arg=seconds,
    )


def with_drawing(opened: Opener, regions: list[dict[str, Any]], scene: str = "alone", **note: Any) -> Page:
    """Open a scene in which one note has a drawing."""
    page = opened(scene)
    FIXTURES[scene].notes[0] |= {"at_ms": 40_000, "to_ms": 44_000, "regions": regions, "text": "Look here", **note}
    page.close()
    again = opened(scene, keep=True)
    seek(again, 41)
    return again


def drag(page: Page, *points: tuple[float, float]) -> None:
    """Draw through places, given as parts of the picture."""
    box = page.locator(".drawing-sheet").bounding_box()
    assert box
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def saved(scene: str = "alone") -> list[dict[str, Any]]:
    """What was drawn on the newest note that the server has; the list shows a note a moment before."""
    for _ in range(200):
        drawn = [note["regions"] for note in FIXTURES[scene].notes if note.get("regions")]
        if drawn:
            return list(drawn[-1])
        time.sleep(0.05)
    return []


def test_a_box_an_arrow_and_a_line_are_drawn_by_mouse_and_kept_with_the_note(opened: Opener) -> None:
    page = opened()
    page.keyboard.type("Who looks at whom")
    page.get_by_role("button", name="Draw on the picture").click()
    drag(page, (0.2, 0.2), (0.5, 0.6))
    page.get_by_role("button", name="Arrow").click()
    drag(page, (0.9, 0.9), (0.6, 0.6))
    page.get_by_role("button", name="Line by hand").click()
    drag(page, (0.1, 0.8), (0.3, 0.7), (0.2, 0.9))
    expect(page.locator(".draw-part .hint")).to_have_text("A box, an arrow and a line by hand on the picture")
    page.locator(".draw-strip").get_by_role("button", name="Done").click()
    page.keyboard.press("Enter")

    expect(page.locator(".note[data-note]", has_text="Who looks at whom")).to_be_visible()
    box, arrow, line = saved()
    assert [one["shape"] for one in (box, arrow, line)] == ["box", "arrow", "line"]
    for found, wanted in ((box, BOX), (arrow, ARROW)):
        flat = [value for point in found["points"] for value in point]
        assert flat == pytest.approx([value for point in wanted["points"] for value in point], abs=60)
    assert 3 < len(line["points"]) <= 500


def test_a_drawing_alone_is_a_note_and_undo_takes_back_the_last_shape(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("&")
    drag(page, (0.2, 0.2), (0.5, 0.6))
    drag(page, (0.5, 0.5), (0.502, 0.501))  # a slip of the hand
    drag(page, (0.6, 0.2), (0.8, 0.6))
    page.get_by_role("button", name="Undo last").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")

    expect(page.locator(".region-words")).to_have_text("a box on the picture")
    assert len(saved()) == 1


def test_what_arrow_keys_moved_right_before_the_screen_was_left_is_kept(opened: Opener) -> None:
    """On a saved note, in the very moment of a lock or a way out. Seen to fail without ``drawing.leave``."""
    page = with_drawing(opened, [BOX])
    page.locator(".note", has_text="Look here").get_by_role("button", name="Draw more on the picture").press("Enter")
    expect(page.locator(".drawing-sheet")).to_be_focused()
    page.locator(".drawing-sheet").evaluate(
        """(sheet) => {
          sheet.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, composed: true }));
          document.querySelector("#holder").remove();
          window.leave();
        }"""
    )
    until(page, lambda: bool(FIXTURES["alone"].draft.get("unsaved")))
    assert saved() == [BOX]
    opened(keep=True)

    until(page, lambda: saved()[0]["points"] == [[2250, 2000], [5250, 6000]])


def test_it_is_drawn_by_keys_alone(opened: Opener) -> None:
    """Enter puts a box in the middle, arrows move it, Shift and arrows change its size, and it stays on the picture."""
    page = opened()
    page.keyboard.press("&")
    expect(page.locator(".drawing-sheet")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Alt+ArrowLeft")
    for _ in range(40):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Your note")).to_be_focused()
    page.keyboard.type("by keys")
    page.keyboard.press("Enter")

    expect(page.locator(".note[data-note]", has_text="by keys")).to_be_visible()
    assert saved() == [{"shape": "box", "points": [[3700, 0], [6700, 3250]]}]
    assert paused(page)


def test_a_drawing_is_shown_in_its_time_only_in_its_authors_colour_with_the_name(opened: Opener) -> None:
    page = with_drawing(opened, [BOX, ARROW])
    expect(shapes(page)).to_have_count(2)
    assert page.locator(".regions title").text_content() == "Nadia Holt"
    assert page.locator(".regions g").evaluate("g => g.style.getPropertyValue('--who')") == "var(--p1)"
    expect(page.get_by_role("img", name="You: a box and an arrow on the picture")).to_be_visible()

    for away in (39.5, 44.5):
        seek(page, away)
        expect(shapes(page)).to_have_count(0)
    page.get_by_role("button", name="Show a box and an arrow on the picture").click()
    expect(shapes(page)).to_have_count(2)


def test_one_on_a_moment_stays_as_long_as_its_card_is_lit(opened: Opener) -> None:
    page = with_drawing(opened, [BOX], to_ms=None)
    expect(shapes(page)).to_have_count(1)

    seek(page, 44.4)
    expect(shapes(page)).to_have_count(0)


FILTERED = """async () => {
  const { createRegions } = await import(location.origin + "/vr/assets/review/regions.js");
  const { createDesk } = await import(location.origin + "/vr/assets/review/desk.js");
  const desk = createDesk("none", () => {}, new AbortController().signal);
  const root = document.createElement("div");
  root.append(document.createElement("video"));
  desk.player = { root, now: () => 500, pause() {}, seek() {} };
  desk.review = { me: { id: "a", mark: 1, name: "A" }, people: [], lesson: { has_picture: true }, media_url: "x" };
  createRegions(desk);
  const regions = [{ shape: "box", points: [[1, 1], [900, 900]] }];
  desk.notes = [{ id: "1", author: "a", at_ms: 0, to_ms: 900, regions }];
  const count = () => root.querySelectorAll(".regions .line").length;
  desk.emit("notes");
  const before = count();
  desk.filter = () => false;
  desk.emit("filter");
  return [before, count()];
}"""


def test_what_is_filtered_is_not_drawn(opened: Opener) -> None:
    assert opened().evaluate(FILTERED) == [1, 0]


def test_the_drawing_lies_on_the_picture_not_on_the_bars_beside_it(opened: Opener) -> None:
    page = with_drawing(opened, [{"shape": "box", "points": [[0, 0], [10_000, 10_000]]}])
    page.locator(".stage").evaluate("stage => { stage.style.aspectRatio = '3 / 1'; }")

    page.wait_for_function(
        """() => {
          const root = document.querySelector('#holder').shadowRoot;
          const layer = root.querySelector('.regions').getBoundingClientRect();
          const stage = root.querySelector('.stage').getBoundingClientRect();
          const ratio = layer.width / layer.height;
          const middle = layer.left + layer.width / 2 - stage.left - stage.width / 2;
          return Math.abs(ratio - 16 / 9) < 0.02 && Math.abs(middle) < 1 && layer.width < stage.width * 0.7;
        }"""
    )


def test_a_click_on_a_drawing_plays_and_pauses_as_on_the_picture(opened: Opener) -> None:
    page = with_drawing(opened, [BOX])
    box = page.locator(".regions").bounding_box()
    assert box
    edge = (box["x"] + 0.2 * box["width"], box["y"] + 0.4 * box["height"])

    page.mouse.click(*edge)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.mouse.click(box["x"] + 0.35 * box["width"], box["y"] + 0.4 * box["height"])
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()

    page.keyboard.press("&")
    page.mouse.click(*edge)
    assert paused(page)


def draw_an_arrow_more(page: Page, card: Locator) -> None:
    """On a note that is saved."""
    card.hover()
    card.get_by_role("button", name="Draw more on the picture").click()
    page.get_by_role("button", name="Arrow").click()
    drag(page, (0.9, 0.9), (0.6, 0.6))


def test_a_saved_note_gets_more_and_loses_all(opened: Opener) -> None:
    page = with_drawing(opened, [BOX])
    card = page.locator(".note[data-note]", has_text="Look here")
    draw_an_arrow_more(page, card)
    page.keyboard.press("Escape")
    expect(card.locator(".region-words")).to_have_text("a box and an arrow on the picture")

    card.hover()
    card.get_by_role("button", name="Draw more on the picture").click()
    page.get_by_role("button", name="Remove all").click()
    page.locator(".draw-strip").get_by_role("button", name="Done").click()
    expect(card.locator(".region-words")).to_have_count(0)
    expect(shapes(page)).to_have_count(0)


def test_what_is_drawn_on_a_saved_note_is_saved_at_once_and_is_one_step_of_undo(opened: Opener) -> None:
    """Nobody pressed Done yet. Seen to fail with saving at the end alone, and without ``joined``."""
    page = with_drawing(opened, [BOX])
    card = page.locator(".note[data-note]", has_text="Look here")
    draw_an_arrow_more(page, card)
    until(page, lambda: [one["shape"] for one in saved()] == ["box", "arrow"])
    drawn = saved()[1]["points"]
    page.keyboard.press("ArrowLeft")
    until(page, lambda: saved()[1]["points"][0][0] == drawn[0][0] - 250)
    page.keyboard.press("Escape")
    expect(card.locator(".region-words")).to_have_text("a box and an arrow on the picture")

    page.keyboard.press("Control+z")
    expect(card.locator(".region-words")).to_have_text("a box on the picture")
    until(page, lambda: saved() == [BOX])
    page.keyboard.press("Control+z")
    expect(page.get_by_text("There is nothing to undo in the notes.").first).to_be_attached()


def test_undo_while_drawing_takes_back_the_last_shape(opened: Opener) -> None:
    """Seen to fail where Ctrl Z went past the drawing to the notes."""
    page = opened()
    page.keyboard.press("&")
    for key in ("Enter", "Enter", "Control+z"):
        page.keyboard.press(key)

    expect(page.locator(".draw-part .hint")).to_have_text("A box on the picture")


def test_a_lesson_without_a_picture_has_no_drawing(opened: Opener) -> None:
    page = opened("sound")
    page.keyboard.type("only heard")

    expect(page.get_by_role("button", name="Draw on the picture")).to_have_count(0)


def test_a_drawing_survives_a_reload(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("&")
    page.keyboard.press("Enter")
    until(page, lambda: bool((FIXTURES["alone"].draft.get("writing") or {}).get("regions")))
    again = opened(keep=True)

    expect(shapes(again)).to_have_count(1)


def test_it_is_drawn_with_a_finger_on_a_phone(review_browser: Any, review_address: str) -> None:
    context = review_browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{review_address}/stage?scene=alone")
    page.locator(".thumb-bar .button").first.tap()
    page.get_by_role("button", name="Draw on the picture").tap()
    box = page.locator(".drawing-sheet").bounding_box()
    assert box
    touch = context.new_cdp_session(page)
    for kind, part in (("touchStart", 0.3), ("touchMove", 0.5), ("touchMove", 0.7), ("touchEnd", 0.7)):
        at = {"x": box["x"] + part * box["width"], "y": box["y"] + part * box["height"]}
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if kind == "touchEnd" else [at]})

    expect(page.locator(".draw-part .hint")).to_have_text("A box on the picture")
    context.close()


def test_nothing_is_wrong_for_axe_while_drawing_and_with_a_drawing(opened: Opener) -> None:
    page = with_drawing(opened, [BOX])
    for press in ("&", "Enter", "Escape"):
        page.keyboard.press(press)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
        assert not found.response["violations"], found.generate_report()

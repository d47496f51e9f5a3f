"""The picture in a real Chromium: frame by frame, speed, looking for a place, size, and as large as the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.note_cards import newest
from tests.browser.review_screen_test import AXE_TAGS, Opener, paused, place

pytest_plugins = ["tests.browser.review_served"]

FRAME = 1 / 25
FITS = """row => [...row.children].filter((one) => one.offsetWidth)
    .every((one) => one.getBoundingClientRect().right <= row.getBoundingClientRect().right + 1)"""
SIZES = ((1920, 1080), (1366, 768), (1100, 700), (900, 700), (683, 384), (390, 844), (320, 640))


def width(page: Page) -> float:
    """How wide the picture is."""
    box = page.locator(".stage").bounding_box()
    assert box is not None
    return box["width"]


def wide_until(page: Page, holds: str) -> None:
    """Wait until the width of the picture is as said, such as ``> 600``."""
    page.wait_for_function(
        f"() => document.querySelector('#holder').shadowRoot.querySelector('.stage').offsetWidth {holds}"
    )


def violations(page: Page) -> list[str]:
    """What axe finds."""
    found = Axe().run(page, options={"runOnly": AXE_TAGS})
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]


def settled(page: Page) -> None:
    """Wait until no place is looked for."""
    page.wait_for_function("() => !document.querySelector('#holder').shadowRoot.querySelector('video').seeking")


def test_one_picture_on_is_the_next_picture_of_this_video(opened: Opener) -> None:
    """By the rate that the file says, into the middle of each: ten steps are ten pictures, and ten back the same."""
    page = opened()
    first = int(place(page) / FRAME + 0.001)
    for step in range(1, 11):
        page.keyboard.press(".")
        settled(page)
        assert int(place(page) / FRAME) == first + step
    for _ in range(10):
        page.keyboard.press(",")
        settled(page)

    assert int(place(page) / FRAME) == first
    assert paused(page)


def test_speed_by_key_within_its_bounds_with_the_pitch_kept(opened: Opener) -> None:
    page = opened()
    video, speed = page.locator("video"), page.get_by_role("combobox", name="Speed")
    page.keyboard.press(">")
    expect(speed).to_have_value("1.25")
    for _ in range(9):
        page.keyboard.press(">")
    assert video.evaluate("video => [video.playbackRate, video.preservesPitch]") == [2, True]
    for _ in range(12):
        page.keyboard.press("<")
    assert video.evaluate("video => [video.playbackRate, video.preservesPitch]") == [0.5, True]
    video.evaluate("video => video.load()")
    page.wait_for_function("() => document.querySelector('#holder').shadowRoot.querySelector('video').readyState > 0")
    assert video.evaluate("video => video.playbackRate") == 0.5


def test_of_many_places_asked_for_in_a_row_the_last_one_counts(opened: Opener) -> None:
    """And no more than a few are really looked for: dragging does not pile up work."""
    page = opened()
    page.locator("video").evaluate("""video => { window.looked = 0;
        video.addEventListener('seeking', () => { window.looked += 1; }); }""")
    box = page.locator(".ruler").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 8, steps=60)
    page.mouse.up()
    settled(page)

    page.wait_for_function(
        "(at) => Math.abs(document.querySelector('#holder').shadowRoot.querySelector('video').currentTime - at) < 0.3",
        arg=94.795 * 0.8,
    )
    assert page.evaluate("() => window.looked") <= 61
    expect(page.locator(".time b")).to_have_text("1:15")


def test_the_edge_makes_the_picture_larger_by_pointer_and_key_and_is_remembered(opened: Opener) -> None:
    page = opened()
    before = width(page)
    edge = page.get_by_role("separator", name="Size of the picture")
    box = edge.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 6, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 106, box["y"] + 200, steps=5)
    page.mouse.up()
    wide_until(page, f"> {before} + 90")
    dragged = width(page)
    assert dragged == pytest.approx(before + 100, abs=5)
    assert int(edge.get_attribute("aria-valuenow") or 0) == pytest.approx(dragged + 16, abs=2)
    edge.focus()
    page.keyboard.press("ArrowLeft")
    wide_until(page, f"< {dragged}")
    assert place(page) == pytest.approx(20.4, abs=0.1)  # the arrow moved the edge, not the clip
    kept = width(page)

    page.evaluate("""() => { window.leave(); const holder = document.querySelector('#holder');
        return import(location.origin + '/vr/assets/review/review.js').then((screen) => {
        const other = document.createElement('div'); holder.replaceWith(other); other.id = 'holder';
        const root = other.attachShadow({ mode: 'open' });
        const component = { parentElement: root, data: { lesson: 'alone' }, setTriggerValue: () => {} };
        window.leave = screen.mount(component); }); }""")
    expect(page.locator(".review")).to_be_visible()
    assert width(page) == pytest.approx(kept, abs=2)

    page.get_by_role("separator", name="Size of the picture").dblclick()
    assert width(page) == pytest.approx(before, abs=2)
    page.keyboard.press("Escape")


def test_the_row_fits_and_the_picture_stays_in_view_while_the_words_scroll(opened: Opener) -> None:
    for wide, high in SIZES:
        page = opened(width=wide, height=high)
        assert page.locator(".row").evaluate(FITS), (wide, high)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (wide, high)
        page.mouse.move(wide - 60, high * 0.6)
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(200)
        box = page.locator("video").bounding_box()
        assert box is not None
        assert box["y"] >= -1, (wide, high)
        assert box["y"] + box["height"] <= high, (wide, high)
        page.close()


def test_as_large_as_the_screen_typing_begins_a_note_beside_the_picture(opened: Opener) -> None:
    page = opened()
    before = width(page)
    page.get_by_role("button", name="Full screen").click()
    wide_until(page, f"> {before} * 1.5")
    expect(page.locator(".top .lock")).to_be_hidden()
    expect(page.locator(".note-list")).to_be_hidden()
    assert not violations(page)

    page.keyboard.type("Seen on the large picture")
    expect(page.get_by_role("textbox", name="Your note")).to_be_focused()
    expect(page.locator(".note-list")).to_be_visible()
    assert not violations(page)
    page.keyboard.press("Enter")
    note = page.locator(".note[data-note]", has_text="Seen on the large picture")
    expect(note).to_be_visible()
    newest(page, "alone", "Seen on the large picture")

    page.get_by_role("button", name="Notes", exact=True).click()
    expect(page.locator(".note-list")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Full screen").click()
    expect(page.locator(".top .lock")).to_be_visible()
    assert width(page) == pytest.approx(before, abs=2)


def test_where_the_browser_refuses_the_picture_fills_the_window_and_esc_leaves_it(opened: Opener) -> None:
    page = opened()
    page.evaluate("() => { Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('no')); }")
    page.get_by_role("button", name="Full screen").click()
    expect(page.locator(".review.full")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator(".review.full")).to_have_count(0)


def test_on_a_phone_what_has_no_room_is_in_a_menu(opened: Opener) -> None:
    page = opened(width=390, height=844)
    for one in page.locator(".row button:visible").all():
        box = one.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    page.get_by_role("button", name="More for the picture").click()
    page.get_by_role("menuitem", name="Loop what is said here").click()
    loop = page.get_by_role("button", name="Loop", exact=True)
    expect(loop).to_have_attribute("aria-pressed", "true")
    loop.click()
    expect(loop).to_be_hidden()
    page.get_by_role("button", name="More for the picture").click()
    page.get_by_role("menuitem", name="Chapters").click()
    expect(page.get_by_role("dialog", name="Chapters")).to_be_visible()
    assert not violations(page)


def test_what_was_emptied_leaves_no_thumbnails_and_no_loop(opened: Opener) -> None:
    """As at a withdrawal: what was drawn goes, not only what shows it. Seen to fail without “emptied”."""
    page = opened()
    page.keyboard.press(";")
    page.locator(".ruler").hover()
    expect(page.locator(".preview")).to_be_visible()
    canvas = page.locator(".preview canvas").element_handle()
    error = {"code": "not-allowed", "sentence": "Sharing has ended.", "reasons": [], "remedies": []}
    page.route("**/pulse", lambda route: route.fulfill(status=403, json={"error": error}))

    expect(page.locator(".closed")).to_be_visible()
    assert page.locator("canvas, video, .loop-range").count() == 0
    assert canvas.evaluate("canvas => canvas.width * canvas.height") == 0

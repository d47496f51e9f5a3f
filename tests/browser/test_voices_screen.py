"""Who speaks, in a real Chromium, over the stage: seen, heard, put right for a line, a voice and a name."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.review_screen_test import AXE_TAGS, Opener, paused, place
from tests.browser.review_stage import FIXTURES

pytest_plugins = ["tests.browser.review_served"]


def speakers(page: Page) -> list[str]:
    """Who stands over the lines, from the top."""
    return page.locator(".speaker-chip span").all_inner_texts()


def open_all(page: Page) -> None:
    """Open the list of all voices from the menu of the pane."""
    expect(page.locator(".edit-menu")).to_be_visible()
    page.locator(".edit-menu").click()
    page.get_by_role("menuitem", name="Who speaks").click()
    expect(page.get_by_role("dialog", name="Who speaks")).to_be_visible()


def test_a_chip_stands_where_the_speaker_changes_with_name_and_shape(opened: Opener) -> None:
    page = opened("voices")

    expect(page.locator(".speaker-chip").first).to_have_text("Teacher")
    assert speakers(page) == ["Teacher", "Pupils"] * 6 + ["Teacher"]
    shapes = {page.locator(".speaker-chip path").nth(at).get_attribute("d") for at in (0, 1)}
    assert len(shapes) == 2
    assert "Teacher" in (page.locator(".stamp").nth(1).get_attribute("aria-label") or "")


def test_one_line_is_put_right_and_then_all_of_its_voice(opened: Opener) -> None:
    page = opened("voices")
    expect(page.locator(".edit-menu")).to_be_visible()
    page.locator(".speaker-chip").nth(1).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="Pupils")).to_be_checked()
    dialog.get_by_role("radio", name="Teacher").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".speaker-chip")).to_have_count(11)
    assert FIXTURES["voices"].who.asked[-1] == {
        "start_ms": 22_895, "end_ms": 27_767, "name": "Teacher", "everywhere": False,
    }  # fmt: skip

    page.locator(".speaker-chip").first.click()
    dialog.get_by_role("textbox", name="Another name").fill("Ms Holt")
    dialog.get_by_role("radio", name="All that this voice says").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".speaker-chip").first).to_have_text("Ms Holt")
    assert "Ms Holt" in speakers(page)[3:]


def test_a_voice_is_heard_for_a_moment_and_the_picture_goes_back(opened: Opener) -> None:
    page = opened("voices")
    open_all(page)
    before = place(page)
    sample = page.get_by_role("button", name="Hear Teacher, sample 1")
    sample.click()

    expect(sample).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => !document.querySelector('#holder').shadowRoot.querySelector('video').paused")
    expect(sample).to_have_attribute("aria-pressed", "false", timeout=15_000)
    assert paused(page)
    page.get_by_role("button", name="Close").click()
    page.wait_for_timeout(200)
    assert abs(place(page) - before) < 0.5


def test_a_name_is_given_once_and_stands_everywhere(opened: Opener) -> None:
    page = opened("voices")
    open_all(page)
    page.get_by_label("Name of voice 1").fill("Ms Holt")
    page.get_by_label("Name of voice 1").press("Tab")

    expect(page.locator(".speaker-chip").first).to_have_text("Ms Holt")
    assert FIXTURES["voices"].who.asked == [{"was": "Teacher", "name": "Ms Holt"}]
    page.get_by_label("Name of voice 2").fill("Ottoline")
    page.get_by_label("Name of voice 2").press("Enter")
    expect(page.locator(".speaker-chip").nth(1)).to_have_text("Ottoline")
    assert FIXTURES["voices"].who.asked[-1] == {"number": 2, "name": "Ottoline"}, "the other pupils stay Pupils"


def test_who_speaks_is_guessed_when_asked_for(opened: Opener) -> None:
    page = opened("unguessed")
    expect(page.locator(".line").first).to_be_visible()
    assert speakers(page) == []
    open_all(page)
    page.get_by_role("button", name="Guess who speaks").click()

    expect(page.get_by_label("Name of voice 1")).to_have_value("Teacher", timeout=10_000)
    expect(page.locator(".speaker-chip").first).to_have_text("Teacher")
    expect(page.get_by_role("button", name="Guess who speaks")).to_be_hidden()


def test_what_is_missing_on_this_device_is_said(opened: Opener) -> None:
    page = opened("alone")
    open_all(page)

    expect(page.get_by_role("status").filter(has_text="The model of the voices")).to_be_visible()
    expect(page.get_by_role("button", name="Guess who speaks")).to_be_hidden()


def test_talk_and_silence_are_told_as_an_estimate_without_a_score(opened: Opener) -> None:
    """Shares of the recording; together they are all of it."""
    page = opened("voices")
    page.get_by_role("button", name="Talk and silence").click()
    dialog = page.get_by_role("dialog", name="Talk and silence")
    expect(dialog.locator(".talk-row")).to_have_count(3)
    expect(dialog).to_contain_text("rough picture")
    names = [row.split("\n")[0] for row in dialog.locator(".talk-row").all_inner_texts()]
    assert names == ["Teacher", "Pupils", "Nobody speaks"]
    shares = [int(text.split()[1]) for text in dialog.locator(".figures").all_inner_texts()]
    assert sum(shares) in {99, 100, 101}
    check(page)


def test_without_a_guess_only_speech_and_silence_are_told(opened: Opener) -> None:
    page = opened("alone")
    page.get_by_role("button", name="Talk and silence").click()

    expect(page.get_by_role("dialog").locator(".talk-row")).to_have_count(2)
    expect(page.get_by_role("dialog")).to_contain_text("Somebody speaks")


def test_a_name_is_undone_right_after_it_was_given(opened: Opener) -> None:
    """Offered where it was said; the undo itself is the server's."""
    page = opened("voices")
    expect(page.locator(".speaker-chip").first).to_have_text("Teacher")
    page.locator(".speaker-chip").nth(1).click()
    page.get_by_role("textbox", name="Another name").fill("Visitor")
    page.get_by_role("button", name="Save").click()

    expect(page.locator(".done-bar")).to_contain_text("This line is Visitor now.")
    expect(page.locator(".done-bar").get_by_role("button", name="Undo")).to_be_visible()


def check(page: Page) -> None:
    """No flaw that can be told by a program."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]


def test_the_dialogs_pass_the_accessibility_check(opened: Opener) -> None:
    page = opened("voices")
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.locator(".speaker-chip").first).to_be_visible()
        page.evaluate("document.querySelector('#holder').shadowRoot.querySelector('.speaker-chip').click()")
        expect(page.get_by_role("dialog")).to_be_visible()
        check(page)
        page.get_by_role("button", name="Hear and name all voices").click()
        expect(page.get_by_label("Name of voice 1")).to_be_visible()
        check(page)
        page.keyboard.press("Escape")

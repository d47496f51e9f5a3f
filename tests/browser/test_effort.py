"""How many actions it takes: a click, a shortcut or a text typed is one, so is a drop; a file picker is two.

And what a page that was here before fetches again: none of its scripts.
"""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import LONGEST, started
from tests.browser.served import Server, serving
from tests.browser.test_editing_journey import NAME, PASSPHRASE, ROOT, a_lesson
from tests.browser.test_journey import DROPPED
from videoreflect.services import accounts

pytestmark = pytest.mark.timeout(600)
CLIP = ROOT / "sample_media" / "lesson.mp4"
SAID = "Teacher asks why"
FETCHED = """(last) => {
  const ours = performance.getEntriesByType("resource").filter((one) => one.name.includes("/vr/assets/edition/"));
  return ours.some((one) => one.name.endsWith(last)) && ours.map((one) => one.transferSize);
}"""


class Actions:
    """Counts what a person does; waiting and looking are none."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, name: str) -> None:
        self.count += 1
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.count += 1
        self.page.keyboard.type(text)

    def pick_after(self, name: str, path: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.click(name)
        chooser.value.set_files(path)
        self.count += 2

    def drop(self, path: Path) -> None:
        self.count += 1
        clip = base64.b64encode(path.read_bytes()).decode()
        dropped = self.page.evaluate_handle(DROPPED, clip)
        self.page.get_by_role("heading", name="Your lessons will be here").dispatch_event(
            "drop", {"dataTransfer": dropped}
        )


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    with started(chromium_path) as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    context.set_default_timeout(LONGEST)
    expect.set_options(timeout=LONGEST)
    yield context.new_page()
    expect.set_options(timeout=5_000)
    context.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    accounts.found(tmp_path / "vault", NAME, PASSPHRASE)
    with serving(tmp_path / "vault", tmp_path / "home") as running:
        yield running


def signed_in(page: Page, server: Server) -> Actions:
    page.goto(f"{server.address}/vr/sign-in")
    page.get_by_role("textbox", name="Name").fill(NAME)
    page.get_by_role("textbox", name="Passphrase").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lessons", exact=True)).to_be_visible()
    return Actions(page)


def write_a_note(page: Page, actions: Actions) -> None:
    """The lesson opened and plays by itself; at about three seconds a note is written."""
    expect(page.locator(".row .time b")).to_have_text(re.compile("0:0[3-9]"))
    actions.type(SAID)
    actions.press("Enter")
    note = page.get_by_role("article").filter(has_text=SAID)
    expect(note).to_be_visible()
    expect(note.locator(".when")).to_have_text(re.compile("0:0[3-9]"))


def test_from_a_clip_on_the_disk_to_a_timed_note_in_six_actions(page: Page, server: Server) -> None:
    """With the file picker: add, file, open, add and watch, text, Enter. The best peer needs ten."""
    actions = signed_in(page, server)

    actions.pick_after("Add your first lesson", CLIP)
    expect(page.get_by_text("Here, encrypted.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Lesson")
    actions.click("Add and watch")
    write_a_note(page, actions)

    assert actions.count <= 6


def test_with_a_drop_on_the_list_it_is_four(page: Page, server: Server) -> None:
    actions = signed_in(page, server)

    actions.drop(CLIP)
    expect(page.get_by_text("Here, encrypted.")).to_be_visible()
    actions.click("Add and watch")
    write_a_note(page, actions)

    assert actions.count <= 4


def test_who_turns_to_something_else_is_not_taken_away(page: Page, server: Server, tmp_path: Path) -> None:
    """A press or a key while the lesson is taken in says that somebody has other things to do."""
    longer = tmp_path / "A talk about rivers.mp4"
    shutil.copy(CLIP, longer)
    actions = signed_in(page, server)
    actions.pick_after("Add your first lesson", longer)
    expect(page.get_by_text("Here, encrypted.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("A talk about rivers")
    actions.click("Add and watch")
    expect(page.get_by_role("heading", name="Lessons", exact=True)).to_be_visible()
    page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="A talk about rivers", exact=True)).to_be_visible()
    page.wait_for_timeout(1500)
    assert page.locator(".review").count() == 0


@pytest.mark.parametrize("way", ["click", "Enter"])
def test_a_phrase_is_found_and_plays_in_two_actions(page: Page, tmp_path: Path, way: str) -> None:
    """One text, with the sign that leads to the search before it; then a click on what was found, or Enter."""
    lesson = a_lesson(tmp_path / "vault")
    with serving(tmp_path / "vault", tmp_path / "home") as server:
        actions = signed_in(page, server)
        page.goto(f"{server.address}/review?lesson={lesson}")
        expect(page.locator(".word").first).to_be_visible()
        expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()

        actions.type("/smaller the pieces")
        expect(page.locator(".search .count")).to_have_text("1 of 1")
        if way == "click":
            actions.count += 1
            page.locator(".word.match").first.click()
        else:
            actions.press("Enter")

        expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
        expect(page.locator(".line.now")).to_contain_text("smaller the pieces")
        expect(page.locator("video")).to_be_in_viewport()
        assert actions.count == 2


def test_a_page_that_was_here_before_fetches_no_script_again(page: Page, server: Server) -> None:
    """The list fetches the review screen's modules ahead. Seen to fail with assets that are compared at every use."""
    signed_in(page, server)
    first = page.wait_for_function(FETCHED, arg="/review/words.js").json_value()
    page.reload()
    again = page.wait_for_function(FETCHED, arg="/review/words.js").json_value()

    assert sum(first) > 100_000
    assert len(again) > 50
    assert sum(again) == 0

"""A whole review without a pointer, on the real server: from the sign-in to the lock, and what is read out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import LONGEST, started
from tests.browser.focus import focused, stops, tab_to
from tests.browser.served import serving
from tests.browser.test_editing_journey import NAME, PASSPHRASE, a_lesson
from videoreflect.services import accounts
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.sample_lesson import sample_agreement

pytestmark = pytest.mark.timeout(600)
LANDMARKS = """() => {
    const all = (root, wanted, found = []) => {
        for (const one of root.querySelectorAll("*")) {
            if (one.matches(wanted) && one.checkVisibility()) found.push(one);
            if (one.shadowRoot) all(one.shadowRoot, wanted, found);
        }
        return found;
    };
    const inside = (one) => { for (let up = one; up; up = up.assignedSlot ?? up.parentNode ?? up.host) {
        if (up !== one && up.matches?.("main, [role=main]")) return true; } return false; };
    const mains = all(document, "main:not([role=presentation]):not([role=none]), [role=main]");
    return {
        mains: mains.length, nested: mains.filter(inside).length,
        headings: all(document, "h1, h2, h3, h4").map((one) => Number(one.tagName[1])),
        unnamed: all(document, "button, a[href], input, select, textarea").filter((one) => ![
            one.getAttribute("aria-label"), one.getAttribute("aria-labelledby"), one.labels?.length,
            one.textContent.trim(), one.title].some(Boolean)).map((one) => one.outerHTML.slice(0, 120)),
    };
}"""


@dataclass(frozen=True)
class Place:
    """The app with one lesson in it, and somebody to share it with."""

    address: str
    lesson: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("keyboard")
    lesson = a_lesson(folder / "vault")
    session = accounts.sign_in(folder / "vault", NAME, PASSPHRASE)
    mentor, _ = accounts.add_person(session, "Gwyn Parry", "paper lantern seven")
    record_agreement(session, lesson, sample_agreement(session.now_ms(), frozenset({mentor})))
    with serving(folder / "vault", folder / "home") as server:
        yield Place(server.address, lesson)


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    with started(chromium_path) as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(LONGEST)
    expect.set_options(timeout=LONGEST)
    yield context.new_page()
    expect.set_options(timeout=5_000)
    context.close()


def sign_in(page: Page, place: Place) -> None:
    page.goto(f"{place.address}/vr/sign-in")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type(NAME)
    tab_to(page, "Passphrase")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lessons", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Fractions", exact=True)).to_be_visible()


def open_lesson(page: Page) -> None:
    tab_to(page, "Fractions")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.locator(".word").first).to_be_visible()


def test_a_whole_review_with_the_keyboard_alone(page: Page, place: Place) -> None:
    """Sign in, open, play, note, range, chosen words, search, edit a line, talk, share, ready, lock."""
    sign_in(page, place)
    open_lesson(page)

    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.type("They wait before they answer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article").filter(has_text="They wait before")).to_be_visible()
    expect(page.locator(".review > [role=status]")).to_contain_text("Note saved at 0:")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.press("Space")

    page.keyboard.press("[")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("]")
    page.keyboard.type("A range")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article").filter(has_text="A range")).to_be_visible()

    tab_to(page, "Play from 0:")
    for key in ("ArrowDown", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(".composer .quote-line")).not_to_be_empty()
    page.keyboard.press("*")
    page.keyboard.type("Words")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article").filter(has_text="Words")).to_contain_text("Talk about")

    page.keyboard.press("/")
    page.keyboard.type("smaller the pieces")
    page.keyboard.press("Enter")
    expect(page.locator(".word.here").first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()

    tab_to(page, "down,")  # the words are one stop: where the arrows left off
    page.keyboard.press("Home")
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="Change this line")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(" Truly.")
    page.keyboard.press("Enter")
    expect(page.locator(".line").first).to_contain_text("Truly.")
    assert focused(page), "after a line was changed the keyboard goes on where it was"

    tab_to(page, "Share with Gwyn")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert "Share with Gwyn" in (focused(page) or {"name": "nothing"})["name"], "back where the dialog was opened"
    page.keyboard.press("Enter")
    tab_to(page, "Share with Gwyn")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="I am ready")).to_be_visible()
    assert focused(page), "after the sharing the keyboard is not lost"
    tab_to(page, "I am ready")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("taken back")
    tab_to(page, "I am ready")
    page.keyboard.press("Enter")
    expect(page.locator(".top")).to_contain_text("Waiting for Gwyn")
    assert focused(page), "after “ready” the keyboard is not lost"

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    tab_to(page, "Lock")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    assert page.locator(".note").count() == 0


def test_tab_goes_round_the_screen_in_the_order_in_which_it_is_read(page: Page, place: Place) -> None:
    """Bar, player, composer, words, notes, timeline; no stop without a name, none that cannot be seen, no trap."""
    sign_in(page, place)
    open_lesson(page)

    found = stops(page)

    assert all(one["name"] and one["seen"] and one["shown"] for one in found), found
    names = [one["name"] for one in found]
    wanted = ["Back to lessons", "Lock", "Play", "Start typing", "Search what was said", "Play from 0:", "Zoom out"]
    places = [next((n for n, name in enumerate(names) if name.startswith(one)), -1) for one in wanted]
    assert places == sorted(places), list(zip(wanted, places, strict=True))
    assert -1 not in places, list(zip(wanted, places, strict=True))


@pytest.mark.parametrize("where", ["", "people", "settings", "add", "consent", "talk", "review"])
def test_every_page_has_one_main_part_headings_in_order_and_a_name_on_every_control(
    page: Page, place: Place, where: str
) -> None:
    """Streamlit brings a main part of its own: seen to fail with a second one inside it on the review screen."""
    sign_in(page, place)
    page.goto(
        f"{place.address}/{where}" + (f"?lesson={place.lesson}" if where in {"consent", "talk", "review"} else "")
    )
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)

    found = page.evaluate(LANDMARKS)

    assert found["mains"] == 1, found
    assert found["headings"].count(1) == 1, found["headings"]
    assert found["headings"][0] == 1, found["headings"]
    steps = zip(found["headings"], found["headings"][1:], strict=False)
    assert all(after - before <= 1 for before, after in steps), found["headings"]
    assert not found["unnamed"]

"""A lesson that two people share, each in a browser of their own: what they do."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import LONGEST

OWNER, OTHER = "Nadia Holt", "Gwyn Parry"
SECRETS = {OWNER: "copper kettle morning", OTHER: "paper lantern seven"}
LESSON = "Fractions with folded paper"


def entered(page: Page, address: str, name: str) -> None:
    """Sign in on a page."""
    page.goto(f"{address}/vr/sign-in")
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Passphrase").fill(SECRETS[name])
    page.get_by_role("button", name="Open my lessons").click()
    expect(page.get_by_role("button", name=LESSON, exact=True)).to_be_visible()


def at_the_lesson(browser: Browser, address: str, name: str) -> Page:
    """A browser of somebody's own, with the lesson open."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB").new_page()
    page.set_default_timeout(LONGEST)
    entered(page, address, name)
    page.get_by_role("button", name=LESSON, exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.locator(".note-list")).to_be_visible()
    return page


def noted(page: Page, text: str) -> None:
    """Type a note and wait until it is saved."""
    page.locator(".invite").click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    saved = page.locator(".note[data-note]", has_text=text)
    expect(saved.locator(".seen")).not_to_have_text("Saving")


def open_now(page: Page, text: str) -> None:
    """Share a note at once, answering the question if it is asked."""
    page.locator(".note[data-note]", has_text=text).locator("button.seen").click()
    ask = page.get_by_role("dialog", name="Share this note now?")
    word = page.locator(".note[data-note]", has_text=text).locator(".seen", has_text="Shared now")
    expect(ask.or_(word)).to_be_visible()
    if ask.count():
        ask.get_by_role("button", name="Share this note").click()
    expect(word).to_be_visible()

"""Editing in the real app, over its own server and a real vault: it is there after the next sign-in, and so is undo."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.browsing import started
from tests.browser.served import Server, serving
from tests.unit.services.spoken import agree, piece
from videoreflect.domain.ids import new_id
from videoreflect.domain.lesson import LessonDetails
from videoreflect.services import accounts
from videoreflect.services.adding import Source, add_lesson
from videoreflect.vault.log import Statement

ROOT = Path(__file__).parents[2]
NAME, PASSPHRASE = "Nadia Holt", "four green chalk boards"


def a_lesson(vault: Path) -> str:
    """A vault with the sample lesson and its words, as if they had been written down."""
    session, _ = accounts.found(vault, NAME, PASSPHRASE)
    lesson = add_lesson(session, [Source(path=ROOT / "sample_media" / "lesson.mp4")], LessonDetails("Fractions"))
    agree(session, lesson)
    told, run = json.loads((ROOT / "sample_media" / "lesson.json").read_text("utf-8")), new_id()
    lines = [[turn["start_ms"], turn["end_ms"], turn["text"], []] for turn in told["turns"]]
    end = Statement("transcript-end", {"run": run, "duration_ms": told["duration_ms"], "model": "base"})
    session.capsule(lesson).append([piece(run, 0, told["duration_ms"], lines), end])
    return lesson


def open_review(page: Page, server: Server, lesson: str) -> None:
    page.goto(f"{server.address}/vr/sign-in")
    page.get_by_role("textbox", name="Name").fill(NAME)
    page.get_by_role("textbox", name="Passphrase").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Lessons", exact=True).wait_for()
    page.goto(f"{server.address}/review?lesson={lesson}")
    expect(page.get_by_role("button", name="Edit the transcript")).to_be_visible(timeout=60_000)


def test_an_edit_and_its_undo_survive_signing_out_and_a_name_is_hidden(tmp_path: Path, chromium_path: Path) -> None:
    lesson = a_lesson(tmp_path / "vault")
    with started(chromium_path) as browser:
        with serving(tmp_path / "vault", tmp_path / "home") as server:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.set_default_timeout(60_000)
            open_review(page, server, lesson)
            page.locator(".line .word").first.dblclick()
            area = page.get_by_role("textbox", name="Change this line")
            area.fill("Good evening, everyone.")
            page.keyboard.press("Enter")
            expect(page.locator(".line").first).to_contain_text("Good evening", timeout=30_000)

        with serving(tmp_path / "vault", tmp_path / "home") as server:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.set_default_timeout(60_000)
            open_review(page, server, lesson)
            expect(page.locator(".line").first).to_contain_text("Good evening")
            page.locator(".stamp").first.focus()
            page.keyboard.press("Control+z")
            expect(page.locator(".line").first).to_contain_text("Good morning", timeout=30_000)

            page.get_by_role("button", name="Edit the transcript").click()
            page.get_by_role("menuitem", name="Hide a name").click()
            dialog = page.get_by_role("dialog", name="Hide a name")
            dialog.get_by_role("textbox", name="The name").fill("quarters")
            dialog.get_by_role("button", name="Look where it stands").click()
            dialog.get_by_role("button", name="Hide it everywhere").click()
            expect(page.locator(".line", has_text="[pupil 1]").first).to_be_visible(timeout=30_000)
            expect(page.locator(".line", has_text="quarters")).to_have_count(0)

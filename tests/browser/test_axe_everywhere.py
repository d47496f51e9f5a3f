"""axe-core on every scene of the review screen and every page, with their dialogs, at both widths and in both schemes.

Seen to fail with the name of the search field taken away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.browsing import AXE_TAGS, SETTLED_MS
from tests.browser.review_fixture import SCENES

pytest_plugins = ["tests.browser.review_served"]
pytestmark = pytest.mark.timeout(600)
Opener = Callable[..., Page]
CLOSED = {"code": "x", "sentence": "The agreement was withdrawn.", "reasons": [], "remedies": []}
STATES: dict[str, tuple[str, list[str]]] = {
    # what is open: the scene, and keys or names of buttons that lead there
    "writing": ("alone", ["key=h", "key=i"]),
    "a draft kept": ("alone", ["key=h", "key=i", "key=Escape"]),
    "words chosen, a range": ("alone", ["key=[", "key=ArrowRight", "key=]"]),
    "a search": ("alone", ["key=/", "key=e"]),
    "share": ("alone", ["Share with Gwyn"]),
    "sharing locked": ("none", ["next"]),
    "ready": ("shared", ["I am ready"]),
    "the keys": ("alone", ["key=?"]),
    "keys being changed": ("alone", ["key=?", "Change keys", "Change the key for “talk about this”"]),
    "a key that is taken": (
        "alone", ["key=?", "Change keys", "Change the key for “talk about this”", "key=["],
    ),
    "the menu of the transcript": ("alone", ["Edit the transcript"]),
    "a transcript from a file": ("alone", ["Take in a transcript from a file"]),
    "written again": ("alone", ["Write again"]),
    "a note being changed": ("alone", ["Edit this note"]),
    "codes": ("alone", ["key={"]),
    "all codes": ("alone", ["key=="]),
    "chapters": ("chaptered", ["Chapters"]),
    "the voices": ("voices", ["Who speaks"]),
    "closed": ("alone", ["closed"]),
}  # fmt: skip


EVERYTHING = {"runOnly": {"type": "tag", "values": [*AXE_TAGS, "best-practice"]}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
DESK, PHONE = (1366, 768, "light", EVERYTHING), (390, 844, "dark", EVERYTHING)
LOOKS = (DESK, (1366, 768, "dark", COLOURS), (390, 844, "light", COLOURS), PHONE)


def violations(page: Page, rules: dict[str, Any]) -> list[Any]:
    found = Axe().run(page, options=rules)
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:5]]) for one in found.response["violations"]]


def check(page: Page, looks: tuple[Any, ...] = LOOKS) -> None:
    """Both widths, both schemes; nothing scrolls sideways."""
    for width, height, scheme, rules in looks:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate("scheme => { document.documentElement.style.colorScheme = scheme; }", scheme)
        page.wait_for_timeout(SETTLED_MS)
        assert not (found := violations(page, rules)), (width, scheme, found)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def follow(page: Page, steps: list[str]) -> None:
    for step in steps:
        if step.startswith("key="):
            page.keyboard.press(step[4:])
        elif step == "next":
            page.locator(".top .next button").click()
        elif step == "closed":
            page.route("**/pulse", lambda route: route.fulfill(status=403, json={"error": CLOSED}))
            expect(page.locator(".closed")).to_be_visible()
        else:
            page.get_by_role("button", name=step).first.click(force=True)


# These are the same parts five hundred times over: minutes for axe, and nothing new to find.
@pytest.mark.parametrize("scene", [one for one in SCENES if one not in ("hour", "coded500", "long")])
def test_every_scene_of_the_review_screen(opened: Opener, scene: str) -> None:
    check(opened(scene), LOOKS if scene in ("alone", "open", "locked") else (DESK, PHONE))


@pytest.mark.parametrize("state", STATES)
def test_every_dialog_and_state_of_the_review_screen(opened: Opener, state: str) -> None:
    scene, steps = STATES[state]
    page = opened(scene)
    follow(page, steps)
    check(page, LOOKS if state in ("writing", "share", "the keys") else (DESK, PHONE))

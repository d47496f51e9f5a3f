"""Every page starts, with and without a sign-in, and nothing of a lesson goes through Streamlit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.conftest import Opened
from videoreflect.services.accounts import sign_in
from videoreflect.services.sessions import SESSIONS
from videoreflect.ui import places, screens
from videoreflect.ui.signed_in import MARK

LESSON = "5" * 32


def views(page: AppTest) -> list[dict[str, str]]:
    """What each component of ours was given, in order."""
    return [json.loads(node.proto.json) for node in page.get("bidi_component")]


def test_nobody_signed_in_sees_only_the_way_to_sign_in(opened: Opened) -> None:
    page = opened()

    assert not page.exception
    assert views(page) == []
    assert any('href="/vr/sign-in"' in node.proto.body for node in page.get("html"))


def test_a_token_that_nobody_holds_is_nobody(opened: Opened) -> None:
    assert views(opened("f" * 64)) == []


def test_the_lessons_are_the_first_page(opened: Opened, token: str) -> None:
    page = opened(token)

    assert not page.exception
    assert [view["view"] for view in views(page)] == ["who", "library"]


def test_a_lock_empties_the_page_at_the_next_run(opened: Opened, token: str) -> None:
    page = opened(token)
    SESSIONS.lock(token)

    assert views(opened(token, page)) == []


def test_another_sign_in_finds_nothing_of_the_one_before(opened: Opened, token: str, vault: Path) -> None:
    page = opened(token)
    page.session_state["left behind"] = "by Nadia"
    other = SESSIONS.open(sign_in(vault, "Nadia Holt", "copper lantern field"))

    opened(other, page)

    assert "left behind" not in page.session_state
    assert page.session_state[MARK] == SESSIONS.find(other).name  # type: ignore[union-attr]
    SESSIONS.lock(other)


def test_the_same_sign_in_keeps_what_was_chosen(opened: Opened, token: str) -> None:
    page = opened(token)
    page.session_state["chosen"] = "oldest"

    opened(token, page)

    assert page.session_state["chosen"] == "oldest"


def draw_alone(name: str) -> None:
    """Draw one page without the bar around it; runs inside AppTest."""
    from videoreflect.ui import screens as here

    getattr(here, name)()


@pytest.mark.parametrize("name", [one.name for one in screens.ALL])
def test_every_page_draws_its_view_from_ids_alone(name: str) -> None:
    page = AppTest.from_function(draw_alone, kwargs={"name": name}, default_timeout=20)
    page.query_params["lesson"] = LESSON

    page.run()

    assert not page.exception
    [given] = views(page)
    assert set(given.values()) <= {name, LESSON, "", given.get("version")}


def test_a_page_of_a_lesson_leads_home_without_one() -> None:
    assert places.chosen_place("consent", "").name == "library"
    assert places.chosen_place("review", "../etc").name == "library"
    assert places.chosen_place("review", LESSON).name == "review"


def test_an_unknown_page_leads_home() -> None:
    assert places.chosen_place("nowhere", LESSON).name == "library"


def test_pages_of_a_lesson_belong_to_the_lessons() -> None:
    assert {places.tab_of(name) for name in ("library", "add", "consent", "talk", "review", "")} == {"library"}
    assert places.tab_of("people") == "people"


def test_streamlit_finds_no_folder_of_pages_to_run_past_main(root: Path) -> None:
    assert not (root / "videoreflect" / "ui" / "pages").exists()

"""How I want the review screen, over the routes: kept for each person, encrypted, and bounded."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.web.conftest import Browser
from videoreflect.web.house import House

AS_IT_COMES = {"typing_starts": True, "prompts": True, "keys": {}, "letters": {}, "tour": "", "sample": ""}
PATH = "people/me/review"


def test_what_is_named_is_kept_and_the_rest_stays(teacher: Browser, mentor: Browser) -> None:
    assert teacher.ask("GET", PATH) == AS_IT_COMES

    teacher.ask("PUT", PATH, {"typing_starts": False, "letters": {"note.talk": "m"}})
    teacher.ask("PUT", PATH, {"tour": "done"})

    changed = {"typing_starts": False, "letters": {"note.talk": "m"}, "tour": "done"}
    assert teacher.ask("GET", PATH) == AS_IT_COMES | changed
    assert mentor.ask("GET", PATH) == AS_IT_COMES


@pytest.mark.parametrize(
    "wrong",
    [
        {"typing_starts": "no"},
        {"keys": ["*"]},
        {"keys": {"note.talk": "Enter"}},
        {"keys": {"note.talk": "t"}},
        {"letters": {"note.talk": "m", "note.in": "m"}},
        {"tour": "x" * 2000},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(teacher: Browser, wrong: dict[str, Any]) -> None:
    teacher.ask("PUT", PATH, wrong, status=400)

    assert teacher.ask("GET", PATH) == AS_IT_COMES


def test_no_word_of_it_lies_readable_in_the_vault(teacher: Browser, own_house: House) -> None:
    """Seen to find the word when the state was written without being closed."""
    teacher.ask("PUT", PATH, {"letters": {"note.a-word-nobody-else-uses": "m"}})

    found = [path for path in own_house.vault.rglob("*") if path.is_file() and b"nobody-else-uses" in path.read_bytes()]
    assert not found

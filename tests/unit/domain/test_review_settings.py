"""Which settings of the review screen there can be."""

from __future__ import annotations

from typing import Any

import pytest

from videoreflect.domain.review_settings import MOST_KEYS, ReviewSettings, is_key
from videoreflect.errors import InvalidInput


@pytest.mark.parametrize("key", ["*", "ß", "€", "§", "7", " ", "ArrowLeft", "Shift+ArrowLeft", "F9", "Delete"])
def test_any_visible_sign_and_named_keys_can_be_chosen(key: str) -> None:
    assert is_key(key)


@pytest.mark.parametrize(
    "key", ["Enter", "Escape", "Tab", "Shift+Enter", "\u202e", "\u200b", "\n", "\u0301", "ab", "F13", 7]
)
def test_enter_esc_tab_and_what_cannot_be_seen_are_no_keys(key: Any) -> None:
    assert not is_key(key)


def test_own_keys_are_kept_as_they_are() -> None:
    mine = ReviewSettings(keys={"note.talk": "!", "player.captions": ""}, letters={"note.talk": "m"}, tour="3")

    assert (mine.keys["note.talk"], mine.letters["note.talk"], mine.tour) == ("!", "m", "3")


@pytest.mark.parametrize(
    "wrong",
    [
        {"typing_starts": 1},
        {"prompts": None},
        {"keys": []},
        {"keys": {"note.talk": "Tab"}},
        {"keys": {"note.talk": "t"}},
        {"keys": {"note.talk": "!", "note.in": "!"}},
        {"letters": {"note.talk": "m", "note.in": "M"}},
        {"keys": {"<script>": "!"}},
        {"keys": {"note.talk\n": "!"}},
        {"keys": {f"code.{n}": "" for n in range(MOST_KEYS + 1)}},
        {"tour": "21"},
        {"tour": "first"},
        {"tour": 3},
    ],
)
def test_everything_else_is_refused_with_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        ReviewSettings(**wrong)


def test_a_command_may_have_no_key_however_many_there_are() -> None:
    assert ReviewSettings(keys={"note.talk": "", "note.in": ""}).keys["note.in"] == ""

"""A chapter has a name on one line and a place within the clip."""

from __future__ import annotations

from typing import Any

import pytest

from videoreflect.domain.chapter import MAX_NAME, Chapter, chapter_from, checked_chapter
from videoreflect.errors import FormatError, InvalidInput

ID = "c" * 32
BODY = {"chapter": ID, "at_ms": 5, "name": "Starter", "deleted": False}


def test_a_place_beyond_the_end_is_moved_to_it() -> None:
    assert checked_chapter(Chapter(ID, 99_000, "End"), 60_000).at_ms == 59_999
    assert checked_chapter(Chapter(ID, 0, "All"), 0).at_ms == 0


def test_line_breaks_and_hidden_characters_are_taken_out_of_a_name() -> None:
    assert checked_chapter(Chapter(ID, 0, " Group\nwork \u202e\u200b now\x00 "), 10).name == "Group work now"


@pytest.mark.parametrize("name", ["", "  ", "\u200b\n", "x" * (MAX_NAME + 1)])
def test_no_name_and_an_endless_name_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        checked_chapter(Chapter(ID, 0, name), 10)


def test_what_is_written_is_read() -> None:
    for chapter in (Chapter(ID, 5, "Starter"), Chapter(ID, 0, "", deleted=True)):
        assert chapter_from(chapter.content()) == chapter


@pytest.mark.parametrize(
    "change",
    [
        {"chapter": "x"}, {"at_ms": -1}, {"at_ms": True}, {"at_ms": 1 << 60}, {"at_ms": "5"}, {"name": None},
        {"name": "x" * 300}, {"deleted": 0},
    ],
)  # fmt: skip
def test_what_other_software_wrote_wrongly_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        chapter_from(BODY | change)
    with pytest.raises(FormatError):
        chapter_from({})

"""Chapters as WebVTT: they come back unchanged, players can show them, and those of other programs come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.formats.notes_to_write import AWKWARD, DURATION
from videoreflect.domain.chapter import Chapter, checked_chapter
from videoreflect.errors import InvalidInput
from videoreflect.formats.chapters_vtt import read, write

names = st.lists(st.one_of(st.text(max_size=6), st.sampled_from(AWKWARD)), max_size=4).map(lambda parts: "".join(parts))
chapters = st.lists(st.tuples(st.integers(0, DURATION - 1), names), max_size=6)


@given(chapters)
def test_chapters_come_back_unchanged(said: list[tuple[int, str]]) -> None:
    """Seen to fail with a name not escaped."""
    made = [checked_chapter(Chapter("0" * 32, at_ms, f"x{name}"), DURATION) for at_ms, name in sorted(said)]

    assert read(write(made, DURATION)) == tuple((one.at_ms, one.name) for one in made)


def test_each_lasts_until_the_next_begins_and_the_last_to_the_end() -> None:
    made = [Chapter("0" * 32, at_ms, name) for at_ms, name in ((0, "Starter"), (5_000, "A & B"), (5_000, "Also"))]

    assert write(made, 60_000) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:05.000\nStarter\n\n"
        "00:00:05.000 --> 00:01:00.000\nA &amp; B\n\n00:00:05.000 --> 00:01:00.000\nAlso\n"
    )


def test_those_of_other_programs_are_read() -> None:
    head = "\ufeffWEBVTT - made elsewhere\r\n\r\nNOTE one\r\n\r\n1\r\n"
    text = f"{head}00:01.500 --> 00:02.000 align:start\r\n<b>One</b>\r\ntwo\r\n"

    assert read(text) == ((1_500, "One two"),)


@pytest.mark.parametrize("text", ["", "WEBVTTS", "1\n00:01.000 --> 00:02.000\nx", "WEBVTT\n\nsoon --> later\nx"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read(text)

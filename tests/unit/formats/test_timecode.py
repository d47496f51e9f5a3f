"""Times as text and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.errors import InvalidInput
from videoreflect.formats.timecode import clock, parse, srt, vtt

times = st.integers(0, 999 * 3_600_000)


@pytest.mark.parametrize(
    ("ms", "shown"),
    [(0, "0:00"), (999, "0:00"), (59_999, "0:59"), (804_000, "13:24"), (3_723_900, "1:02:03")],
)
def test_a_clock_shows_whole_seconds(ms: int, shown: str) -> None:
    assert clock(ms) == shown


def test_subtitle_times_are_written_in_full() -> None:
    assert vtt(3_723_045) == "01:02:03.045"
    assert srt(3_723_045) == "01:02:03,045"
    assert vtt(360_000_000) == "100:00:00.000"


@pytest.mark.parametrize(
    ("text", "ms"),
    [("12.5", 12_500), ("12,5", 12_500), ("0", 0), ("90", 90_000), ("1:02", 62_000), (" 75:00 ", 4_500_000),
     ("1:02:03.5", 3_723_500), ("0:00.007", 7), ("00:00:01,100", 1_100)],
)  # fmt: skip
def test_what_people_type_is_read(text: str, ms: int) -> None:
    assert parse(text) == ms


@pytest.mark.parametrize(
    "text",
    ["", "x", "-1", "1:60", "1:60:00", "1:2:3:4", "1.2345", ".5", "5.", "1::2", "١٢", "1 2", "1e3", "9" * 10],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"1:02:03\.5"):
        parse(text)


@given(times)
def test_written_times_come_back(ms: int) -> None:
    assert parse(vtt(ms)) == parse(srt(ms)) == ms
    assert parse(clock(ms)) == ms - ms % 1000


@pytest.mark.parametrize("write", [clock, vtt, srt])
def test_a_time_is_never_negative(write: object) -> None:
    assert callable(write)
    with pytest.raises(ValueError, match="negative"):
        write(-1)

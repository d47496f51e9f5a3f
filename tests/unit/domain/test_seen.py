"""What a member's program writes about looking at a lesson: parts joined, words plain, strange entries refused."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from videoreflect.domain.seen import MOST_PARTS, Did, Sighting, joined, parts_from, seen_days, sighting_from
from videoreflect.errors import FormatError

GWYN = "b" * 32


def at(day: int, hour: int = 12) -> int:
    return int(datetime.datetime(2026, 10, day, hour).astimezone().timestamp() * 1000)


def test_parts_are_put_in_order_and_joined() -> None:
    assert joined([(50_000, 60_000), (0, 10_000), (11_000, 20_000), (5_000, 8_000)]) == ((0, 20_000), (50_000, 60_000))
    assert parts_from([[0, 99_000]], end_ms=60_000) == ((0, 60_000),)
    assert parts_from([[70_000, 80_000], [5, 5]], end_ms=60_000) == ()


@pytest.mark.parametrize(
    "parts", [7, [[1]], [[1, 2, 3]], [["1", 2]], [[True, 5]], [[-1, 5]], [[0, 1 << 60]], [[0, 1]] * (MOST_PARTS + 1)]
)
def test_what_is_no_list_of_parts_is_refused(parts: Any) -> None:
    with pytest.raises(FormatError):
        parts_from(parts)


@pytest.mark.parametrize(
    "change",
    [{"did": "stole"}, {"at_ms": True}, {"at_ms": -1}, {"export": 5}, {"export": "x" * 41}, {"parts": {}}, {"more": 1}],
)
def test_a_strange_entry_is_refused(change: dict[str, Any]) -> None:
    whole = Sighting(GWYN, Did.PLAYED, 5, ((0, 9_000),)).content()
    assert sighting_from(GWYN, whole).parts == ((0, 9_000),)
    with pytest.raises(FormatError):
        sighting_from(GWYN, whole | change)


def test_words_by_person_and_day() -> None:
    """The newest day first; several parts of one day are one sentence."""
    seen = [
        Sighting(GWYN, Did.OPENED, at(17)),
        Sighting(GWYN, Did.OPENED, at(18, 9)),
        Sighting(GWYN, Did.PLAYED, at(18, 10), ((750_000, 845_000),)),
        Sighting(GWYN, Did.PLAYED, at(18, 11), ((0, 61_000), (844_000, 850_000))),
        Sighting("a" * 32, Did.EXPORTED, at(19), export="transcript"),
    ]
    assert [one.words for one in seen_days(seen, {GWYN: "Gwyn", "a" * 32: "Nadia"})] == [
        "Nadia copied out the transcript on 19 October 2026.",
        "Gwyn opened it on 18 October 2026 and watched 0:00–1:01 and 12:30–14:10.",
        "Gwyn opened it on 17 October 2026.",
    ]
    assert seen_days([Sighting(GWYN, Did.PLAYED, at(1), ())], {})[0].words == "Somebody opened it on 1 October 2026."
    assert seen_days([Sighting(GWYN, Did.PRINTED, 1 << 53)], {})[0].day == datetime.date.max

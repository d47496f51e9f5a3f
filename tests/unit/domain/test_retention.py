"""Until when a lesson is kept, from its owner's statements: the safe reading of every order and every damage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from videoreflect.domain.retention import (
    CLOSED_NOW,
    RecordedRetention,
    Retention,
    RetentionState,
    retention_from,
    retention_state,
)

DAY = 86_400_000


def said(
    number: int, keep: int | None, erase: int | None, knew: Mapping[str, int], log: str = "a"
) -> RecordedRetention:
    days = [None if day is None else day * DAY for day in (keep, erase)]
    return RecordedRetention(Retention(days[0], days[1], f"{log}{number}"), log, number, knew)


def test_nothing_said_is_no_day() -> None:
    assert retention_state([]) == RetentionState()


def test_the_newest_counts_when_it_knew_the_others() -> None:
    """Longer, shorter, and “not decided yet”: whoever knew what was said before replaces it."""
    first, second = said(1, 10, 12, {}), said(2, 20, 22, {"a": 1})
    assert retention_state([first, second]) == RetentionState(True, 20 * DAY, 22 * DAY, "a2")
    undecided = said(3, None, None, {"a": 2})
    assert retention_state([first, second, undecided]) == RetentionState(True, None, None, "a3")


def test_of_two_that_did_not_know_each_other_the_earlier_days_count() -> None:
    """In either order, and also where one of them took the day away.

    Seen to fail with the later of the days taken.
    """
    one, other = said(1, 10, 30, {}), said(1, 20, 25, {}, "b")
    nothing = said(1, None, None, {}, "c")
    for order in ([one, other, nothing], [nothing, other, one]):
        state = retention_state(order)
        assert (state.keep_until_ms, state.erase_after_ms) == (10 * DAY, 25 * DAY)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "videoreflect/retention/9"},
        {"keep_until_ms": True},
        {"keep_until_ms": -1},
        {"keep_until_ms": 2**60},
        {"erase_after_ms": None},
        {"erase_after_ms": 5},
        {"reason": 7},
        {"reason": "x" * 10_001},
        {"event_ms": "now"},
        {"more": 1},
    ],
)
def test_what_cannot_be_understood_closes_the_lesson(change: dict[str, Any]) -> None:
    """It may have shortened the time. Seen to fail with such a statement left out."""
    whole = Retention(10 * DAY, 12 * DAY, "A talk", 3).content()
    assert retention_from(whole) == Retention(10 * DAY, 12 * DAY, "A talk", 3)
    assert retention_from(whole | change) == CLOSED_NOW
    unread = RecordedRetention(retention_from(whole | change), "a", 2, {"a": 1})
    state = retention_state([said(1, 10, 12, {}), unread])
    assert (state.keep_until_ms, state.erase_after_ms) == (0, None)


def test_an_erased_statement_closes_and_a_later_one_opens_again() -> None:
    gone = RecordedRetention(retention_from(None), "a", 1, {})
    assert retention_state([gone]).keep_until_ms == 0
    assert retention_state([gone, said(2, 9, 9, {"a": 1})]).keep_until_ms == 9 * DAY

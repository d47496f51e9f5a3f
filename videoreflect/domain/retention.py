"""Until when a lesson is kept, as data: the statements of its owner, and what holds of them.

A lesson is *locked* at the end of the day until which it is kept, and *erased* a grace later. Computed in the order
of recording, as consent is: of statements that did not know each other the earlier days count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from videoreflect.domain.consent import MAX_MS, MAX_TEXT
from videoreflect.errors import FormatError

SCHEMA = "videoreflect/retention/1"


@dataclass(frozen=True, slots=True)
class Retention:
    """One statement. Both days are None where its owner chose “not decided yet”; times in ms since 1970 UTC."""

    keep_until_ms: int | None
    erase_after_ms: int | None
    reason: str = ""
    event_ms: int = 0

    def content(self) -> dict[str, Any]:
        """The body of a ``retention`` row."""
        return {"schema": SCHEMA} | asdict(self)


CLOSED_NOW = Retention(0, None)
"""What a statement counts as that was erased or cannot be understood.

It may have shortened the time, so taking the one before would open the lesson for longer than was asked. Closing costs
nothing that cannot be undone: only the signed date of the header erases, and the owner can say a day again.
"""


@dataclass(frozen=True, slots=True)
class RecordedRetention:
    """A statement with its place: which log and number, and what it knew of every log when it was written."""

    retention: Retention
    log: str
    number: int
    knew: Mapping[str, int]
    recorded_ms: int = 0

    def knows(self, other: RecordedRetention) -> bool:
        """Whether ``other`` had been seen when this was recorded."""
        return other.number <= self.knew.get(other.log, 0)


@dataclass(frozen=True, slots=True)
class RetentionState:
    """What holds now. ``stated``: whether the owner has said anything, be it that no day is decided yet."""

    stated: bool = False
    keep_until_ms: int | None = None
    erase_after_ms: int | None = None
    reason: str = ""


def retention_from(content: Mapping[str, Any] | None) -> Retention:
    """Read the body of a ``retention`` row; an erased or unreadable one counts as :data:`CLOSED_NOW`."""
    try:
        fields = dict(content or {})
        if fields.pop("schema") != SCHEMA:
            return CLOSED_NOW
        return _checked(Retention(**fields))
    except (KeyError, TypeError, FormatError):
        return CLOSED_NOW


def retention_state(recorded: Iterable[RecordedRetention]) -> RetentionState:
    """Compute what holds. Nothing stated means no day: the header's date alone may then close the lesson."""
    newest: list[RecordedRetention] = []
    for one in recorded:
        if not any(other.knows(one) for other in newest):
            newest = [other for other in newest if not one.knows(other)] + [one]
    if not newest:
        return RetentionState()
    return RetentionState(
        True,
        _earliest(one.retention.keep_until_ms for one in newest),
        _earliest(one.retention.erase_after_ms for one in newest),
        newest[-1].retention.reason,
    )


def _checked(one: Retention) -> Retention:
    days = (one.keep_until_ms, one.erase_after_ms)
    if not all(day is None or _is_time(day) for day in days) or not _is_time(one.event_ms):
        raise FormatError
    if not isinstance(one.reason, str) or len(one.reason) > MAX_TEXT:
        raise FormatError
    if (one.keep_until_ms is None) != (one.erase_after_ms is None):
        raise FormatError
    if one.keep_until_ms is not None and one.erase_after_ms is not None and one.erase_after_ms < one.keep_until_ms:
        raise FormatError  # erased before it is locked was never meant
    return one


def _is_time(found: object) -> bool:
    return type(found) is int and 0 <= found <= MAX_MS


def _earliest(days: Iterable[int | None]) -> int | None:
    return min((day for day in days if day is not None), default=None)

"""A clip with what is known about it."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass

from videoreflect.errors import InvalidInput

MAX_FIELD = 300
_NO_TEXT = frozenset({"Cc", "Cs"})
_DAY_MS = 86_400_000
_EPOCH = datetime.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class LessonDetails:
    """What the teacher wrote about the lesson; ``date`` is ISO 8601 (YYYY-MM-DD) or empty."""

    title: str
    date: str = ""
    class_name: str = ""
    subject: str = ""
    focus: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise InvalidInput("A lesson needs a title. Type a few words that you will recognise later.")
        for value in (self.title, self.class_name, self.subject, self.focus):
            if len(value) > MAX_FIELD or any(unicodedata.category(c) in _NO_TEXT for c in value):
                raise InvalidInput(f"Title, class, subject and focus take up to {MAX_FIELD} characters on one line.")
        if self.date:
            checked_date(self.date)


def checked_date(text: str) -> datetime.date:
    """Read an ISO 8601 date. Raises InvalidInput."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("A date is written like 2026-11-21: year, month, day.") from None


def end_of_day_ms(text: str) -> int:
    """The last millisecond (UTC) of an ISO 8601 date: an end date includes its day."""
    days = (checked_date(text) - _EPOCH).days
    return (days + 1) * _DAY_MS - 1


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's access to a lesson: ``until_ms`` is the last moment, None for no end."""

    person: str
    role: str
    until_ms: int | None

    def holds(self, now_ms: int) -> bool:
        """Whether the access has not ended."""
        return self.until_ms is None or now_ms <= self.until_ms

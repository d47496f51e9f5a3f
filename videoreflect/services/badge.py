"""The few words about consent that stand wherever a lesson appears."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from videoreflect.domain.policy import LessonState

WARN_DAYS = 14
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Badge:
    """``kind`` is none, only-you, shareable, ending, erasing, locked, withdrawn or ended; ``words`` say it."""

    kind: str
    words: str


def badge_of(lesson: LessonState, now_ms: int, first_names: Mapping[str, str], warn_days: int = WARN_DAYS) -> Badge:
    """The badge of a lesson as its owner sees it; ``warn_days`` before its end its owner is warned."""
    consent = lesson.consent
    if consent.withdrawn:
        return Badge("withdrawn", "Agreement withdrawn: only you")
    if consent.blocked:
        count = len(consent.blocked)
        return Badge("locked", f"Sharing locked: {count} objection{'s' if count > 1 else ''}")
    if (closes := lesson.closes_ms) is not None and closes - now_ms < warn_days * _DAY_MS:
        return Badge("erasing", _ending_words(lesson, closes, now_ms))
    if not consent.recorded:
        return Badge("none", "Nothing recorded yet")
    if consent.until_ms is not None and now_ms > consent.until_ms:
        return Badge("ended", "The recorded date has passed")
    if consent.until_ms is not None and consent.until_ms - now_ms < WARN_DAYS * _DAY_MS:
        return Badge("ending", f"Ends on {_day(consent.until_ms)}")
    names = sorted(first_names[person] for person in consent.scope.share if person in first_names)
    if names:
        return Badge("shareable", f"May be shared with {' and '.join(names)}")
    return Badge("only-you", "Only you, transcript allowed" if consent.scope.transcribe else "Only you")


def _ending_words(lesson: LessonState, closes_ms: int, now_ms: int) -> str:
    days = max(0, closes_ms - now_ms) // _DAY_MS
    when = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
    has_grace = lesson.erase_after_ms is None or lesson.erase_after_ms > closes_ms
    return f"Closes {when}, then erased" if has_grace else f"Erased {when}"


def _day(ms: int) -> str:
    day = datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC)
    return f"{day.day} {day:%b %Y}"

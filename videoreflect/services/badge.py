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
    """``kind`` is none, only-you, shareable, ending, locked, withdrawn or ended; ``words`` say it."""

    kind: str
    words: str


def badge_of(lesson: LessonState, now_ms: int, first_names: Mapping[str, str]) -> Badge:
    """The badge of a lesson as its owner sees it."""
    consent = lesson.consent
    if consent.withdrawn:
        return Badge("withdrawn", "Agreement withdrawn: only you")
    if consent.blocked:
        count = len(consent.blocked)
        return Badge("locked", f"Sharing locked: {count} objection{'s' if count > 1 else ''}")
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


def _day(ms: int) -> str:
    day = datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC)
    return f"{day.day} {day:%b %Y}"

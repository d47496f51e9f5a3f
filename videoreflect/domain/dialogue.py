"""The post-lesson dialogue: moments to talk about, what was said, what was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from videoreflect.domain.note import AuthoredNote

TOGETHER_MS = 5_000
"""Two people who stop within five seconds of each other stopped at the same moment."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one person wrote down about a moment; the newest words of each author count."""

    moment: str
    author: str
    text: str
    time_ms: int


@dataclass(frozen=True, slots=True)
class AgreedAction:
    """Something to do, by whom and until when (ISO date, may be empty)."""

    id: str
    text: str
    person: str
    by: str
    author: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the agenda; its id is that of its first note."""

    id: str
    at_ms: int
    to_ms: int
    notes: tuple[AuthoredNote, ...]


def agenda(notes: Iterable[AuthoredNote]) -> tuple[Moment, ...]:
    """Moments marked for talk, with every open note that lies at them, in the order of the clip."""
    notes = sorted(notes, key=lambda one: (_start(one), one.note.id))
    moments: list[list[AuthoredNote]] = []
    for one in (one for one in notes if one.note.talk):
        if moments and _start(one) - _end(moments[-1]) <= TOGETHER_MS:
            moments[-1].append(one)
        else:
            moments.append([one])
    return tuple(_moment(marked, notes) for marked in moments)


def _moment(marked: list[AuthoredNote], notes: list[AuthoredNote]) -> Moment:
    start, end = _start(marked[0]), _end(marked)
    beside = [
        one for one in notes
        if one not in marked and one.note.at_ms is not None
        and _start(one) <= end + TOGETHER_MS and _end([one]) >= start - TOGETHER_MS
    ]  # fmt: skip
    together = tuple(sorted((*marked, *beside), key=lambda one: (_start(one), one.note.id)))
    return Moment(marked[0].note.id, start, end, together)


def _start(one: AuthoredNote) -> int:
    return one.note.at_ms or 0


def _end(notes: list[AuthoredNote]) -> int:
    return max(one.note.to_ms or one.note.at_ms or 0 for one in notes)

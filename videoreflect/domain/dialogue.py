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
    """Moments marked for talk, with every open note that lies at them, in the order of the clip.

    A reply is no moment of its own: it stands behind the note that it answers, if that is there.
    """
    notes = sorted(notes, key=lambda one: (_start(one), one.note.id))
    replies = _replies(notes)
    notes = [one for one in notes if one not in replies]
    moments: list[list[AuthoredNote]] = []
    for one in (one for one in notes if one.note.talk):
        if moments and _start(one) - _end(moments[-1]) <= TOGETHER_MS:
            moments[-1].append(one)
        else:
            moments.append([one])
    return tuple(_moment(marked, notes, replies) for marked in moments)


def _replies(notes: list[AuthoredNote]) -> list[AuthoredNote]:
    """Replies to notes that are there, the oldest first; of one whose note is gone the words stand for themselves."""
    there = {one.note.id for one in notes if not one.note.reply_to}
    found = [one for one in notes if one.note.reply_to in there]
    return sorted(found, key=lambda one: (one.note.created_ms, one.note.id))


def _moment(marked: list[AuthoredNote], notes: list[AuthoredNote], replies: list[AuthoredNote]) -> Moment:
    start, end = _start(marked[0]), _end(marked)
    beside = [
        one for one in notes
        if one not in marked and one.note.at_ms is not None
        and _start(one) <= end + TOGETHER_MS and _end([one]) >= start - TOGETHER_MS
    ]  # fmt: skip
    together = sorted((*marked, *beside), key=lambda one: (_start(one), one.note.id))
    threads = [(one, *(reply for reply in replies if reply.note.reply_to == one.note.id)) for one in together]
    return Moment(marked[0].note.id, start, end, tuple(one for thread in threads for one in thread))


def _start(one: AuthoredNote) -> int:
    return one.note.at_ms or 0


def _end(notes: list[AuthoredNote]) -> int:
    return max(one.note.to_ms or one.note.at_ms or 0 for one in notes)

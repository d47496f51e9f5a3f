"""What a withdrawal or an objection leaves to be done: for whom, until when, and whether it is proved done.

Computed from the register and from facts about the lesson; nobody ticks an item off by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from videoreflect.domain.consent import AVAILABLE_REMEDIES, WHOLE_CLASS, Place, Remedy
from videoreflect.domain.consent_state import RecordedEvent
from videoreflect.domain.exceptions import OpenException, month_after, open_exceptions, standing_restrictions


class Task(StrEnum):
    """What is to be done."""

    END_ACCESS = "end-access"
    NEW_RECORDINGS = "new-recordings"
    ERASE_TRANSCRIPT = "erase-transcript"
    CHOOSE = "choose"
    NAME_PLACES = "name-places"
    BLUR = "blur"
    MUTE = "mute"
    CUT = "cut"
    KEEP_PRIVATE = "keep-private"


_OF_A_PLACE = {Remedy.BLUR: Task.BLUR, Remedy.MUTE: Task.MUTE, Remedy.CUT: Task.CUT}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of the lesson now. ``others`` can open it besides its owners; ``had_access`` could once.

    ``closed_ms``: when a new key kept everybody else out, after the restriction of a principal was recorded.
    """

    others: frozenset[str]
    had_access: frozenset[str]
    recordings_owed: bool
    has_transcript: bool
    transcript_erased_ms: int | None
    closed_ms: dict[str, int]


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to do for one principal, until ``due_ms``.

    ``proved_ms`` is when it was done, if the vault's rows say it. ``possible`` is False for what no program of this
    version can do: it stays open, and the lesson private.
    """

    task: Task
    principal: str
    due_ms: int
    done: bool
    proved_ms: int | None = None
    places: tuple[Place, ...] = ()
    possible: bool = True


def worklist(events: Iterable[RecordedEvent], facts: Facts) -> tuple[WorkItem, ...]:
    """Everything that standing restrictions ask for, the class first, then by person."""
    recorded = list(events)
    whole = standing_restrictions(recorded).get(WHOLE_CLASS, [])
    items = list(_after_withdrawal(whole, facts)) if whole else []
    for one in open_exceptions(recorded):
        items += _for_one(one, facts)
    return tuple(items)


def _after_withdrawal(whole: list[RecordedEvent], facts: Facts) -> Iterator[WorkItem]:
    due = month_after(min(one.recorded_ms for one in whole))
    yield from _closing(WHOLE_CLASS, due, facts)
    if facts.has_transcript or facts.transcript_erased_ms is not None:
        erased = not facts.has_transcript
        proved = facts.transcript_erased_ms if erased else None
        yield WorkItem(Task.ERASE_TRANSCRIPT, WHOLE_CLASS, due, erased, proved)


def _for_one(one: OpenException, facts: Facts) -> Iterator[WorkItem]:
    yield WorkItem(Task.CHOOSE, one.principal, one.due_ms, one.remedy is not None)
    if one.remedy in _OF_A_PLACE:
        yield WorkItem(Task.NAME_PLACES, one.principal, one.due_ms, bool(one.places), places=one.places)
        possible = one.remedy in AVAILABLE_REMEDIES
        yield WorkItem(_OF_A_PLACE[one.remedy], one.principal, one.due_ms, False, None, one.places, possible)
    yield from _closing(one.principal, one.due_ms, facts)


def _closing(principal: str, due_ms: int, facts: Facts) -> Iterator[WorkItem]:
    """Nobody but the owner can open it: by keys, not only by what the program refuses."""
    task = Task.END_ACCESS if principal == WHOLE_CLASS else Task.KEEP_PRIVATE
    closed = not facts.others
    yield WorkItem(task, principal, due_ms, closed, facts.closed_ms.get(principal) if closed else None)
    if facts.had_access:
        yield WorkItem(Task.NEW_RECORDINGS, principal, due_ms, closed and not facts.recordings_owed)

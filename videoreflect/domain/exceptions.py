"""The people in the picture whose refusal, objection or withdrawal stands: who, where, and what is to be done.

Computed from the register like its state. Later words of the same record replace its details and stay a restriction;
of words that did not know each other all places count, and the stricter remedy.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from videoreflect.domain.consent import (
    ALLOWING,
    RESTRICTING,
    WHOLE_CLASS,
    ConsentKind,
    Expression,
    GivenBy,
    Place,
    PrincipalRole,
    Remedy,
)
from videoreflect.domain.consent_state import RecordedEvent, newest_allowing

_T = TypeVar("_T")
_STRICTEST_FIRST = (Remedy.PRIVATE, Remedy.CUT, Remedy.MUTE, Remedy.BLUR)


@dataclass(frozen=True, slots=True)
class OpenException:
    """One person whose restriction stands. ``records`` are the consent records that it stands in.

    ``since_ms`` is when it was first recorded, ``said_ms`` when it was said, as somebody typed it. ``due_ms`` is until
    when it is to be dealt with: one month unless said otherwise (UK GDPR Art. 12(3)).
    """

    principal: str
    role: PrincipalRole
    kind: ConsentKind
    records: tuple[str, ...]
    since_ms: int
    said_ms: int
    due_ms: int
    given_by: GivenBy
    expressed: Expression
    places: tuple[Place, ...] = ()
    remedy: Remedy | None = None
    note: str = ""


def open_exceptions(events: Iterable[RecordedEvent]) -> tuple[OpenException, ...]:
    """Everybody whose restriction stands, except the class as a whole, in the order of their names."""
    standing = standing_restrictions(events)
    return tuple(_exception(theirs) for name, theirs in sorted(standing.items()) if name != WHOLE_CLASS)


def standing_restrictions(events: Iterable[RecordedEvent]) -> dict[str, list[RecordedEvent]]:
    """The restrictions that stand, by principal, each after all that it knew of."""
    by_principal: dict[str, list[RecordedEvent]] = {}
    for recorded in events:
        by_principal.setdefault(recorded.event.principal, []).append(recorded)
    found = {name: _standing(theirs) for name, theirs in by_principal.items()}
    return {name: standing for name, standing in found.items() if standing}


def _standing(theirs: list[RecordedEvent]) -> list[RecordedEvent]:
    """Restrictions that no allowing event knew of, each after all that it knew of."""
    allowing = newest_allowing([r for r in theirs if r.event.kind in ALLOWING])
    restricting = (r for r in theirs if r.event.kind in RESTRICTING)
    standing = [no for no in restricting if not any(given.knows(no) for given in allowing)]
    return sorted(standing, key=lambda r: (sum(r.knew.values()), r.log, r.number))


def _exception(standing: list[RecordedEvent]) -> OpenException:
    told = [_told(head, standing) for head in _heads(standing)]
    first = told[0]
    return replace(
        first,
        records=tuple(dict.fromkeys(one.records[0] for one in told)),
        since_ms=min(one.since_ms for one in told),
        due_ms=min(one.due_ms for one in told),
        places=_joined([place for one in told for place in one.places]),
        remedy=_strictest([one.remedy for one in told]),
        note=next((one.note for one in told if one.note), ""),
    )


def _heads(standing: list[RecordedEvent]) -> list[RecordedEvent]:
    """Of each record the newest word, or several that did not know each other."""
    heads: list[RecordedEvent] = []
    for said in reversed(standing):
        if not any(head.event.record == said.event.record and head.knows(said) for head in heads):
            heads.append(said)
    return heads


def _told(head: RecordedEvent, standing: list[RecordedEvent]) -> OpenException:
    """What a record says by one of its newest words: a detail that this leaves open stays as it was said before."""
    said = [one for one in standing if one.event.record == head.event.record and head.knows(one)]
    events = [one.event for one in said]
    since = min(one.recorded_ms for one in said)
    newest = head.event
    return OpenException(
        principal=newest.principal,
        role=newest.principal_role,
        kind=newest.kind,
        records=(newest.record,),
        since_ms=since,
        said_ms=events[0].event_ms,
        due_ms=_last([event.due_ms for event in events]) or month_after(since),
        given_by=newest.given_by,
        expressed=newest.expressed,
        places=_last([event.places or None for event in events]) or (),
        remedy=_last([event.remedy for event in events]),
        note=_last([event.note or None for event in events]) or "",
    )


def _last(told: list[_T | None]) -> _T | None:
    return next((one for one in reversed(told) if one is not None), None)


def _joined(places: list[Place]) -> tuple[Place, ...]:
    return tuple(sorted(set(places), key=lambda place: (place.start_ms, place.end_ms, place.where)))


def _strictest(remedies: list[Remedy | None]) -> Remedy | None:
    return next((remedy for remedy in _STRICTEST_FIRST if remedy in remedies), None)


def month_after(ms: int) -> int:
    """The same time one calendar month later, or on the last day of a shorter month (UTC)."""
    try:
        at = datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC)
    except (ValueError, OverflowError, OSError):  # the clock of some device was far off
        return ms
    year, month = (at.year, at.month + 1) if at.month < 12 else (at.year + 1, 1)
    if year > datetime.MAXYEAR:
        return ms
    later = at.replace(year=year, month=month, day=min(at.day, calendar.monthrange(year, month)[1]))
    return int(later.timestamp() * 1000)

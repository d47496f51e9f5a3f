"""What a register of consent events allows now.

Computed in the order of *recording*, never by the time somebody typed: a back-dated “given” must not override a
withdrawal. Decision 3 in ``docs/decisions`` says how events are judged that did not know each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from videoreflect.domain.consent import (
    ALLOWING,
    NO_SCOPE,
    RESTRICTING,
    WHOLE_CLASS,
    Basis,
    ConsentEvent,
    Purpose,
    Scope,
)


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event with its place: which log and number, and what it knew of every log when it was written."""

    event: ConsentEvent
    log: str
    number: int
    knew: Mapping[str, int]
    recorded_ms: int = 0

    def knows(self, other: RecordedEvent) -> bool:
        """Whether ``other`` had been seen when this was recorded."""
        return other.number <= self.knew.get(other.log, 0)


@dataclass(frozen=True, slots=True)
class ConsentState:
    """What holds now. ``blocked`` names the people whose refusal, objection or withdrawal stands."""

    recorded: bool = False
    withdrawn: bool = False
    basis: Basis | None = None
    purposes: frozenset[Purpose] = frozenset()
    scope: Scope = NO_SCOPE
    until_ms: int | None = None
    blocked: tuple[str, ...] = ()


def consent_state(events: Iterable[RecordedEvent]) -> ConsentState:
    """Compute what the register allows. Nothing recorded means nothing allowed."""
    by_principal: dict[str, list[RecordedEvent]] = {}
    for recorded in events:
        by_principal.setdefault(recorded.event.principal, []).append(recorded)
    blocked = tuple(sorted(name for name, theirs in by_principal.items() if _stands_blocked(theirs)))
    if WHOLE_CLASS in blocked:
        return ConsentState(recorded=True, withdrawn=True, blocked=blocked)
    allowed = _standing_permissions(by_principal.get(WHOLE_CLASS, []))
    if not allowed:
        return ConsentState(recorded=bool(blocked), blocked=blocked)
    return _joined(allowed, blocked)


def _stands_blocked(theirs: list[RecordedEvent]) -> bool:
    """A restriction stands until an allowing event is recorded by somebody who knew of it."""
    newest = newest_allowing(theirs)
    restricting = [r for r in theirs if r.event.kind in RESTRICTING]
    return any(not any(given.knows(no) for given in newest) for no in restricting)


def _standing_permissions(theirs: list[RecordedEvent]) -> list[ConsentEvent]:
    """The allowing events that no later one replaced: one, or several that did not know each other."""
    return [recorded.event for recorded in newest_allowing(theirs)]


def newest_allowing(theirs: list[RecordedEvent]) -> list[RecordedEvent]:
    """Allowing events that no other allowing event knew. Whatever an older one knew, these know too."""
    newest: list[RecordedEvent] = []
    for recorded in (r for r in theirs if r.event.kind in ALLOWING):
        if not any(other.knows(recorded) for other in newest):
            newest = [other for other in newest if not recorded.knows(other)] + [recorded]
    return newest


def _joined(allowed: list[ConsentEvent], blocked: tuple[str, ...]) -> ConsentState:
    scope, purposes = allowed[0].scope, allowed[0].purposes
    for event in allowed[1:]:
        scope, purposes = scope.within(event.scope), purposes & event.purposes
    ends = [event.until_ms for event in allowed if event.until_ms is not None]
    return ConsentState(
        recorded=True,
        basis=allowed[0].basis,
        purposes=purposes,
        scope=scope,
        until_ms=min(ends, default=None),
        blocked=blocked,
    )

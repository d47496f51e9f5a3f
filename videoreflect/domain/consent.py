"""Consent as data that decides: events in the owner's log, and the state that follows from them.

Field names follow ISO/IEC TS 27560:2023 as the W3C Data Privacy Vocabulary guide maps it.
The state is computed in the order of *recording*, never by the time somebody typed: a
back-dated “given” must not override a withdrawal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from videoreflect.domain.ids import is_id
from videoreflect.errors import FormatError

SCHEMA = "videoreflect/consent/1"
MAX_TEXT = 10_000
WHOLE_CLASS = "class"
"""The principal of the statement about everybody in the picture; others are exceptions to it."""


class Basis(StrEnum):
    """The lawful basis (UK GDPR Art. 6). Schools mostly use public task, so it comes first."""

    PUBLIC_TASK = "public-task"
    LEGITIMATE_INTERESTS = "legitimate-interests"
    CONSENT = "consent"


class Purpose(StrEnum):
    """What the lesson may be used for."""

    SELF_REFLECTION = "self-reflection"
    MENTORING = "mentoring"
    GROUP_LEARNING = "group-learning"
    EXEMPLAR = "exemplar"
    RESEARCH = "research"


class ConsentKind(StrEnum):
    """The kind of an event (DPV consent states), plus objection under Art. 21."""

    REQUESTED = "requested"
    GIVEN = "given"
    RENEWED = "renewed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    OBJECTED = "objected"


ALLOWING = frozenset({ConsentKind.GIVEN, ConsentKind.RENEWED})
RESTRICTING = frozenset(ConsentKind) - ALLOWING - {ConsentKind.REQUESTED}


@dataclass(frozen=True, slots=True)
class Scope:
    """What is allowed. ``share`` names person ids."""

    transcribe: bool = False
    analyse: bool = False
    share: frozenset[str] = frozenset()
    export: bool = False

    def within(self, other: Scope) -> Scope:
        """What both allow: of two statements that did not know each other the more restrictive counts."""
        return Scope(
            self.transcribe and other.transcribe,
            self.analyse and other.analyse,
            self.share & other.share,
            self.export and other.export,
        )


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One entry of the register. ``principal`` is a pseudonym such as “pupil 7”, never a name unless needed."""

    record: str
    kind: ConsentKind
    principal: str = WHOLE_CLASS
    principal_role: str = "pupil"
    given_by: str = "school"
    basis: Basis = Basis.PUBLIC_TASK
    purposes: frozenset[Purpose] = frozenset()
    scope: Scope = Scope()
    until_ms: int | None = None
    notice: str = ""
    expressed: str = "form"
    event_ms: int = 0
    note: str = ""

    def content(self) -> dict[str, Any]:
        """The body of a ``consent`` row."""
        fields = asdict(self)
        fields |= {"schema": SCHEMA, "event": str(fields.pop("kind")), "basis": str(self.basis)}
        fields["purposes"] = sorted(map(str, self.purposes))
        fields["scope"] = asdict(self.scope) | {"share": sorted(self.scope.share)}
        return fields


def event_from(content: Mapping[str, Any]) -> ConsentEvent:
    """Read the body of a ``consent`` row. Raises FormatError; an unknown term is never read as permission."""
    try:
        fields = dict(content)
        if fields.pop("schema") != SCHEMA:
            raise FormatError
        return _typed(
            ConsentEvent(
                kind=ConsentKind(fields.pop("event")),
                basis=Basis(fields.pop("basis")),
                purposes=frozenset(map(Purpose, fields.pop("purposes"))),
                scope=_scope_from(fields.pop("scope")),
                **fields,
            )
        )
    except (KeyError, TypeError, ValueError):
        raise FormatError from None


def event_or_restriction(content: Mapping[str, Any] | None) -> ConsentEvent:
    """Read the body of a ``consent`` row; one that is erased or cannot be understood counts as a restriction.

    It may have been a withdrawal: leaving it out would bring back what was allowed before.
    """
    fields = content or {}
    try:
        return event_from(fields)
    except FormatError:
        who = fields.get("principal")
        principal = who if isinstance(who, str) and 0 < len(who) <= MAX_TEXT else WHOLE_CLASS
        return ConsentEvent(record="", kind=ConsentKind.INVALIDATED, principal=principal)


def _scope_from(fields: Mapping[str, Any]) -> Scope:
    scope = Scope(**(dict(fields) | {"share": frozenset(fields["share"])}))
    flags = (scope.transcribe, scope.analyse, scope.export)
    if not all(type(flag) is bool for flag in flags) or not all(map(is_id, scope.share)):
        raise FormatError
    return scope


def _typed(event: ConsentEvent) -> ConsentEvent:
    texts = (
        event.record,
        event.principal,
        event.principal_role,
        event.given_by,
        event.notice,
        event.expressed,
        event.note,
    )
    if not all(isinstance(text, str) and len(text) <= MAX_TEXT for text in texts):
        raise FormatError
    if type(event.event_ms) is not int or not (event.until_ms is None or type(event.until_ms) is int):
        raise FormatError
    return event


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
    scope: Scope = Scope()
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
    newest = _newest_allowing(theirs)
    restricting = [r for r in theirs if r.event.kind in RESTRICTING]
    return any(not any(given.knows(no) for given in newest) for no in restricting)


def _standing_permissions(theirs: list[RecordedEvent]) -> list[ConsentEvent]:
    """The allowing events that no later one replaced: one, or several that did not know each other."""
    return [recorded.event for recorded in _newest_allowing(theirs)]


def _newest_allowing(theirs: list[RecordedEvent]) -> list[RecordedEvent]:
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

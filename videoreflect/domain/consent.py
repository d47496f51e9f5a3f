"""Consent as data that decides: the events of a lesson's register. What follows from them: ``consent_state``.

Field names follow ISO/IEC TS 27560:2023 as the W3C Data Privacy Vocabulary guide maps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from videoreflect.domain.ids import is_id
from videoreflect.errors import FormatError

SCHEMA = "videoreflect/consent/1"
MAX_TEXT = 10_000
MAX_PLACES = 500
MAX_MS = 1 << 53
"""Times beyond this are not times; JSON numbers are exact up to here."""

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


class PrincipalRole(StrEnum):
    """In which role somebody is in the picture."""

    PUPIL = "pupil"
    TEACHER = "teacher"
    MENTOR = "mentor"
    ADULT = "adult"


class GivenBy(StrEnum):
    """Who spoke for the person: a family for a young child, the school for a class under public task."""

    SELF = "self"
    PARENT = "parent"
    SCHOOL = "school"


class Expression(StrEnum):
    """How it was said."""

    FORM = "form"
    LETTER = "letter"
    SPOKEN = "spoken"
    ELECTRONIC = "electronic"


class ExportKind(StrEnum):
    """What may be copied out of the vault, each kind by itself."""

    NOTES = "notes"
    TRANSCRIPT = "transcript"
    TALK = "talk"
    CLIP = "clip"


class Remedy(StrEnum):
    """What the teacher chose for somebody who must not be seen or heard by others."""

    BLUR = "blur"
    MUTE = "mute"
    CUT = "cut"
    PRIVATE = "private"


AVAILABLE_REMEDIES = frozenset({Remedy.PRIVATE})
"""What this version can carry out. The others can be chosen and stay on the worklist: until one exists, the lesson
stays private."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is seen or heard: from ``start_ms`` to ``end_ms``, and where in the picture, in words."""

    start_ms: int
    end_ms: int
    where: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is allowed. ``share`` names person ids."""

    transcribe: bool = False
    analyse: bool = False
    share: frozenset[str] = frozenset()
    export: frozenset[ExportKind] = frozenset()

    def within(self, other: Scope) -> Scope:
        """What both allow: of two statements that did not know each other the more restrictive counts."""
        return Scope(
            self.transcribe and other.transcribe,
            self.analyse and other.analyse,
            self.share & other.share,
            self.export & other.export,
        )


NO_SCOPE = Scope()


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One entry of the register. ``principal`` is a pseudonym such as “pupil 7”, never a name unless needed.

    ``record`` names the consent record that the event belongs to (TS 27560 ``record_id``). ``event_ms`` is when it
    was said, as somebody typed it: it decides nothing. ``places``, ``remedy`` and ``due_ms`` are those of an exception;
    ``notice_hash`` is the SHA-256 (hex) of the notice as people were given it.
    """

    record: str
    kind: ConsentKind
    principal: str = WHOLE_CLASS
    principal_role: PrincipalRole = PrincipalRole.PUPIL
    given_by: GivenBy = GivenBy.SCHOOL
    basis: Basis = Basis.PUBLIC_TASK
    purposes: frozenset[Purpose] = frozenset()
    scope: Scope = NO_SCOPE
    until_ms: int | None = None
    notice: str = ""
    notice_hash: str = ""
    language: str = ""
    withdrawal: str = ""
    jurisdiction: str = ""
    dpia: str = ""
    expressed: Expression = Expression.FORM
    event_ms: int = 0
    note: str = ""
    places: tuple[Place, ...] = ()
    remedy: Remedy | None = None
    due_ms: int | None = None

    def content(self) -> dict[str, Any]:
        """The body of a ``consent`` row."""
        fields = asdict(self)
        fields |= {"schema": SCHEMA, "event": str(fields.pop("kind")), "basis": str(self.basis)}
        fields |= {name: str(fields[name]) for name in ("principal_role", "given_by", "expressed")}
        fields["purposes"] = sorted(map(str, self.purposes))
        fields["scope"] = asdict(self.scope) | {"share": sorted(self.scope.share)}
        fields["scope"]["export"] = sorted(map(str, self.scope.export))
        fields["places"] = [asdict(place) for place in self.places]
        fields["remedy"] = str(self.remedy) if self.remedy else None
        return fields


def event_from(content: Mapping[str, Any]) -> ConsentEvent:
    """Read the body of a ``consent`` row. Raises FormatError; an unknown term is never read as permission."""
    try:
        fields = dict(content)
        if fields.pop("schema") != SCHEMA:
            raise FormatError
        return _checked(
            ConsentEvent(
                kind=ConsentKind(fields.pop("event")),
                principal_role=PrincipalRole(fields.pop("principal_role")),
                given_by=GivenBy(fields.pop("given_by")),
                basis=Basis(fields.pop("basis")),
                purposes=frozenset(map(Purpose, fields.pop("purposes"))),
                scope=_scope_from(fields.pop("scope")),
                expressed=Expression(fields.pop("expressed")),
                places=_places_from(fields.pop("places")),
                remedy=None if (remedy := fields.pop("remedy")) is None else Remedy(remedy),
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
    given = dict(fields)
    share, export = given.pop("share"), given.pop("export")
    if not isinstance(share, list) or not isinstance(export, list):
        raise FormatError
    scope = Scope(**given, share=frozenset(share), export=frozenset(map(ExportKind, export)))
    if type(scope.transcribe) is not bool or type(scope.analyse) is not bool or not all(map(is_id, scope.share)):
        raise FormatError
    return scope


def _places_from(found: Any) -> tuple[Place, ...]:
    if not isinstance(found, list) or len(found) > MAX_PLACES:
        raise FormatError
    places = tuple(Place(**one) for one in found)
    for place in places:
        if not (_is_time(place.start_ms) and _is_time(place.end_ms) and place.start_ms < place.end_ms):
            raise FormatError
        if not _is_text(place.where):
            raise FormatError
    return places


def _checked(event: ConsentEvent) -> ConsentEvent:
    texts = (
        event.record,
        event.principal,
        event.notice,
        event.notice_hash,
        event.language,
        event.withdrawal,
        event.jurisdiction,
        event.dpia,
        event.note,
    )
    if not all(map(_is_text, texts)) or not _is_time(event.event_ms):
        raise FormatError
    # An end before the beginning was never meant as a permission.
    if not all(end is None or (_is_time(end) and end >= event.event_ms) for end in (event.until_ms, event.due_ms)):
        raise FormatError
    return event


def _is_text(found: object) -> bool:
    return isinstance(found, str) and len(found) <= MAX_TEXT


def _is_time(found: object) -> bool:
    return type(found) is int and 0 <= found <= MAX_MS

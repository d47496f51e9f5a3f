"""What the index keeps of a lesson, as JSON fields: what the policy decides from, and the card that the list shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from videoreflect.domain.consent import Basis, ExportKind, Purpose, Scope
from videoreflect.domain.consent_state import ConsentState
from videoreflect.domain.lesson import LessonDetails, Membership
from videoreflect.domain.policy import LessonState
from videoreflect.errors import FormatError, InvalidInput
from videoreflect.media.facts import ClipFacts
from videoreflect.services.badge import badge_of
from videoreflect.services.lesson import Lesson, ListedLesson, Tally
from videoreflect.vault.header import RECOVERY, Header
from videoreflect.vault.state import Floor

Fields = dict[str, Any]


def register_fields(header: Header, floor: Floor, state: LessonState) -> Fields:
    """What is needed to decide again, at any later time, without opening the lesson.

    ``seen`` is how new the header was when its signature was checked.
    """
    return {
        "seen": [floor.serial, floor.header],
        "epoch": header.epoch,
        "owners": list(header.owners),
        "members": [[m.person, m.role, m.until_ms] for m in header.members],
        "erase_after_ms": header.erase_after_ms,
        "keep_until_ms": state.keep_until_ms,
        "consent": _consent_fields(state.consent),
    }


def members_in(register: Fields) -> tuple[Membership, ...]:
    """Everybody whom the header named. Raises FormatError."""
    try:
        return tuple(Membership(*values) for values in register["members"])
    except (KeyError, TypeError):
        raise FormatError from None


def state_in(register: Fields, members: Iterable[Membership]) -> LessonState:
    """What the policy decides from. Raises FormatError."""
    owners = frozenset(register["owners"])
    return LessonState(
        owners=owners,
        members=tuple(m for m in members if m.person not in owners and m.role != RECOVERY),
        consent=_consent_in(register["consent"]),
        erase_after_ms=register["erase_after_ms"],
        keep_until_ms=register["keep_until_ms"],
    )


def card_fields(lesson: Lesson, tally: Tally) -> Fields:
    """What the list shows of a lesson and cannot be told from its register."""
    return {
        "details": asdict(lesson.details),
        "facts": lesson.facts.as_json(),
        "tally": asdict(tally),
        "school_key": lesson.school_key,
        "recording_erased": lesson.recording_erased,
    }


def listed(
    lesson: str,
    owner: str,
    state: LessonState,
    card: Fields,
    first_names: Mapping[str, str],
    now_ms: int,
    warn_days: int,
) -> ListedLesson:
    """A lesson as the list shows it now. Raises FormatError."""
    try:
        return ListedLesson(
            id=lesson,
            details=LessonDetails(**card["details"]),
            owner=owner,
            facts=ClipFacts.from_json(card["facts"]),
            consent=state.consent,
            badge=badge_of(state, now_ms, first_names, warn_days),
            shared_until_ms={m.person: m.until_ms for m in state.members},
            school_key=card["school_key"] is True,
            recording_erased=card["recording_erased"] is True,
            tally=_tally(card["tally"]),
        )
    except (InvalidInput, KeyError, TypeError, IndexError):
        raise FormatError from None


def _tally(said: Fields) -> Tally:
    marks = tuple((at_ms, mine is True) for at_ms, mine in said["marks"])
    return Tally(**{**said, "marks": marks})


def _consent_fields(consent: ConsentState) -> Fields:
    scope = asdict(consent.scope) | {"share": sorted(consent.scope.share)}
    scope["export"] = sorted(map(str, consent.scope.export))
    return asdict(consent) | {
        "basis": str(consent.basis) if consent.basis else None,
        "purposes": sorted(map(str, consent.purposes)),
        "scope": scope,
        "blocked": list(consent.blocked),
    }


def _consent_in(fields: Fields) -> ConsentState:
    try:
        found = fields["scope"]
        export = frozenset(map(ExportKind, found["export"]))
        scope = Scope(**(found | {"share": frozenset(found["share"]), "export": export}))
        return ConsentState(**(fields | {
            "basis": Basis(fields["basis"]) if fields["basis"] else None,
            "purposes": frozenset(map(Purpose, fields["purposes"])),
            "scope": scope,
            "blocked": tuple(fields["blocked"]),
        }))  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise FormatError from None

"""Consent records (ISO/IEC TS 27560, JSON-LD of W3C DPV): writing those of a lesson, and taking one in, carefully."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from videoreflect.domain.consent import ALLOWING, MAX_TEXT, ConsentEvent, ConsentKind, event_from
from videoreflect.domain.consent_state import RecordedEvent, consent_state
from videoreflect.domain.ids import is_id, new_id
from videoreflect.domain.policy import Action
from videoreflect.errors import FormatError, NotAllowed, NotFound
from videoreflect.formats.dpv import Recorded, RecordFacts, Written, consent_receipt, consent_record, document
from videoreflect.formats.dpv_nodes import refused
from videoreflect.formats.dpv_reading import ReadRecord, read_records
from videoreflect.formats.register_page import RegisterFacts, register_page
from videoreflect.services.lesson import details_of
from videoreflect.services.permits import lesson_state, permit, recorded_events
from videoreflect.services.school import school
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn
from videoreflect.vault.strict_json import parse_object

MAX_FILE = 2 << 20
_AHEAD_MS = 24 * 3_600_000
"""Clocks of two devices may differ; a day is not yet the future."""


@dataclass(frozen=True, slots=True)
class RecordsText:
    """A JSON-LD document as text. ``gaps`` names mandatory fields that nobody has filled in."""

    text: str
    gaps: tuple[str, ...]
    records: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What was recorded of a file: how many events; how many were known; how many recipients are not in this vault."""

    recorded: int
    known: int
    left_out: int


def export_records(session: SignIn, lesson: str) -> RecordsText:
    """The consent records of a lesson, one for each person in the picture. Raises NotAllowed but for its owner."""
    written = _written(session, lesson)
    return _text([one.node for one in written], written)


def export_receipt(session: SignIn, lesson: str, principal: str) -> RecordsText:
    """A receipt for one person in the picture, to be given to that person. Raises NotAllowed, NotFound."""
    written = _written(session, lesson, principal)
    return _text([consent_receipt(new_id(), [one.node for one in written], session.now_ms())], written)


def register_as_page(session: SignIn, lesson: str) -> str:
    """The register as HTML that a parent can read, without names of pupils and without notes. Raises NotAllowed."""
    capsule = _of_the_owner(session, lesson)
    held = permit(session, capsule, Action.ANSWER)
    details, names = details_of(capsule, held), {one.id: one.name for one in session.people().values()}
    facts = RegisterFacts(
        class_name=details.class_name,
        date=details.date,
        subject=details.subject,
        teacher=names.get(capsule.header.owners[0], ""),
        events=[(one.event, one.recorded_ms) for one in recorded_events(capsule)],
        people=names,
        school=school(session),
        now_ms=session.now_ms(),
    )
    return register_page(facts)


def import_records(session: SignIn, lesson: str, raw: bytes) -> TakenIn:
    """Record what a file of consent records says, for the owner of the lesson alone.

    What restricts is always taken in. What allows is taken in only about somebody of whom nothing was recorded yet,
    and only if it was given to this school: an old agreement never stands in for a newer word. All or nothing.
    Raises NotAllowed, and InvalidInput whose field ``reason`` says why in a word.
    """
    capsule = _of_the_owner(session, lesson)
    if len(raw) > MAX_FILE:
        raise refused("size", "This file holds more than a few records.")
    try:
        found = read_records(parse_object(raw))
    except FormatError:
        raise refused("form", "This file is no consent record that can be read.") from None
    before = recorded_events(capsule)
    checked = [_checked(session, before, record) for record in found]
    if len({record.principal for record in found}) != len(found):
        raise refused("twice", "This file has two records about the same person.")
    known_people = frozenset(session.people())
    left_out = len({one for events in checked for event in events for one in event.scope.share - known_people})
    new = [_for_this_vault(event, known_people) for events in checked for event in events]
    total = sum(len(record.events) for record in found)
    if not new:
        raise refused("known", "Everything in this file is in the register already.")
    capsule.append([Statement("consent", event.content()) for event in new])
    _end_what_crossed(capsule, before, new)
    return TakenIn(len(new), total - len(new), left_out)


def _checked(session: SignIn, before: Iterable[RecordedEvent], record: ReadRecord) -> list[ConsentEvent]:
    """The events of a record that are new. Raises InvalidInput."""
    theirs = [one.event for one in before if one.event.principal == record.principal]
    known = {(one.kind, one.event_ms) for one in theirs}
    new = [one for one in record.events if (one.kind, one.event_ms) not in known]
    if any(one.event_ms > session.now_ms() + _AHEAD_MS for one in new):
        raise refused("date", "A date in this record lies in the future.")
    if any(one.kind in ALLOWING for one in new):
        _check_may_allow(session, before, theirs, record)
    for event in new:
        try:
            event_from(event.content())
        except FormatError:
            raise refused("form", "This record says something that the register cannot hold.") from None
    return new


def _check_may_allow(
    session: SignIn, before: Iterable[RecordedEvent], theirs: list[ConsentEvent], record: ReadRecord
) -> None:
    if record.principal in consent_state(before).blocked:
        sentence = "The newest word about this person is a refusal, an objection or a withdrawal."
        raise refused("withdrawn", f"{sentence} An imported agreement does not end it.")
    if theirs:
        sentence = (
            "Something else is recorded about this person already, and an imported agreement does not replace it."
        )
        raise refused("recorded", f"{sentence} Record the new one on the consent page.")
    ours = school(session).controller
    if " ".join(ours.casefold().split()) != " ".join(record.controller.casefold().split()):
        raise refused("controller", "This agreement was given to another school than the one named in Settings.")
    newest = record.events[-1]
    if newest.kind in ALLOWING and newest.until_ms is not None and newest.until_ms <= session.now_ms():
        raise refused("date", "The agreement in this record has run out.")


def _for_this_vault(event: ConsentEvent, known_people: frozenset[str]) -> ConsentEvent:
    return replace(
        event, scope=replace(event.scope, share=event.scope.share & known_people), note=event.note[:MAX_TEXT]
    )


def _end_what_crossed(capsule: Capsule, before: list[RecordedEvent], new: list[ConsentEvent]) -> None:
    """If a restriction was recorded while the file was being read, what was taken in does not stand over it."""
    allowed = {event.principal for event in new if event.kind in ALLOWING}
    seen = {(one.log, one.number) for one in before}
    mine = {(event.principal, event.kind, event.event_ms) for event in new}
    crossed = {
        one.event.principal
        for one in recorded_events(capsule)
        if (one.log, one.number) not in seen
        and (one.event.principal, one.event.kind, one.event.event_ms) not in mine
        and one.event.principal in allowed
    }
    ends = [ConsentEvent(new_id(), ConsentKind.INVALIDATED, principal=principal) for principal in sorted(crossed)]
    if ends:
        capsule.append([Statement("consent", event.content()) for event in ends])


def _written(session: SignIn, lesson: str, principal: str | None = None) -> list[Written]:
    capsule = _of_the_owner(session, lesson)
    capsule.check(permit(session, capsule, Action.ANSWER))
    by_principal: dict[str, list[RecordedEvent]] = {}
    for one in recorded_events(capsule):
        if principal is None or one.event.principal == principal:
            by_principal.setdefault(one.event.principal, []).append(one)
    if not by_principal:
        raise NotFound("Nothing is recorded in this lesson, or not about that person.")
    names = {one.id: one.name for one in session.people().values()}
    said, closes = school(session), lesson_state(capsule).closes_ms
    return [
        consent_record(
            RecordFacts(_record_id(events), tuple(map(_recorded, events)), said, session.folder.id, names, closes)
        )
        for events in by_principal.values()
    ]


def _record_id(events: list[RecordedEvent]) -> str:
    """That of the first entry; one from elsewhere, or that cannot be read, gets an id from where it stands."""
    first = events[0]
    return first.event.record if is_id(first.event.record) else _place_id(first)


def _recorded(one: RecordedEvent) -> Recorded:
    return Recorded(_place_id(one), one.event, one.recorded_ms)


def _place_id(one: RecordedEvent) -> str:
    """The same at each writing, and it tells nobody whose log it is."""
    return hashlib.sha256(f"consent-event {one.log} {one.number}".encode()).hexdigest()[:32]


def _of_the_owner(session: SignIn, lesson: str) -> Capsule:
    capsule = session.capsule(lesson)
    if session.person not in capsule.header.owners:
        raise NotAllowed("Only the owner of a lesson deals with its consent records. Ask the owner.")
    return capsule


def _text(nodes: list[dict[str, object]], written: list[Written]) -> RecordsText:
    gaps = tuple(dict.fromkeys(gap for one in written for gap in one.gaps))
    return RecordsText(json.dumps(document(nodes), ensure_ascii=False, indent=2) + "\n", gaps, len(written))

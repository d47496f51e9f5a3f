"""The register as services read it: what cannot be read is never left out in favour of what came before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.services.conftest import Room
from tests.unit.vault.attacker import take_bodies
from videoreflect.domain.consent import Basis, ConsentEvent, ConsentKind, ExportKind, Purpose
from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action
from videoreflect.errors import IntegrityError, InvalidInput, NotAllowed, NotFound
from videoreflect.services import recording_consent, sharing
from videoreflect.services.permits import permit
from videoreflect.services.recording_consent import Agreement
from videoreflect.vault.log import Statement

FAR = 4_000_000_000_000


def agreement(**more: Any) -> Agreement:
    return Agreement(Basis.PUBLIC_TASK, frozenset({Purpose.MENTORING}), FAR, transcribe=True, **more)


def may(room: Room, action: Action = Action.TRANSCRIBE) -> bool:
    try:
        permit(room.session, room.capsule, action)
    except NotAllowed:
        return False
    return True


@pytest.fixture
def agreed(room: Room) -> Room:
    recording_consent.record_agreement(room.session, room.lesson, agreement(export=frozenset(ExportKind)))
    assert may(room)
    assert may(room, Action.EXPORT)
    return room


@pytest.mark.parametrize(
    "change",
    [
        {"purposes": ["a purpose of tomorrow"]},
        {"event": "frozen"},
        {"schema": "videoreflect/consent/2"},
        {"basis": "vital-interests"},
        {"principal": 7},
    ],
    ids=repr,
)
def test_an_entry_that_cannot_be_understood_locks_and_never_opens(agreed: Room, change: dict[str, Any]) -> None:
    """It may be a withdrawal that a newer program wrote."""
    withdrawn = ConsentEvent(new_id(), ConsentKind.WITHDRAWN)
    agreed.capsule.append([Statement("consent", withdrawn.content() | change)])

    assert not may(agreed)
    assert may(agreed, Action.PLAY), "the teacher's own viewing stays"

    recording_consent.record_agreement(agreed.session, agreed.lesson, agreement())
    assert may(agreed), "a new agreement that knew of it opens again"


def test_an_objection_that_cannot_be_understood_still_blocks_its_person(agreed: Room) -> None:
    objection = ConsentEvent(new_id(), ConsentKind.OBJECTED, principal="pupil 7")
    agreed.capsule.append([Statement("consent", objection.content() | {"purposes": ["unknown"]})])

    assert recording_consent.consent_of(agreed.session, agreed.lesson).blocked == ("pupil 7",)
    assert may(agreed)
    assert not may(agreed, Action.EXPORT)


def test_erasing_the_words_of_a_withdrawal_does_not_undo_it(agreed: Room) -> None:
    """Any member with other software can erase a body; the signed row stays."""
    recording_consent.withdraw_agreement(agreed.session, agreed.lesson)
    withdrawal = agreed.capsule.placed("consent")[-1].row
    with agreed.capsule.records() as db:
        take_bodies(db, [withdrawal])

    with pytest.raises(IntegrityError):
        may(agreed)


def test_what_a_permit_was_for_is_all_it_is_for(agreed: Room) -> None:
    held = permit(agreed.session, agreed.capsule, Action.VIEW)
    recording_consent.withdraw_agreement(agreed.session, agreed.lesson)

    with pytest.raises(NotAllowed, match="has changed"):
        agreed.capsule.read(held, "lesson")


# -- What is recorded ---------------------------------------------------------------------


def test_an_agreement_of_yesterday_or_without_purpose_is_not_recorded(room: Room) -> None:
    nobody = frozenset({new_id()})
    for wrong, sentence in (
        (Agreement(Basis.CONSENT, frozenset({Purpose.MENTORING}), 1), "has passed"),
        (Agreement(Basis.CONSENT, frozenset(), FAR), "purpose"),
        (agreement(share_with=nobody), "not in this vault"),
    ):
        with pytest.raises(InvalidInput, match=sentence):
            recording_consent.record_agreement(room.session, room.lesson, wrong)

    assert not recording_consent.consent_of(room.session, room.lesson).recorded


def test_an_objection_needs_a_pseudonym(room: Room) -> None:
    with pytest.raises(InvalidInput, match="pupil 7"):
        recording_consent.record_objection(room.session, room.lesson, " \n ")

    state = recording_consent.record_objection(room.session, room.lesson, "  pupil \n 7 ")
    assert state.blocked == ("pupil 7",)


def test_sharing_with_nobody_or_oneself_is_a_sentence(agreed: Room) -> None:
    with pytest.raises(NotFound, match="in this vault"):
        sharing.share(agreed.session, agreed.lesson, new_id())
    with pytest.raises(InvalidInput, match="already"):
        sharing.share(agreed.session, agreed.lesson, agreed.session.person)

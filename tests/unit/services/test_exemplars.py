"""A lesson is an example only while the policy says so."""

from __future__ import annotations

import pytest

from tests.unit.services.conftest import Room, Shared
from videoreflect.domain.consent import Basis, Purpose
from videoreflect.errors import NotAllowed
from videoreflect.services.exceptions import SaidNo, SaidYes, record_answer, record_exception
from videoreflect.services.exemplars import end_exemplar, is_exemplar, keep_as_exemplar
from videoreflect.services.recording_consent import Agreement, record_agreement, withdraw_agreement

FAR = 4_000_000_000_000


def test_it_needs_the_purpose_on_record(room: Room) -> None:
    with pytest.raises(NotAllowed, match="recorded"):
        keep_as_exemplar(room.session, room.lesson)
    record_agreement(room.session, room.lesson, Agreement(Basis.PUBLIC_TASK, frozenset({Purpose.MENTORING}), FAR))
    with pytest.raises(NotAllowed, match="example"):
        keep_as_exemplar(room.session, room.lesson)

    assert not is_exemplar(room.session, room.lesson)


def test_it_is_one_until_the_owner_ends_it(shared: Shared) -> None:
    keep_as_exemplar(shared.session, shared.lesson)
    assert is_exemplar(shared.session, shared.lesson)

    end_exemplar(shared.session, shared.lesson)
    assert not is_exemplar(shared.session, shared.lesson)


def test_an_objection_and_a_withdrawal_end_its_force_at_once(shared: Shared) -> None:
    keep_as_exemplar(shared.session, shared.lesson)
    record_exception(shared.session, shared.lesson, SaidNo("pupil 7"))
    assert not is_exemplar(shared.session, shared.lesson)
    record_answer(shared.session, shared.lesson, SaidYes("pupil 7"))
    assert is_exemplar(shared.session, shared.lesson)

    withdraw_agreement(shared.session, shared.lesson)
    assert not is_exemplar(shared.session, shared.lesson)


def test_only_the_owner_keeps_it_as_one(shared: Shared) -> None:
    for call in (keep_as_exemplar, end_exemplar, is_exemplar):
        with pytest.raises(NotAllowed):
            call(shared.mentor, shared.lesson)

"""A member records nothing, but can ask the owner to: it changes nothing until the owner accepts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.services.conftest import Shared
from videoreflect.domain.consent import ConsentEvent, ConsentKind, Place
from videoreflect.domain.ids import new_id
from videoreflect.errors import InvalidInput, NotAllowed, NotFound
from videoreflect.services import owed, requests
from videoreflect.services.exceptions import SaidNo, exceptions_of, record_exception
from videoreflect.services.permits import lesson_state
from videoreflect.services.recording_consent import consent_of, withdraw_agreement
from videoreflect.vault.log import Statement

SEEN = SaidNo("pupil 7", places=(Place(100, 400, "back left"),), note="She told me after the lesson.")
OBJECTED, GIVEN, WITHDRAWN = ConsentKind.OBJECTED, ConsentKind.GIVEN, ConsentKind.WITHDRAWN


def test_a_request_changes_nothing_until_it_is_accepted(shared: Shared) -> None:
    before = lesson_state(shared.capsule)

    asked = requests.ask(shared.mentor, shared.lesson, OBJECTED, SEEN)

    assert lesson_state(shared.capsule) == before
    assert requests.open_count(shared.session, shared.lesson) == 1
    (found,) = requests.requests_of(shared.session, shared.lesson)
    assert (found.id, found.by, found.said.principal, found.accepted) == (
        asked.id,
        shared.mentor.person,
        "pupil 7",
        None,
    )

    requests.accept(shared.session, shared.lesson, asked.id)

    (exception,) = exceptions_of(shared.session, shared.lesson)
    assert (exception.principal, exception.places, exception.note) == ("pupil 7", SEEN.places, SEEN.note)
    assert requests.open_count(shared.session, shared.lesson) == 0
    with pytest.raises(NotFound):
        requests.accept(shared.session, shared.lesson, asked.id)
    answers = shared.capsule.placed("request-answer")
    assert [one.row.author for one in answers] == [shared.session.person]


def test_a_declined_request_says_why_to_who_asked(shared: Shared) -> None:
    asked = requests.ask(shared.mentor, shared.lesson, OBJECTED, SEEN)
    with pytest.raises(InvalidInput, match="why"):
        requests.decline(shared.session, shared.lesson, asked.id, " ")

    requests.decline(shared.session, shared.lesson, asked.id, "It was another lesson.")

    (mine,) = requests.requests_of(shared.mentor, shared.lesson)
    assert (mine.accepted, mine.reason) == (False, "It was another lesson.")
    assert consent_of(shared.session, shared.lesson).blocked == ()


def test_a_yes_and_a_withdrawal_can_be_asked_for_too(shared: Shared) -> None:
    record_exception(shared.session, shared.lesson, SEEN)
    yes = requests.ask(shared.mentor, shared.lesson, GIVEN, SaidNo("pupil 7"))
    requests.accept(shared.session, shared.lesson, yes.id)
    assert exceptions_of(shared.session, shared.lesson) == ()

    end = requests.ask(shared.mentor, shared.lesson, WITHDRAWN, SaidNo("class"))
    assert not consent_of(shared.session, shared.lesson).withdrawn
    assert requests.accept(shared.session, shared.lesson, end.id).withdrawn


def test_a_member_whose_sharing_is_paused_can_still_ask(shared: Shared) -> None:
    withdraw_agreement(shared.session, shared.lesson)

    requests.ask(shared.mentor, shared.lesson, OBJECTED, SEEN)

    assert requests.open_count(shared.session, shared.lesson) == 1
    with pytest.raises(NotAllowed):
        requests.requests_of(shared.mentor, shared.lesson)


def test_requests_that_were_answered_make_room_for_new_ones(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MAX_OPEN", 2)
    first = requests.ask(shared.mentor, shared.lesson, OBJECTED, SEEN)
    requests.ask(shared.mentor, shared.lesson, OBJECTED, SaidNo("pupil 8"))
    with pytest.raises(InvalidInput, match="wait for its owner"):
        requests.ask(shared.mentor, shared.lesson, OBJECTED, SaidNo("pupil 9"))

    requests.decline(shared.session, shared.lesson, first.id, "It was another lesson.")

    requests.ask(shared.mentor, shared.lesson, OBJECTED, SaidNo("pupil 9"))
    assert requests.open_count(shared.session, shared.lesson) == 2


@pytest.mark.parametrize(
    ("kind", "principal"),
    [(GIVEN, "class"), (OBJECTED, "class"), (ConsentKind.EXPIRED, "pupil 7"), (OBJECTED, " "), (WITHDRAWN, "")],
)
def test_what_cannot_be_recorded_cannot_be_asked_for(shared: Shared, kind: ConsentKind, principal: str) -> None:
    with pytest.raises(InvalidInput):
        requests.ask(shared.mentor, shared.lesson, kind, SaidNo(principal))

    assert requests.open_count(shared.session, shared.lesson) == 0


def test_the_owner_records_and_asks_nobody(shared: Shared) -> None:
    with pytest.raises(InvalidInput, match="yours"):
        requests.ask(shared.session, shared.lesson, OBJECTED, SEEN)


def test_only_the_owner_answers(shared: Shared) -> None:
    """A row past the program counts for nothing: the mentor cannot accept their own request."""
    asked = requests.ask(shared.mentor, shared.lesson, OBJECTED, SEEN)
    with pytest.raises(NotAllowed):
        requests.accept(shared.mentor, shared.lesson, asked.id)
    with pytest.raises(NotAllowed):
        requests.decline(shared.mentor, shared.lesson, asked.id, "no")
    forged = {"request": asked.id, "accepted": True, "reason": "", "record": new_id()}
    shared.mentor.capsule(shared.lesson).append([Statement("request-answer", forged)])

    assert requests.open_count(shared.session, shared.lesson) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"wants": "consent"},
        {"wants": "consent", "request": "x", "said": {}},
        {"wants": "consent", "request": "0" * 32, "said": {"event": "given"}},
        {"wants": "consent", "request": "0" * 32, "said": ConsentEvent("r", GIVEN).content()},
        {"wants": "consent", "request": "0" * 32, "said": ["given"]},
    ],
    ids=repr,
)
def test_a_request_that_makes_no_sense_is_nobodys_word(shared: Shared, body: dict[str, Any]) -> None:
    shared.mentor.capsule(shared.lesson).append([Statement("request", body)])

    assert requests.requests_of(shared.session, shared.lesson) == ()


def test_a_request_about_the_register_owes_no_new_key(shared: Shared) -> None:
    requests.ask(shared.mentor, shared.lesson, OBJECTED, SEEN)
    assert [one for one in owed.owed(shared.session) if one.lesson == shared.lesson] == []

    shared.mentor.capsule(shared.lesson).append([Statement("request", {"wants": "rotation"})])
    assert [one.reason for one in owed.owed(shared.session) if one.lesson == shared.lesson] == [owed.Reason.ASKED]

"""One person in the picture: that they object, where they are seen, what is to be done; that they agreed after all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from videoreflect.domain.consent import (
    MAX_MS,
    MAX_PLACES,
    MAX_TEXT,
    RESTRICTING,
    WHOLE_CLASS,
    ConsentEvent,
    ConsentKind,
    Expression,
    GivenBy,
    Place,
    PrincipalRole,
    Remedy,
)
from videoreflect.domain.consent_state import ConsentState
from videoreflect.domain.exceptions import OpenException, open_exceptions
from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action
from videoreflect.errors import InvalidInput, NotAllowed, NotFound
from videoreflect.services.permits import permit, recorded_events
from videoreflect.services.playback import duration_ms
from videoreflect.services.recording import own_lesson, record
from videoreflect.services.school import school
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.signin import SignIn

MAX_NAME = 100
MAX_WHERE = 200
SAYING_NO = frozenset({ConsentKind.OBJECTED, ConsentKind.REFUSED, ConsentKind.WITHDRAWN})
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class SaidNo:
    """What somebody in the picture, or who speaks for them, said.

    ``said_ms`` None is now; ``due_ms`` None is so many days ahead as the school says.
    """

    principal: str
    kind: ConsentKind = ConsentKind.OBJECTED
    role: PrincipalRole = PrincipalRole.PUPIL
    given_by: GivenBy = GivenBy.PARENT
    expressed: Expression = Expression.SPOKEN
    said_ms: int | None = None
    places: tuple[Place, ...] = ()
    remedy: Remedy | None = None
    due_ms: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SaidYes:
    """That somebody who had objected agrees after all: who said it, how and when (``said_ms`` None is now)."""

    principal: str
    given_by: GivenBy = GivenBy.PARENT
    expressed: Expression = Expression.SPOKEN
    said_ms: int | None = None
    note: str = ""


def exceptions_of(session: SignIn, lesson: str) -> tuple[OpenException, ...]:
    """Everybody whose objection stands, for the lesson's owner. Raises NotAllowed for others: it names pupils."""
    capsule = own_lesson(session, lesson)
    permit(session, capsule, Action.ANSWER)
    return open_exceptions(recorded_events(capsule))


def record_exception(session: SignIn, lesson: str, said: SaidNo) -> ConsentState:
    """Record that one person objects, refuses or withdraws. Sharing and export are locked at once.

    Raises NotAllowed for anybody but the owner, InvalidInput for places outside the clip or dates out of order.
    """
    return record(session, lesson, [refusing_event(session, lesson, said)])


def refusing_event(session: SignIn, lesson: str, said: SaidNo) -> ConsentEvent:
    """The event that says it, checked. Raises NotAllowed, InvalidInput."""
    capsule = own_lesson(session, lesson)
    if said.kind not in SAYING_NO:
        raise InvalidInput("Choose whether they object, refuse, or withdraw what they had agreed to.")
    said_ms = _moment(session, said.said_ms)
    return ConsentEvent(
        record=new_id(),
        kind=said.kind,
        principal=_known_as(capsule, checked_principal(said.principal)),
        principal_role=said.role,
        given_by=said.given_by,
        expressed=said.expressed,
        event_ms=said_ms,
        places=checked_places(session, lesson, said.places),
        remedy=said.remedy,
        due_ms=_day_ahead(session, said.due_ms),
        note=checked_note(said.note),
    )


def choose_remedy(
    session: SignIn, lesson: str, principal: str, remedy: Remedy, places: tuple[Place, ...] | None = None
) -> ConsentState:
    """Choose what is to be done for somebody who objects, and where. It stays an objection: nothing opens by it.

    Raises NotFound if nobody of that name objects, InvalidInput, NotAllowed.
    """
    found = _standing(session, lesson, principal)
    placed = found.places if places is None else checked_places(session, lesson, places)
    return record(session, lesson, [replace(one, remedy=remedy, places=placed) for one in _restated(session, found)])


def name_places(session: SignIn, lesson: str, principal: str, places: tuple[Place, ...]) -> ConsentState:
    """Say where somebody who objects is seen or heard. Raises NotFound, InvalidInput, NotAllowed."""
    found = _standing(session, lesson, principal)
    if not places:
        raise InvalidInput("Say at least one place: from when to when they are seen or heard.")
    checked = checked_places(session, lesson, places)
    return record(session, lesson, [replace(one, places=checked) for one in _restated(session, found)])


def record_answer(session: SignIn, lesson: str, said: SaidYes) -> ConsentState:
    """Record that somebody who had objected agrees after all; their objection is lifted, and no other.

    Raises NotFound if nobody of that name objects, InvalidInput if it was said before the objection.
    """
    return record(session, lesson, [agreeing_event(session, lesson, said)])


def agreeing_event(session: SignIn, lesson: str, said: SaidYes) -> ConsentEvent:
    """The event that says it, checked. Raises NotFound, NotAllowed, InvalidInput."""
    found = _standing(session, lesson, said.principal)
    said_ms = _moment(session, said.said_ms)
    if said_ms < found.said_ms:
        raise InvalidInput("That was said before the objection. Record what they said after it.")
    return ConsentEvent(
        record=found.records[0] or new_id(),
        kind=ConsentKind.GIVEN,
        principal=found.principal,
        principal_role=found.role,
        given_by=said.given_by,
        expressed=said.expressed,
        event_ms=said_ms,
        note=checked_note(said.note),
    )


def checked_principal(name: str) -> str:
    """A pseudonym on one line. Raises InvalidInput for none, and for the class as a whole."""
    principal = " ".join(name.split())
    if not principal or len(principal) > MAX_NAME:
        raise InvalidInput("Say who it is, for example “pupil 7”. A pseudonym is better than a name.")
    if principal.casefold() == WHOLE_CLASS:
        raise InvalidInput("This is for one person. For the whole class choose “Withdraw”.")
    return principal


def checked_places(session: SignIn, lesson: str, places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Places inside the clip, in order. Raises InvalidInput."""
    if len(places) > MAX_PLACES:
        raise InvalidInput(f"These are too many places. Up to {MAX_PLACES} can be kept; join those that are close.")
    length = _length_ms(session, lesson) if places else 0
    for place in places:
        if not 0 <= place.start_ms < place.end_ms:
            raise InvalidInput("A place begins before it ends. Check its two times.")
        if place.end_ms > length:
            raise InvalidInput("A place ends after the end of the clip. Check its two times.")
        if len(place.where) > MAX_WHERE:
            raise InvalidInput("Say in a few words where in the picture it is, such as “back left”.")
    return tuple(sorted(set(places), key=lambda place: (place.start_ms, place.end_ms, place.where)))


def _length_ms(session: SignIn, lesson: str) -> int:
    try:
        return duration_ms(session, lesson)
    except NotAllowed:  # closed by its date: an objection can be recorded all the same
        return MAX_MS


def checked_note(note: str) -> str:
    """A note that can be kept. Raises InvalidInput."""
    if len(note) > MAX_TEXT:
        raise InvalidInput("This note is too long. Keep it short, and without names.")
    return note.strip()


def _standing(session: SignIn, lesson: str, principal: str) -> OpenException:
    wanted = checked_principal(principal).casefold()
    for found in exceptions_of(session, lesson):
        if found.principal.casefold() == wanted:
            return found
    raise NotFound("Nobody of that name objects to this lesson. Look at the consent page who does.")


def _restated(session: SignIn, found: OpenException) -> list[ConsentEvent]:
    """The same objection once more, for every record that it stands in, with what is known of it."""
    kind = found.kind if found.kind in RESTRICTING else ConsentKind.OBJECTED
    return [
        ConsentEvent(
            record=record_id,
            kind=kind,
            principal=found.principal,
            principal_role=found.role,
            given_by=found.given_by,
            expressed=found.expressed,
            event_ms=found.said_ms,
            places=found.places,
            remedy=found.remedy,
            due_ms=max(found.due_ms, found.said_ms),
            note=found.note,
        )
        for record_id in found.records
    ]


def _known_as(capsule: Capsule, principal: str) -> str:
    """The spelling that the register has already: “Pupil 7” is “pupil 7”."""
    names = {one.event.principal.casefold(): one.event.principal for one in recorded_events(capsule)}
    return names.get(principal.casefold(), principal)


def _moment(session: SignIn, said_ms: int | None) -> int:
    now = session.now_ms()
    if said_ms is None:
        return now
    if not 0 <= said_ms <= now:
        raise InvalidInput("The day on which it was said lies ahead. Check the date.")
    return said_ms


def _day_ahead(session: SignIn, due_ms: int | None) -> int:
    """The day until which it is to be dealt with: as chosen, else as the school says."""
    if due_ms is None:
        return session.now_ms() + school(session).due_days * _DAY_MS
    if due_ms <= session.now_ms():
        raise InvalidInput("The day until which it is to be dealt with has passed. Choose a later one.")
    return due_ms

"""Requests: a member cannot record what somebody in the picture said, but can ask the owner to. It changes nothing.

The owner accepts, which records it in the owner's log, or declines with a reason; the answer names the request.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from videoreflect.domain.consent import WHOLE_CLASS, ConsentEvent, ConsentKind, event_from
from videoreflect.domain.consent_state import ConsentState
from videoreflect.domain.ids import is_id, new_id
from videoreflect.domain.policy import Action
from videoreflect.errors import FormatError, InvalidInput, NotAllowed, NotFound
from videoreflect.services.exceptions import (
    SAYING_NO,
    SaidNo,
    SaidYes,
    agreeing_event,
    checked_note,
    checked_places,
    checked_principal,
    refusing_event,
)
from videoreflect.services.permits import permit
from videoreflect.services.recording import own_lesson, record
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

KIND, ANSWER = "request", "request-answer"
CONSENT = "consent"
"""What such a request wants; others want a rotation."""

MAX_OPEN = 100
FOR_THE_CLASS = frozenset({ConsentKind.WITHDRAWN, ConsentKind.REQUESTED})
FOR_ONE = SAYING_NO | {ConsentKind.GIVEN}


@dataclass(frozen=True, slots=True)
class Request:
    """What a member asks the owner to record. ``accepted`` is None until it is answered."""

    id: str
    by: str
    asked_ms: int
    said: ConsentEvent
    accepted: bool | None = None
    reason: str = ""


def ask(session: SignIn, lesson: str, kind: ConsentKind, said: SaidNo) -> Request:
    """Ask the owner to record what somebody said: a no, a yes after all, or a withdrawal for the whole class.

    Raises NotAllowed for who is no member now, InvalidInput for the owner and for what makes no sense.
    """
    capsule = session.capsule(lesson)
    _check_member(session, capsule)
    event = _asked_event(session, lesson, kind, said)
    # Counted by rows, without their words: a member whose access is paused may still ask.
    mine = sum(one.row.author == session.person for one in capsule.placed(KIND))
    if mine - len(capsule.placed(ANSWER)) >= MAX_OPEN:
        raise InvalidInput("Many of your requests about this lesson wait for its owner. Talk to them first.")
    request = new_id()
    capsule.append([Statement(KIND, {"wants": CONSENT, "request": request, "said": event.content()})])
    return Request(request, session.person, session.now_ms(), event)


def requests_of(session: SignIn, lesson: str) -> tuple[Request, ...]:
    """All requests about a lesson for its owner, the open ones first; for a member their own. Raises NotAllowed."""
    capsule = session.capsule(lesson)
    mine = session.person in capsule.header.owners
    held = permit(session, capsule, Action.ANSWER if mine else Action.VIEW)
    found = [one for one in _all(capsule, held) if mine or one.by == session.person]
    return tuple(sorted(found, key=lambda one: (one.accepted is not None, one.asked_ms)))


def open_count(session: SignIn, lesson: str) -> int:
    """How many requests wait for this person; none for a member, who answers none."""
    if session.person not in session.capsule(lesson).header.owners:
        return 0
    return sum(one.accepted is None for one in requests_of(session, lesson))


def accept(session: SignIn, lesson: str, request: str) -> ConsentState:
    """Record it as it was asked, in the owner's log, and say which request that was. It acts at once.

    Raises NotFound if no such request is open, NotAllowed for anybody but the owner, and what recording it raises.
    """
    found = _open(session, lesson, request)
    event = _recordable(session, lesson, found.said)
    answer = {"request": request, "accepted": True, "reason": "", "record": event.record}
    return record(session, lesson, [event], [Statement(ANSWER, answer)])


def decline(session: SignIn, lesson: str, request: str, reason: str) -> None:
    """Decline with a reason, which the member sees. Raises NotFound, NotAllowed, InvalidInput."""
    _open(session, lesson, request)
    if not reason.strip():
        raise InvalidInput("Say in a few words why: whoever asked will read it.")
    answer = {"request": request, "accepted": False, "reason": checked_note(reason), "record": ""}
    own_lesson(session, lesson).append([Statement(ANSWER, answer)])


def _check_member(session: SignIn, capsule: Capsule) -> None:
    if session.person in capsule.header.owners:
        raise InvalidInput("This lesson is yours: record it yourself, it acts at once.")
    member = capsule.header.member(session.person)
    if member is None or not member.holds(session.now_ms()):
        raise NotAllowed("This lesson is not shared with you now. Tell its owner in person.")


def _asked_event(session: SignIn, lesson: str, kind: ConsentKind, said: SaidNo) -> ConsentEvent:
    about_class = said.principal.strip().casefold() == WHOLE_CLASS
    if kind not in (FOR_THE_CLASS if about_class else FOR_ONE):
        raise InvalidInput("Choose what they said: that they object, refuse, withdraw, or agree after all.")
    now = session.now_ms()
    if said.said_ms is not None and not 0 <= said.said_ms <= now:
        raise InvalidInput("The day on which it was said lies ahead. Check the date.")
    return ConsentEvent(
        record=new_id(),
        kind=kind,
        principal=WHOLE_CLASS if about_class else checked_principal(said.principal),
        principal_role=said.role,
        given_by=said.given_by,
        expressed=said.expressed,
        event_ms=now if said.said_ms is None else said.said_ms,
        places=checked_places(session, lesson, said.places),
        note=checked_note(said.note),
    )


def _open(session: SignIn, lesson: str, request: str) -> Request:
    own_lesson(session, lesson)
    for one in requests_of(session, lesson):
        if one.id == request and one.accepted is None:
            return one
    raise NotFound("That request is not open any more. Load the page again.")


def _recordable(session: SignIn, lesson: str, said: ConsentEvent) -> ConsentEvent:
    """What the owner records of a request: checked like the owner's own words, and never wider than a yes of one."""
    if said.principal == WHOLE_CLASS:
        return ConsentEvent(new_id(), said.kind, event_ms=said.event_ms, expressed=said.expressed, note=said.note)
    if said.kind is ConsentKind.GIVEN:
        yes = SaidYes(said.principal, said.given_by, said.expressed, said.event_ms, said.note)
        return agreeing_event(session, lesson, yes)
    no = SaidNo(
        said.principal,
        said.kind,
        said.principal_role,
        said.given_by,
        said.expressed,
        min(said.event_ms, session.now_ms()),
        said.places,
        note=said.note,
    )
    return refusing_event(session, lesson, no)


def _all(capsule: Capsule, held: Permit) -> list[Request]:
    found: dict[tuple[str, str], Request] = {}
    answers: dict[str, dict[str, Any]] = {}
    for placed, body in capsule.read(held, KIND, ANSWER):
        if placed.row.kind == ANSWER:
            answers.setdefault(str(body.get("request")), body)
        elif (one := _request(placed.row.author, placed.row.time, body)) is not None:
            found.setdefault((one.by, one.id), one)
    return [_answered(one, answers.get(one.id)) for one in found.values()]


def _request(by: str, asked_ms: int, body: dict[str, Any]) -> Request | None:
    """A request that can be read and be recorded; one that cannot is nobody's word."""
    said = body.get("said")
    if body.get("wants") != CONSENT or not is_id(body.get("request")) or not isinstance(said, dict):
        return None
    try:
        event = event_from(said)
    except FormatError:
        return None
    fits = event.kind in (FOR_THE_CLASS if event.principal == WHOLE_CLASS else FOR_ONE)
    return Request(body["request"], by, asked_ms, event) if fits else None


def _answered(one: Request, answer: dict[str, Any] | None) -> Request:
    if answer is None:
        return one
    return replace(one, accepted=answer.get("accepted") is True, reason=str(answer.get("reason", "")))

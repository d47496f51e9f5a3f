"""Recording what was agreed about the people in the picture."""

from __future__ import annotations

from dataclasses import dataclass, field

from videoreflect.domain.consent import Basis, ConsentEvent, ConsentKind, ExportKind, Purpose, Scope
from videoreflect.domain.consent_state import ConsentState
from videoreflect.domain.ids import new_id
from videoreflect.domain.notice import Notice
from videoreflect.domain.school import School
from videoreflect.errors import InvalidInput
from videoreflect.formats.notice import NoticeKind
from videoreflect.services.exceptions import SaidNo, record_exception
from videoreflect.services.notices import find_notice, list_notices
from videoreflect.services.permits import lesson_state
from videoreflect.services.recording import own_lesson, record
from videoreflect.services.school import school
from videoreflect.vault.signin import SignIn


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a teacher records for the whole class. ``share_with`` are person ids; ``until_ms`` ends it all.

    ``notice`` is the id of a notice that is kept in the lesson; "" is the newest one for parents, if there is any.
    """

    basis: Basis
    purposes: frozenset[Purpose]
    until_ms: int
    transcribe: bool = False
    share_with: frozenset[str] = field(default_factory=frozenset)
    export: frozenset[ExportKind] = frozenset()
    notice: str = ""
    note: str = ""
    analyse: bool = False


def record_agreement(session: SignIn, lesson: str, agreement: Agreement) -> ConsentState:
    """Record it in the owner's log; it replaces what was recorded for the class before.

    What the school says once for all lessons, and the notice that people were given, are recorded with it.
    Raises NotAllowed for anybody but the owner, InvalidInput for a date that has passed or no purpose, NotFound for a
    notice that is not kept here.
    """
    own_lesson(session, lesson)
    now = session.now_ms()
    if agreement.until_ms <= now:
        raise InvalidInput("The date until which this holds has passed. Choose a later one.")
    if not agreement.purposes:
        raise InvalidInput("Say at least one purpose: what the lesson may be used for.")
    unknown = agreement.share_with - session.people().keys()
    if unknown:
        raise InvalidInput("Somebody named here is not in this vault. Add the person first.")
    event = _event(agreement, _told(session, lesson, agreement.notice), school(session), now)
    return record(session, lesson, [event])


def withdraw_agreement(session: SignIn, lesson: str, note: str = "") -> ConsentState:
    """Record that the agreement for the whole class no longer holds. It acts at once."""
    event = ConsentEvent(new_id(), ConsentKind.WITHDRAWN, event_ms=session.now_ms(), note=note)
    return record(session, lesson, [event])


def record_objection(session: SignIn, lesson: str, principal: str, note: str = "") -> ConsentState:
    """Record that one person in the picture objects; sharing and export are locked until it is dealt with."""
    return record_exception(session, lesson, SaidNo(principal, note=note))


def consent_of(session: SignIn, lesson: str) -> ConsentState:
    """What the register allows now."""
    return lesson_state(session.capsule(lesson)).consent


def _told(session: SignIn, lesson: str, notice: str) -> Notice | None:
    """The notice that people were given, if one is kept."""
    if notice:
        return find_notice(session, lesson, notice)
    kept = list_notices(session, lesson)
    return next((one for one in kept if one.template == NoticeKind.PARENTS), None)


def _event(agreement: Agreement, told: Notice | None, said: School, now_ms: int) -> ConsentEvent:
    return ConsentEvent(
        record=new_id(),
        kind=ConsentKind.GIVEN,
        basis=agreement.basis,
        purposes=agreement.purposes,
        scope=Scope(agreement.transcribe, agreement.analyse, agreement.share_with, agreement.export),
        until_ms=agreement.until_ms,
        notice=told.id if told else "",
        notice_hash=told.sha256 if told else "",
        language=told.language if told else said.notice_language,
        withdrawal=f"Tell {said.contact or 'the school'} or the teacher; no form is needed.",
        jurisdiction=said.jurisdiction,
        dpia=said.dpia,
        event_ms=now_ms,
        note=agreement.note,
    )

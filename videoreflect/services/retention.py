"""Until when a lesson is kept: the day it is locked, and the day, a grace of the school later, on which it is erased.

The row ``retention`` says both, with a reason, and is what the policy reads; the header's date runs without a key, and
is the only one that erases.
"""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.domain.consent import MAX_MS
from videoreflect.domain.lesson import LessonDetails
from videoreflect.domain.policy import Action, Asked
from videoreflect.domain.retention import Retention
from videoreflect.domain.school import School
from videoreflect.errors import InvalidInput, NotAllowed, VideoReflectError
from videoreflect.services.erasing import KEPT_UNTIL
from videoreflect.services.lesson import details_of
from videoreflect.services.permits import lesson_state, permit, retention_of
from videoreflect.services.school import school
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.header import read_header
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

DAY_MS = 86_400_000
MAX_REASON = 1_000

_NEEDS_A_REASON = "Say why it is kept longer: the reason stands in the lesson’s register."


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is said about a lesson's time. ``closes_ms``: when it is locked; ``erased_ms``: when it may be erased.

    ``stated``: whether its owner has said anything, be it “not decided yet”. ``warns``: whether its end is near.
    """

    closes_ms: int | None
    erased_ms: int | None
    stated: bool
    reason: str
    warns: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """One of one's own lessons that is closed by its date, or will be soon."""

    lesson: str
    details: LessonDetails | None
    keeping: Keeping


def keeping(session: SignIn, lesson: str) -> Keeping:
    """Until when a lesson is kept, also of one that is locked by its date. Raises NotAllowed, NotFound."""
    return _keeping(session, session.capsule(lesson), school(session))


def keep_until(session: SignIn, lesson: str, until_ms: int | None, reason: str = "") -> Keeping:
    """Set the day until which a lesson is kept, shorten it, or make it longer; None takes the day away.

    A first or an earlier day is the owner's to set. A later one, and none, is asked of the policy and needs a reason;
    none is possible only where the school says no default. Raises NotAllowed for anybody but the owner and with what
    the register has against it, InvalidInput for a day that has passed or a missing reason.
    """
    capsule, said, now = _own(session, lesson), school(session), session.now_ms()
    reason = reason.strip()
    if len(reason) > MAX_REASON:
        raise InvalidInput("This reason is too long. A sentence or two is enough.", field="reason")
    if until_ms is not None and until_ms <= now:
        raise InvalidInput("That day has passed. Choose a later one, or erase the lesson now.", field="until")
    before = lesson_state(capsule).closes_ms
    if before is not None and (until_ms is None or until_ms > before):
        _check_longer(session, capsule, until_ms, reason)
    if until_ms is None and said.keep_days is not None:
        raise InvalidInput("Your school keeps every lesson until a day. Choose a later one instead.", field="until")
    _commit(session, capsule, stated(until_ms, said, reason, now))
    return _keeping(session, capsule, said)


def keep_longer(session: SignIn, lesson: str, until_ms: int, reason: str) -> Keeping:
    """Keep a lesson until a later day, also one that is locked already. Raises as :func:`keep_until`."""
    before = lesson_state(_own(session, lesson)).closes_ms
    if before is None or until_ms <= before:
        raise InvalidInput("That is no later than it is kept already. Choose a later day.", field="until")
    return keep_until(session, lesson, until_ms, reason)


def first_retention(session: SignIn, until_ms: int | None, *, undecided: bool = False) -> Retention | None:
    """What a new lesson says: the day that was chosen, or the school's, or that it is not decided yet.

    None if there is neither a day nor that choice. Raises InvalidInput for a day that has passed.
    """
    said, now = school(session), session.now_ms()
    if until_ms is not None and until_ms <= now:
        raise InvalidInput("The day until which it is kept has passed. Choose a later one.", field="keep_until")
    if undecided and until_ms is None and said.keep_days is not None:
        raise InvalidInput("Your school keeps every lesson until a day. Choose one.", field="keep_until")
    if until_ms is None and said.keep_days is not None:
        until_ms = (now // DAY_MS + said.keep_days + 1) * DAY_MS - 1
    if until_ms is None and not undecided:
        return None
    return stated(until_ms, said, "", now)


def stated(until_ms: int | None, said: School, reason: str, now_ms: int) -> Retention:
    """A statement of both days: locked at the end of one, erased the school's grace later."""
    erased_ms = None if until_ms is None else until_ms + said.grace_days * DAY_MS
    return Retention(until_ms, erased_ms, reason, now_ms)


def ending_lessons(session: SignIn) -> list[Ending]:
    """One's own lessons that are locked by their date or will be within the school's warning, the soonest first.

    Candidates are told by the header in clear: a lesson is locked at most a grace before its header's date.
    """
    said = school(session)
    latest = session.now_ms() + (said.warn_days + max(said.grace_days, 1)) * DAY_MS
    found = []
    for lesson in _dated_lessons(session, latest):
        try:
            with session.in_passing(lesson) as capsule:
                told = _keeping(session, capsule, said)
                if session.person in capsule.header.owners and (told.warns or told.over):
                    found.append(Ending(lesson, _details(session, capsule), told))
        except VideoReflectError:
            continue  # the list of lessons says what is wrong with it
    return sorted(found, key=lambda one: one.keeping.closes_ms or 0)


def _commit(session: SignIn, capsule: Capsule, said: Retention) -> None:
    """Write the row and the header's date, in the order in which a crash between them harms nothing.

    Erased later than before: the header first. Else, for a moment, the row would promise a time after which the old
    date erases already. Until the row is there the lesson is locked at the old day, which opens nothing longer.
    Erased earlier: the row first. It locks at the new day at once; until the header follows, it is only erased later
    than asked, never earlier. The header first would leave the lesson open from its new day to the end of the grace.
    """
    session.state.state.settings[KEPT_UNTIL + capsule.id] = said.erase_after_ms
    session.state.save()
    before = capsule.header.erase_after_ms
    if before is not None and (said.erase_after_ms is None or said.erase_after_ms > before):
        capsule.replace_header(erase_after_ms=said.erase_after_ms)
        capsule.append([Statement("retention", said.content())])
    else:
        capsule.append([Statement("retention", said.content())])
        capsule.replace_header(erase_after_ms=said.erase_after_ms)


def _check_longer(session: SignIn, capsule: Capsule, until_ms: int | None, reason: str) -> None:
    # No day at all is later than every day that was recorded for the people in the picture.
    permit(session, capsule, Action.KEEP_LONGER, Asked(until_ms=MAX_MS if until_ms is None else until_ms))
    if not reason:
        raise InvalidInput(_NEEDS_A_REASON, field="reason")


def _keeping(session: SignIn, capsule: Capsule, said: School) -> Keeping:
    state, recorded, now = lesson_state(capsule), retention_of(capsule), session.now_ms()
    closes = state.closes_ms
    return Keeping(
        closes_ms=closes,
        erased_ms=state.erase_after_ms,
        stated=recorded.stated or closes is not None,
        reason=recorded.reason,
        warns=closes is not None and now <= closes < now + said.warn_days * DAY_MS,
        over=closes is not None and closes < now,
    )


def _dated_lessons(session: SignIn, latest_ms: int) -> list[str]:
    closed, found = session.closed_lessons(), []
    for lesson in session.folder.capsule_ids():
        try:
            header = read_header(session.folder.capsule(lesson) / "header.json").header
        except VideoReflectError:
            continue
        is_mine = header.kind == "lesson" and session.person in header.owners and lesson not in closed
        if is_mine and header.erase_after_ms is not None and header.erase_after_ms < latest_ms:
            found.append(lesson)
    return found


def _details(session: SignIn, capsule: Capsule) -> LessonDetails | None:
    """What to call it: nothing else of a lesson is read once its time is over."""
    try:
        return details_of(capsule, permit(session, capsule, Action.ERASE))
    except VideoReflectError:
        return None


def _own(session: SignIn, lesson: str) -> Capsule:
    capsule = session.capsule(lesson)
    if session.person not in capsule.header.owners:
        raise NotAllowed("Only the owner of a lesson says until when it is kept. Ask the owner.")
    return capsule

"""The one place that says who may do what with a lesson. Pure data in, pure data out.

``decide`` hands out no power: a service turns an ``Allowed`` into a permit after it has
read the register itself (``services/permits.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from videoreflect.domain.consent import WHOLE_CLASS, ConsentState, Purpose
from videoreflect.domain.lesson import Membership


class Action(StrEnum):
    """What somebody may want to do with a lesson."""

    VIEW = "view"
    PLAY = "play"
    ANNOTATE = "annotate"
    TRANSCRIBE = "transcribe"
    SHARE = "share"
    EXPORT = "export"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class LessonState:
    """What the decision depends on, read from the verified header and register."""

    owners: frozenset[str]
    members: tuple[Membership, ...]
    consent: ConsentState
    erase_after_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may be done, until ``until_ms`` at the latest (None: no date is near)."""

    until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It may not be done: why, and what would change that; in pairs."""

    reasons: tuple[str, ...]
    remedies: tuple[str, ...]


Decision = Allowed | Refused

_OWN_ACTIONS = frozenset({Action.VIEW, Action.PLAY, Action.ANNOTATE})
_ONLY_THE_OWNER = ("Only the owner of a lesson may do that.", "Ask the owner.")
_SHARING_PURPOSES = frozenset({Purpose.MENTORING, Purpose.GROUP_LEARNING})


def decide(actor: str, action: Action, lesson: LessonState, now_ms: int, recipient: str | None = None) -> Decision:
    """Decide whether ``actor`` may do ``action`` now; ``recipient`` is who a share is for.

    Every reason that holds is named, so that nobody has to try twice. Erasing is the owner's at any
    time, whatever was recorded: no date or objection may keep what somebody wants gone.
    """
    if action is Action.ERASE:
        return Allowed() if actor in lesson.owners else _refused(_ONLY_THE_OWNER)
    if lesson.erase_after_ms is not None and now_ms > lesson.erase_after_ms:
        return _refused(
            (
                "The time to keep this lesson is over.",
                "It can no longer be opened; its owner can say whether it is kept.",
            )
        )
    if actor in lesson.owners:
        return _decide_for_owner(action, lesson, now_ms, recipient)
    return _decide_for_member(actor, action, lesson, now_ms)


def _decide_for_owner(action: Action, lesson: LessonState, now_ms: int, recipient: str | None) -> Decision:
    if action in _OWN_ACTIONS:
        return Allowed(lesson.erase_after_ms)
    problems = _register_problems(lesson.consent, now_ms)
    if not problems:
        problems = _scope_problems(action, lesson.consent, recipient)
    if action in {Action.SHARE, Action.EXPORT}:
        problems += _objections(lesson.consent)
    return _refused(*problems) if problems else Allowed(_earlier(lesson.erase_after_ms, lesson.consent.until_ms))


def _decide_for_member(actor: str, action: Action, lesson: LessonState, now_ms: int) -> Decision:
    membership = next((m for m in lesson.members if m.person == actor), None)
    if membership is None or not membership.holds(now_ms):
        return _refused(("This lesson is not shared with you now.", "Ask its owner to share it."))
    if action not in _OWN_ACTIONS:
        return _refused(_ONLY_THE_OWNER)
    problems = _register_problems(lesson.consent, now_ms) or _scope_problems(Action.SHARE, lesson.consent, actor)
    problems += _objections(lesson.consent)
    if problems:
        return _refused(
            ("Sharing of this lesson is paused.", "Its owner sees why, and what opens it again. Your notes are kept.")
        )
    return Allowed(_earlier(lesson.erase_after_ms, membership.until_ms, lesson.consent.until_ms))


def _register_problems(consent: ConsentState, now_ms: int) -> list[tuple[str, str]]:
    if consent.withdrawn:
        return [("The agreement for this lesson was withdrawn.", "Only you can watch it until a new one is recorded.")]
    if not consent.recorded or consent.basis is None:
        return [("Nothing is recorded yet about the people in the picture.", "Record it on the consent page.")]
    if consent.until_ms is not None and now_ms > consent.until_ms:
        return [
            ("What was recorded about the people in the picture has run out.", "Record a new date on the consent page.")
        ]
    return []


def _scope_problems(action: Action, consent: ConsentState, recipient: str | None) -> list[tuple[str, str]]:
    if action is Action.TRANSCRIBE and not consent.scope.transcribe:
        return [("A transcript is not among the uses that were recorded.", "Add it on the consent page.")]
    if action is Action.EXPORT and not consent.scope.export:
        return [("Copying out is not among the uses that were recorded.", "Add it on the consent page.")]
    if action is Action.SHARE and not consent.purposes & _SHARING_PURPOSES:
        return [
            (
                "Talking about it with others is not among the purposes that were recorded.",
                "Add mentoring on the consent page.",
            )
        ]
    if action is Action.SHARE and recipient not in consent.scope.share:
        return [
            (
                "Sharing with this person is not among the uses that were recorded.",
                "Add the person on the consent page.",
            )
        ]
    return []


def _objections(consent: ConsentState) -> list[tuple[str, str]]:
    return [
        (f"The objection of {who} stands.", "The lesson stays private until it is dealt with.")
        for who in consent.blocked
        if not (who == WHOLE_CLASS and consent.withdrawn)  # said already: it was withdrawn
    ]


def _refused(*problems: tuple[str, str]) -> Refused:
    return Refused(tuple(reason for reason, _ in problems), tuple(remedy for _, remedy in problems))


def _earlier(*times: int | None) -> int | None:
    return min((time for time in times if time is not None), default=None)

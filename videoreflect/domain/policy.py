"""The one place that says who may do what with a lesson. Pure data in, pure data out.

``decide`` hands out no power: a service turns an ``Allowed`` into a permit after it has
read the register itself (``services/permits.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from videoreflect.domain.consent import WHOLE_CLASS, ExportKind, Purpose
from videoreflect.domain.consent_state import ConsentState
from videoreflect.domain.lesson import Membership


class Action(StrEnum):
    """What somebody may want to do with a lesson."""

    VIEW = "view"
    PLAY = "play"
    ANNOTATE = "annotate"
    TRANSCRIBE = "transcribe"
    ANALYSE = "analyse"
    SHARE = "share"
    EXPORT = "export"
    EXEMPLAR = "exemplar"
    KEEP_LONGER = "keep-longer"
    ANSWER = "answer"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class LessonState:
    """What the decision depends on, read from the verified header and register."""

    owners: frozenset[str]
    members: tuple[Membership, ...]
    consent: ConsentState
    erase_after_ms: int | None = None
    keep_until_ms: int | None = None

    @property
    def closes_ms(self) -> int | None:
        """When the lesson closes: at the end of the time it is kept, and at the latest when it is to be erased."""
        return _earlier(self.keep_until_ms, self.erase_after_ms)


@dataclass(frozen=True, slots=True)
class Asked:
    """More of what is asked: ``recipient`` of a share, ``export`` of which kind, ``until_ms`` of keeping longer."""

    recipient: str | None = None
    export: ExportKind | None = None
    until_ms: int | None = None


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
_AT_ANY_TIME = frozenset({Action.ERASE, Action.ANSWER})
_BEYOND = frozenset({Action.ANALYSE, Action.SHARE, Action.EXPORT, Action.EXEMPLAR, Action.KEEP_LONGER})
"""What a person in the picture who objects stops: it goes beyond the teacher's own reflection, as it was promised.

Working out who speaks compares everybody's voices, the voice of who objects among them."""

_SHARING_PURPOSES = frozenset({Purpose.MENTORING, Purpose.GROUP_LEARNING})
NOTHING_MORE = Asked()

Problem = tuple[str, str]
"""A reason and its remedy."""

_ONLY_THE_OWNER: Problem = ("Only the owner of a lesson may do that.", "Ask the owner.")
_CLOSED: Problem = (
    "The time to keep this lesson is over.",
    "It can no longer be opened; its owner can say whether it is kept.",
)
_NOT_SHARED: Problem = ("This lesson is not shared with you now.", "Ask its owner to share it.")
_PAUSED: Problem = (
    "Sharing of this lesson is paused.",
    "Its owner sees why, and what opens it again. Your notes are kept.",
)


def decide(actor: str, action: Action, lesson: LessonState, now_ms: int, asked: Asked = NOTHING_MORE) -> Decision:
    """Decide whether ``actor`` may do ``action`` now; ``asked`` says more of what is asked.

    Every reason that holds is named, so that nobody has to try twice. Erasing, and answering somebody who asks what is
    held about them, is the owner's at any time, whatever was recorded: no date or objection may stand against these.
    """
    is_owner = actor in lesson.owners
    if action in _AT_ANY_TIME:
        return Allowed() if is_owner else _refused(_ONLY_THE_OWNER)
    if lesson.closes_ms is not None and now_ms > lesson.closes_ms and not (is_owner and action is Action.KEEP_LONGER):
        return _refused(_CLOSED)
    if is_owner:
        return _decide_for_owner(action, lesson, now_ms, asked)
    return _decide_for_member(actor, action, lesson, now_ms)


def _decide_for_owner(action: Action, lesson: LessonState, now_ms: int, asked: Asked) -> Decision:
    if action in _OWN_ACTIONS:
        return Allowed(lesson.closes_ms)
    problems = _register_problems(lesson.consent, now_ms) or _scope_problems(action, lesson.consent, asked)
    if action in _BEYOND:
        problems += _objections(lesson.consent)
    return _refused(*problems) if problems else Allowed(_earlier(lesson.closes_ms, lesson.consent.until_ms))


def _decide_for_member(actor: str, action: Action, lesson: LessonState, now_ms: int) -> Decision:
    membership = next((m for m in lesson.members if m.person == actor), None)
    if membership is None or not membership.holds(now_ms):
        return _refused(_NOT_SHARED)
    if action not in _OWN_ACTIONS:
        return _refused(_ONLY_THE_OWNER)
    consent = lesson.consent
    problems = _register_problems(consent, now_ms) or _scope_problems(Action.SHARE, consent, Asked(recipient=actor))
    if problems + _objections(consent):
        return _refused(_PAUSED)
    return Allowed(_earlier(lesson.closes_ms, membership.until_ms, consent.until_ms))


def _register_problems(consent: ConsentState, now_ms: int) -> list[Problem]:
    if consent.withdrawn:
        return [("The agreement for this lesson was withdrawn.", "Only you can watch it until a new one is recorded.")]
    if not consent.recorded or consent.basis is None:
        return [("Nothing is recorded yet about the people in the picture.", "Record it on the consent page.")]
    if consent.until_ms is not None and now_ms > consent.until_ms:
        return [
            ("What was recorded about the people in the picture has run out.", "Record a new date on the consent page.")
        ]
    return []


def _scope_problems(action: Action, consent: ConsentState, asked: Asked) -> list[Problem]:
    problem = _PROBLEM_OF[action](consent, asked) if action in _PROBLEM_OF else None
    return [problem] if problem else []


def _not_transcribed(consent: ConsentState, asked: Asked) -> Problem | None:
    if consent.scope.transcribe:
        return None
    return "A transcript is not among the uses that were recorded.", "Add it on the consent page."


def _not_analysed(consent: ConsentState, asked: Asked) -> Problem | None:
    if consent.scope.analyse:
        return None
    return "Working out who speaks is not among the uses that were recorded.", "Add it on the consent page."


def _not_shared(consent: ConsentState, asked: Asked) -> Problem | None:
    if not consent.purposes & _SHARING_PURPOSES:
        reason = "Talking about it with others is not among the purposes that were recorded."
        return reason, "Add mentoring on the consent page."
    if asked.recipient not in consent.scope.share:
        return (
            "Sharing with this person is not among the uses that were recorded.",
            "Add the person on the consent page.",
        )
    return None


def _not_exported(consent: ConsentState, asked: Asked) -> Problem | None:
    if asked.export is None and consent.scope.export:
        return None
    if asked.export in consent.scope.export:
        return None
    what = "Copying out" if asked.export is None else _EXPORTS[asked.export]
    return f"{what} is not among the uses that were recorded.", "Add it on the consent page."


def _no_exemplar(consent: ConsentState, asked: Asked) -> Problem | None:
    if Purpose.EXEMPLAR in consent.purposes:
        return None
    return "Keeping it as an example is not among the purposes that were recorded.", "Add it on the consent page."


def _not_longer(consent: ConsentState, asked: Asked) -> Problem | None:
    if asked.until_ms is None or consent.until_ms is None or asked.until_ms <= consent.until_ms:
        return None
    return "What was recorded about the people in the picture ends before that day.", "Record a later date first."


_EXPORTS = {
    ExportKind.NOTES: "Copying out the notes",
    ExportKind.TRANSCRIPT: "Copying out the transcript",
    ExportKind.TALK: "Copying out the record of the talk",
    ExportKind.CLIP: "Copying out the clip",
}

_PROBLEM_OF: dict[Action, Callable[[ConsentState, Asked], Problem | None]] = {
    Action.TRANSCRIBE: _not_transcribed,
    Action.ANALYSE: _not_analysed,
    Action.SHARE: _not_shared,
    Action.EXPORT: _not_exported,
    Action.EXEMPLAR: _no_exemplar,
    Action.KEEP_LONGER: _not_longer,
}


def _objections(consent: ConsentState) -> list[Problem]:
    return [
        (f"The objection of {who} stands.", "The lesson stays private until it is dealt with.")
        for who in consent.blocked
        if not (who == WHOLE_CLASS and consent.withdrawn)  # said already: it was withdrawn
    ]


def _refused(*problems: Problem) -> Refused:
    return Refused(tuple(reason for reason, _ in problems), tuple(remedy for _, remedy in problems))


def _earlier(*times: int | None) -> int | None:
    return min((time for time in times if time is not None), default=None)

"""A lesson that a person may open, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.domain.consent_state import ConsentState
from videoreflect.domain.lesson import LessonDetails
from videoreflect.domain.policy import Action, LessonState
from videoreflect.errors import Erased, FormatError, NotAllowed, NotFound
from videoreflect.media.facts import ClipFacts
from videoreflect.services.badge import Badge, badge_of
from videoreflect.services.permits import lesson_state, permit
from videoreflect.services.playback import facts_of, recording_was_erased
from videoreflect.services.school import school
from videoreflect.services.school_key import has_school_key
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson that can be opened now."""

    id: str
    details: LessonDetails
    owner: str
    facts: ClipFacts
    consent: ConsentState
    badge: Badge
    shared_until_ms: dict[str, int | None]
    school_key: bool
    recording_erased: bool

    @property
    def duration_ms(self) -> int:
        """Length of the clip."""
        return self.facts.duration_ms


@dataclass(frozen=True, slots=True)
class Tally:
    """What the list says of notes, of “ready”, and of ``requests`` that wait for this person.

    ``problem`` is a sentence if the notes cannot be read. ``marks``: where notes stand, as (ms, whether it is one's
    own), at most 60 of them.
    """

    notes: int
    own_notes: int
    said_ready: bool
    revealed: bool
    problem: str = ""
    requests: int = 0
    marks: tuple[tuple[int, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class ListedLesson(Lesson):
    """A lesson as it stands in the list."""

    tally: Tally


@dataclass(frozen=True, slots=True)
class ClosedLesson:
    """A lesson that cannot be opened now, and the sentence that says why."""

    id: str
    code: str
    sentence: str


def open_lesson(session: SignIn, lesson: str) -> Lesson:
    """What is known about a lesson. Raises NotAllowed, NotFound, IntegrityError."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    state = lesson_state(capsule)
    return Lesson(
        id=lesson,
        details=details_of(capsule, held),
        owner=capsule.header.owners[0],
        facts=facts_of(session, lesson),
        recording_erased=recording_was_erased(capsule),
        consent=state.consent,
        badge=_badge(session, state),
        shared_until_ms={m.person: m.until_ms for m in state.members},
        school_key=has_school_key(capsule.header),
    )


def consent_standing(session: SignIn, lesson: str) -> tuple[ConsentState, Badge]:
    """What the register of a lesson comes to, for its owner; also when the time to keep the lesson is over.

    Raises NotAllowed for anybody but the owner.
    """
    capsule = session.capsule(lesson)
    permit(session, capsule, Action.ANSWER)
    state = lesson_state(capsule)
    return state.consent, _badge(session, state)


def names_for(session: SignIn) -> dict[str, str]:
    """First names by id, as this person reads them: their own is “you”."""
    return {one.id: one.first_name for one in session.people().values()} | {session.person: "you"}


def _badge(session: SignIn, state: LessonState) -> Badge:
    return badge_of(state, session.now_ms(), names_for(session), school(session).warn_days)


def find_lesson(session: SignIn, wanted: str) -> str:
    """The id of a lesson from its id or the unambiguous start of one (at least 4 characters)."""
    matches = [
        lesson
        for lesson in session.lesson_ids()
        if lesson == wanted or (len(wanted) >= 4 and lesson.startswith(wanted))
    ]
    if len(matches) == 1:
        return matches[0]
    if not matches and len(wanted) >= 4 and _was_erased(session, wanted):
        raise Erased
    raise NotFound


def _was_erased(session: SignIn, wanted: str) -> bool:
    named = {one.capsule for one in session.certificates() if one.capsule.startswith(wanted)}
    return any(session.is_erased(lesson) for lesson in named)


def details_of(capsule: Capsule, held: Permit) -> LessonDetails:
    """What the owner wrote about the lesson. Raises NotAllowed if nothing, FormatError."""
    entries = capsule.read(held, "lesson")
    if not entries:
        raise NotAllowed("This lesson says nothing about itself, so it was not opened.")
    body = entries[-1][1]
    try:
        return LessonDetails(body["title"], body["date"], body["class"], body["subject"], body["focus"])
    except (KeyError, TypeError):
        raise FormatError from None

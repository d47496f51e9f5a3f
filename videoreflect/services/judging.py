"""Whether what the index keeps of a lesson may be shown now: headers, grants and dates first, content last."""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.domain.ids import checked_id
from videoreflect.domain.policy import Action, LessonState, Refused, decide
from videoreflect.errors import NotAllowed, StorageError, VideoReflectError
from videoreflect.services.entries import members_in, state_in
from videoreflect.services.lesson import ClosedLesson
from videoreflect.services.permits import permit_to_show
from videoreflect.vault.index import Indexed
from videoreflect.vault.permits import Permit
from videoreflect.vault.sighting import HeaderFile, floor_text, header_file, people_text, stamps_of
from videoreflect.vault.signin import SignIn
from videoreflect.vault.state import Floor

NOT_SHARED = "This lesson is not shared with you now. Ask its owner to share it."


@dataclass(frozen=True, slots=True)
class Shown:
    """The entry says what opening the lesson would say; the permit lets it be shown, ``state`` is decided from."""

    permit: Permit
    state: LessonState


@dataclass(frozen=True, slots=True)
class Stale:
    """Something changed: only opening the lesson tells what holds.

    ``before`` is for its owner, by a header that is known: the card of before may stand until then.
    """

    before: Shown | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such lesson: nothing of it is to stay."""


@dataclass(frozen=True, slots=True)
class NotMine:
    """A lesson that does not name this person. ``header`` unless the entry says so already."""

    header: HeaderFile | None = None


Judgement = Shown | Stale | Missing | NotMine | ClosedLesson


class Judge:
    """Judges entries at one moment."""

    def __init__(self, session: SignIn) -> None:
        self._session, self.now_ms = session, session.now_ms()
        self._capsules = str(session.folder.capsules)
        self.people = people_text(session.directory)

    def judged(self, lesson: str, entry: Indexed | None) -> Judgement:
        """What holds for a lesson now. Never raises: what cannot be told is stale."""
        try:
            file = header_file(f"{self._capsules}/{checked_id(lesson)}")
        except StorageError:
            return Stale() if self._session.folder.has_capsule(lesson) else Missing()
        if file is None:
            return Missing()
        try:
            if entry is None or entry.file != file.hash:
                return Stale() if file.header().member(self._session.person) else NotMine(file)
            return self._by_known_header(entry)
        except (VideoReflectError, KeyError, TypeError, ValueError):
            return Stale()

    def permit_after_opening(self, entry: Indexed) -> Permit | None:
        """A permit for an entry of a lesson that was opened a moment ago, whoever changes it now."""
        decided = decide(self._session.person, Action.VIEW, _state_of(entry), self.now_ms)
        if isinstance(decided, Refused):
            return None
        return permit_to_show(self._session, entry.lesson, entry.version, decided)

    def _by_known_header(self, entry: Indexed) -> Judgement:
        """The header is, byte for byte, the one that was checked when the entry was written."""
        if not entry.register:
            return NotMine()
        floor = self._session.state.state.floors.get(entry.lesson, Floor())
        if entry.register["seen"] != [floor.serial, floor.header]:
            return Stale()
        members = members_in(entry.register)
        me = next((m for m in members if m.person == self._session.person), None)
        if me is None:
            return Stale()
        stamps = stamps_of(f"{self._capsules}/{entry.lesson}", me.person, entry.register["epoch"])
        if not me.holds(self.now_ms) or not stamps.has_grant:
            return ClosedLesson(entry.lesson, NotAllowed.code, NOT_SHARED)
        state = state_in(entry.register, members)
        is_same = (entry.stamps, entry.people, entry.floor) == (stamps.text, self.people, floor_text(floor))
        if not is_same and me.person not in state.owners:
            return Stale()  # an agreement that ended sharing may be among what changed
        decided = decide(me.person, Action.VIEW, state, self.now_ms)
        if isinstance(decided, Refused):
            refusal = NotAllowed(reasons=decided.reasons, remedies=decided.remedies)
            return ClosedLesson(entry.lesson, refusal.code, refusal.sentence)
        if not entry.has_card:
            return Stale()
        shown = Shown(permit_to_show(self._session, entry.lesson, entry.version, decided), state)
        return shown if is_same else Stale(shown)


def _state_of(entry: Indexed) -> LessonState:
    register = entry.register or {}
    return state_in(register, members_in(register))

"""“Ready” and reveal: each one's notes open to the other when both have said ready.

Until a person says ready, keys hide their notes. From then on this program hides them until
the other is ready too; it cannot be taken back. It works with the two never signed in together.
"""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.domain.policy import Action
from videoreflect.errors import NotAllowed
from videoreflect.services.note_lock import one_at_a_time
from videoreflect.services.note_rows import left_to_release
from videoreflect.services.permits import permit
from videoreflect.services.voice_keeping import moving_in
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.private import PrivateFile
from videoreflect.vault.signin import SignIn


@dataclass(frozen=True, slots=True)
class Readiness:
    """Who has said ready, and when (ms). ``revealed`` names the others whose notes are open to me."""

    ready_ms: dict[str, int]
    revealed: frozenset[str]
    waiting_for: tuple[str, ...]


def say_ready(session: SignIn, lesson: str) -> Readiness:
    """Move one's private notes into the lesson and say ready, in one transaction.

    Raises NotAllowed before the lesson is shared: there would be nobody to open them to.
    """
    with one_at_a_time(session, lesson):  # what is saved or deleted meanwhile must not be left out, or come back
        capsule = session.capsule(lesson)
        held = permit(session, capsule, Action.ANNOTATE)
        if len(capsule.header.people()) < 2:
            raise NotAllowed("“Ready” opens your notes to your mentor, so share the lesson first.")
        if session.person not in ready_times(capsule):
            _release(capsule, held)
    return readiness(session, lesson)


def _release(capsule: Capsule, held: Permit) -> None:
    private = PrivateFile(capsule)
    notes = private.notes(held)
    released = left_to_release(capsule, held, notes)
    statements = [*moving_in(capsule, held, released), *(Statement("note", note.content()) for note in released)]
    capsule.append([*statements, Statement("ready", {})])
    private.drop(held, [note.id for note in notes])


def readiness(session: SignIn, lesson: str) -> Readiness:
    """Who is ready in this lesson, as far as this person may know."""
    capsule = session.capsule(lesson)
    ready = ready_times(capsule)
    others = [m.person for m in capsule.header.people() if m.person != session.person]
    revealed = frozenset(person for person in ready if is_revealed(capsule, session.person, person, ready))
    waiting = tuple(person for person in others if person not in ready)
    return Readiness(ready, revealed - {session.person}, waiting)


def is_revealed(capsule: Capsule, reader: str, author: str, ready: dict[str, int] | None = None) -> bool:
    """Whether ``author``'s released notes are open to ``reader``: both ready; between two mentors also the owner."""
    ready = ready_times(capsule) if ready is None else ready
    if reader == author:
        return True
    needed = {reader, author}
    if not needed & set(capsule.header.owners):
        needed |= set(capsule.header.owners)
    return needed <= ready.keys()


def ready_times(capsule: Capsule) -> dict[str, int]:
    """Who has said ready, and when (ms)."""
    return {placed.row.author: placed.row.time for placed in reversed(capsule.placed("ready"))}

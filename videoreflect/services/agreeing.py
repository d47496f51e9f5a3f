"""How far two people put the same codes on the same moments: only once both are ready."""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.domain.agreement import NEAR_MS, Cell, Mark, Unit, cells, pairs, together, windows
from videoreflect.domain.codebook import Codebook
from videoreflect.domain.note import AuthoredNote
from videoreflect.domain.policy import Action
from videoreflect.errors import InvalidInput, NotAllowed
from videoreflect.services.codebooks import lesson_book
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import permit
from videoreflect.services.playback import duration_ms
from videoreflect.services.readiness import is_revealed, ready_times
from videoreflect.vault.signin import SignIn

UNITS = {"10": 10_000, "30": 30_000, "60": 60_000, "notes": 0}
"""What is compared: stretches of so many seconds, or notes of the two on the same moment."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What two people coded with one codebook, side by side. ``first`` is who asks."""

    book: Codebook
    units: list[Unit]
    cells: dict[str, Cell]
    all: Cell
    notes: tuple[int, int]
    """How many coded notes each of the two has."""


def compare(session: SignIn, lesson: str, book: str, other: str, unit: str = "10") -> Compared:
    """Compare one's own coding with another's. Raises NotAllowed until both are ready, NotFound, InvalidInput."""
    if unit not in UNITS:
        raise InvalidInput("Choose stretches of 10, 30 or 60 seconds, or notes.", field="unit")
    capsule = session.capsule(lesson)
    permit(session, capsule, Action.VIEW)
    ready, members = ready_times(capsule), {one.person for one in capsule.header.people()}
    both = session.person in ready and other in ready and is_revealed(capsule, session.person, other, ready)
    if other == session.person or other not in members or not both:
        raise NotAllowed("Two people’s codes stand side by side once both have said ready.")
    found = lesson_book(session, lesson, book).book
    notes = list_notes(session, lesson)
    ours, theirs = (_marks(notes, person, found) for person in (session.person, other))
    units = _units(ours, theirs, duration_ms(session, lesson), UNITS[unit])
    told = cells(units, (f"{found.id}/{code.id}" for code in found.codes))
    return Compared(found, units, told, together(told.values()), (len(ours), len(theirs)))


def _units(ours: list[Mark], theirs: list[Mark], duration: int, window_ms: int) -> list[Unit]:
    return windows(ours, theirs, duration, window_ms) if window_ms else pairs(ours, theirs)


def _marks(notes: list[AuthoredNote], person: str, book: Codebook) -> list[Mark]:
    """Coded notes on a moment or a range; a note on the whole lesson, and a reply, is about no stretch of it."""
    refs = book.refs()
    return [
        Mark(note.at_ms, note.to_ms if note.to_ms is not None else note.at_ms, codes)
        for author, note in ((one.author, one.note) for one in notes)
        if author == person and note.at_ms is not None and not note.reply_to and (codes := refs & set(note.codes))
    ]


__all__ = ["NEAR_MS", "UNITS", "Compared", "compare"]

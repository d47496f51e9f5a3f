"""Putting right what is recorded about somebody, and erasing what one person of the vault has written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from videoreflect.domain.consent import ALLOWING, MAX_TEXT, Place
from videoreflect.domain.ids import is_id
from videoreflect.domain.policy import Action
from videoreflect.errors import FormatError, InvalidInput, NotAllowed, NotFound, VideoReflectError
from videoreflect.services.known_backups import known_backups
from videoreflect.services.permits import permit, recorded_events
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.certificates import CONTRIBUTIONS, Certificate
from videoreflect.vault.erasure import drop_indexes
from videoreflect.vault.log import Statement
from videoreflect.vault.private import PrivateFile
from videoreflect.vault.signin import SignIn

CONTRIBUTED = ("note", "voice-note", "said", "action", "transcript-suggestion")


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right. None leaves a thing as it was; an empty tuple of places takes them away."""

    note: str
    places: tuple[Place, ...] | None = None
    due_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ErasedContributions:
    """What went: certificates, and lessons in which it did not because they are somebody else’s or do not open."""

    certificates: tuple[Certificate, ...]
    left: int


def correct_entry(session: SignIn, lesson: str, record: str, correction: Correction) -> None:
    """Record a correction of an entry: a new entry of the same record that says what is right.

    The wrong one stays, so that nobody can unsay a refusal; an agreement is not corrected but recorded anew. Raises
    NotAllowed for anybody but the owner, NotFound, InvalidInput.
    """
    capsule = session.capsule(lesson)
    if session.person not in capsule.header.owners:
        raise NotAllowed("Only the owner of a lesson corrects its register. Ask the owner.")
    found = [one.event for one in recorded_events(capsule) if one.event.record == record and record]
    if not found:
        raise NotFound("There is no such entry in the register of this lesson.")
    event = found[-1]
    if event.kind in ALLOWING:
        raise InvalidInput("An agreement is not corrected. Record it again, as it should be, on the consent page.")
    note = correction.note.strip()
    if not note or len(note) > MAX_TEXT:
        raise InvalidInput("Say in a few words what was wrong, so that whoever reads both entries understands.")
    places = event.places if correction.places is None else correction.places
    due = event.due_ms if correction.due_ms is None else correction.due_ms
    if due is not None and due < event.event_ms:
        raise InvalidInput("The day by which it is dealt with lies before the day on which it was said.")
    if any(one.start_ms >= one.end_ms for one in places):
        raise InvalidInput("A place begins before it ends. Check its times.")
    capsule.append([Statement("consent", replace(event, note=note, places=places, due_ms=due).content())])


def erase_contributions(session: SignIn, person: str) -> ErasedContributions:
    """Erase notes, words of the talk and actions that one person wrote, in every lesson where who asks may.

    One’s own everywhere, private notes too; somebody else’s in one’s own lessons. Raises NotFound.
    """
    if not is_id(person) or person not in session.people():
        raise NotFound("Nobody of that name is in this vault.")
    certificates, left = [], 0
    for lesson in session.lesson_ids():
        try:
            with session.in_passing(lesson) as capsule:
                if session.person != person and session.person not in capsule.header.owners:
                    left += 1
                    continue
                counts = _erased(session, capsule, person)
        except VideoReflectError:
            left += 1
            continue
        if counts:
            certificates.append(_certified(session, lesson, counts))
    return ErasedContributions(tuple(certificates), left)


def _erased(session: SignIn, capsule: Capsule, person: str) -> dict[str, int]:
    """Erase in one lesson; returns how much of what went."""
    mine = session.person in capsule.header.owners
    held = permit(session, capsule, Action.ANSWER if mine else Action.VIEW)
    capsule.check(held)
    rows = [placed.row for placed in capsule.standing(*CONTRIBUTED) if placed.row.author == person]
    counts = {kind: sum(row.kind == kind for row in rows) for kind in CONTRIBUTED}
    drop_indexes(session.folder)  # before, so that none keeps the words if this is interrupted after the commit
    if rows:
        capsule.erase(rows)
    if person == session.person:
        counts["note"] += _private_dropped(session, capsule)
    drop_indexes(session.folder)  # after, in case one was made meanwhile
    names = {"note": "notes", "voice-note": "voice_notes", "said": "said", "action": "actions"}
    names["transcript-suggestion"] = "suggestions"
    return {names[kind]: count for kind, count in counts.items() if count}


def _private_dropped(session: SignIn, capsule: Capsule) -> int:
    try:
        held = permit(session, capsule, Action.ANNOTATE)
        private = PrivateFile(capsule)
        notes = [note.id for note in private.notes(held)]
    except (FormatError, NotAllowed):  # closed by its date: it goes with the lesson
        return 0
    voices = private.voices_made_ms(held)
    if notes:
        private.drop(held, notes)
    if voices:
        private.drop_voices(held, voices)
    for draft in private.drafts(held):
        private.keep_draft(held, draft, None)
    spoken = private.spoken_ms(held)
    if spoken:
        private.drop_spoken(held, spoken)
    return len(notes)


def _certified(session: SignIn, lesson: str, counts: dict[str, int]) -> Certificate:
    now = session.state.system_ms()
    backups = tuple(sorted(one.id for one in known_backups(session)))
    certificate = Certificate(lesson, CONTRIBUTIONS, "asked", now, now, counts, backups, session.person)
    session.directory.append([certificate.statement()])
    return certificate

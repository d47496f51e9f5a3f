"""Notes: private until ready, then open to the other when both are.

Hidden notes are left out here, not on a page: of lists, counts, search and export alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from videoreflect.domain.ids import new_id
from videoreflect.domain.note import AuthoredNote, Note, checked_note, note_from
from videoreflect.domain.policy import Action
from videoreflect.errors import FormatError, NotAllowed, NotFound
from videoreflect.services.permits import permit
from videoreflect.services.playback import duration_ms
from videoreflect.services.readiness import is_revealed, ready_times
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.erasure import drop_indexes
from videoreflect.vault.log import Row, Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.private import PrivateFile
from videoreflect.vault.signin import SignIn

_ENDED = "Sharing has ended. Your words are kept and open again if the lesson is shared with you again."
_PAUSED = "Sharing of this lesson is paused. Your words are kept and open again with it."


@dataclass(frozen=True, slots=True)
class NoteText:
    """What a person typed. Times in ms; ``at_ms`` None for the whole lesson."""

    text: str
    at_ms: int | None = None
    to_ms: int | None = None
    quote: str = ""
    talk: bool = False


def save_note(session: SignIn, lesson: str, typed: NoteText, note_id: str | None = None) -> Note:
    """Save a new note, or new words of one's own note. Durable when this returns.

    Raises NotFound for somebody else's note, InvalidInput for an empty or over-long one, NotAllowed.
    If sharing ended while it was being written, it is kept in this person's own file, and NotAllowed says so.
    """
    try:
        return _saved(session, lesson, typed, note_id)
    except NotAllowed:  # perhaps only because something changed since the permit was made: somebody else’s access
        return _saved_or_set_aside(session, lesson, typed, note_id)


def _saved_or_set_aside(session: SignIn, lesson: str, typed: NoteText, note_id: str | None) -> Note:
    try:
        return _saved(session, lesson, typed, note_id)
    except NotAllowed:
        _set_aside(session, lesson, typed, note_id)
        raise


def _saved(session: SignIn, lesson: str, typed: NoteText, note_id: str | None) -> Note:
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANNOTATE)
    now = session.state.system_ms()
    before = _own_note(capsule, held, note_id) if note_id else None
    created = before.created_ms if before else now
    note = checked_note(_note(typed, before.id if before else new_id(), created, now), duration_ms(session, lesson))
    _keep(capsule, held, note)
    return note


def _note(typed: NoteText, note_id: str, created_ms: int, edited_ms: int) -> Note:
    return Note(
        id=note_id,
        at_ms=typed.at_ms,
        to_ms=typed.to_ms,
        text=typed.text,
        quote=typed.quote,
        talk=typed.talk,
        created_ms=created_ms,
        edited_ms=edited_ms,
    )


def _set_aside(session: SignIn, lesson: str, typed: NoteText, note_id: str | None) -> None:
    """Keep words for whom sharing ended in the middle of writing. Raises NotAllowed that says so."""
    capsule = session.opened_before(lesson)
    if capsule is None or not typed.text.strip() or session.person in capsule.header.owners:
        return
    now = session.state.system_ms()
    PrivateFile(capsule).set_aside(_note(typed, note_id or new_id(), now, now))
    raise NotAllowed(_PAUSED if capsule.is_still_member() else _ENDED)


def delete_note(session: SignIn, lesson: str, note_id: str) -> bool:
    """Erase one's own note, with every earlier form of it and what one wrote down about it in the dialogue.

    A released one leaves an empty marker, so that it stays deleted in every copy. Returns False if
    somebody who reads just now keeps remnants in a write-ahead log until they close it.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANNOTATE)
    note = _own_note(capsule, held, note_id)
    clean = True
    if _has_said_ready(capsule):
        rows = own_rows(capsule, held, ("note", "note", note_id)) + own_rows(capsule, held, ("said", "moment", note_id))
        marker = Note(note_id, None, None, "", created_ms=note.created_ms, deleted=True)
        marker = replace(marker, edited_ms=session.state.system_ms())
        drop_indexes(session.folder)  # before, so that none keeps the words if this is interrupted after the commit
        clean = capsule.erase(rows, [Statement("note", marker.content())])
        drop_indexes(session.folder)  # after, in case one was made meanwhile
    return _drop_private(capsule, held, note_id) and clean


def list_notes(session: SignIn, lesson: str) -> list[AuthoredNote]:
    """All notes this person may see now, in the order of the clip."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    released, ready = _released(capsule, held), ready_times(capsule)
    open_to_me = [
        AuthoredNote(author, note, _visibility(capsule, session.person, author, ready))
        for author, note in released
        if not note.deleted and is_revealed(capsule, session.person, author, ready)
    ]
    # A crash right after “ready” may leave private copies; also of notes that were deleted since.
    known = {note.id for author, note in released if author == session.person}
    annotate = permit(session, capsule, Action.ANNOTATE)
    private = [note for note in PrivateFile(capsule).notes(annotate) if note.id not in known]
    mine = [AuthoredNote(session.person, note, "private") for note in private]
    return sorted(open_to_me + mine, key=lambda a: (a.note.at_ms or 0, a.note.created_ms, a.note.id))


def keep_draft(session: SignIn, lesson: str, content: dict[str, Any] | None) -> None:
    """Save what is being typed, encrypted; None drops it."""
    capsule = session.capsule(lesson)
    PrivateFile(capsule).keep_draft(permit(session, capsule, Action.ANNOTATE), "note", content)


def draft(session: SignIn, lesson: str) -> dict[str, Any] | None:
    """What was being typed when the page was left."""
    capsule = session.capsule(lesson)
    return PrivateFile(capsule).drafts(permit(session, capsule, Action.ANNOTATE)).get("note")


def keep_place(session: SignIn, lesson: str, at_ms: int) -> None:
    """Remember where this person stopped watching."""
    capsule = session.capsule(lesson)
    PrivateFile(capsule).keep_place(permit(session, capsule, Action.ANNOTATE), max(0, at_ms))


def place_ms(session: SignIn, lesson: str) -> int:
    """Where this person stopped watching."""
    capsule = session.capsule(lesson)
    return PrivateFile(capsule).place_ms(permit(session, capsule, Action.ANNOTATE))


def own_rows(capsule: Capsule, held: Permit, which: tuple[str, str, str]) -> list[Row]:
    """One's own rows of a kind whose body has a value in a field: all forms of one thing, the newest too."""
    kind, field, value = which
    mine = [(placed.row, body) for placed, body in capsule.read(held, kind) if placed.row.author == capsule.person]
    return [row for row, body in mine if body.get(field) == value]


def _keep(capsule: Capsule, held: Permit, note: Note) -> None:
    """Save a note. Of a released one only the newest words stay: nobody can see the earlier ones."""
    if _has_said_ready(capsule):
        capsule.erase(own_rows(capsule, held, ("note", "note", note.id)), [Statement("note", note.content())])
        _drop_private(capsule, held, note.id)
    else:
        PrivateFile(capsule).keep(held, note)


def _drop_private(capsule: Capsule, held: Permit, note_id: str) -> bool:
    """Drop the private form of a note, which may be left from a crash at “ready”."""
    private = PrivateFile(capsule)
    return all(note.id != note_id for note in private.notes(held)) or private.drop(held, [note_id])


def _own_note(capsule: Capsule, held: Permit, note_id: str) -> Note:
    me = capsule.identity.person
    released = [note for author, note in _released(capsule, held) if author == me]
    for note in (*released, *PrivateFile(capsule).notes(held)):
        if note.id == note_id and not note.deleted:
            return note
    raise NotFound("That note is not one of yours. Open the lesson again to see your notes.")


def _released(capsule: Capsule, held: Permit) -> list[tuple[str, Note]]:
    """The newest form of every released note, deleted ones too; a note belongs to whose log it stands in."""
    newest: dict[tuple[str, str], Note] = {}
    for placed, body in capsule.read(held, "note"):
        try:
            note = note_from(body)
        except FormatError:
            continue  # written by other software; it counts for nothing
        newest[(placed.row.author, note.id)] = note
    return [(author, note) for (author, _), note in newest.items()]


def _has_said_ready(capsule: Capsule) -> bool:
    return any(placed.row.author == capsule.identity.person for placed in capsule.placed("ready"))


def _visibility(capsule: Capsule, reader: str, author: str, ready: dict[str, int]) -> str:
    others = [m.person for m in capsule.header.people() if m.person != author]
    seen = any(is_revealed(capsule, other, author, ready) for other in others)
    return "open" if seen or reader != author else "waiting"

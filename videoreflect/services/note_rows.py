"""The rows of notes as they lie in a lesson: the newest form of each, and all forms of one."""

from __future__ import annotations

from videoreflect.domain.note import Note, note_from
from videoreflect.errors import FormatError
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Row
from videoreflect.vault.permits import Permit


def own_rows(capsule: Capsule, held: Permit, which: tuple[str, str, str]) -> list[Row]:
    """One's own rows of a kind whose body has a value in a field: all forms of one thing, the newest too."""
    kind, field, value = which
    mine = [(placed.row, body) for placed, body in capsule.read(held, kind) if placed.row.author == capsule.person]
    return [row for row, body in mine if body.get(field) == value]


def notes_in_lesson(capsule: Capsule, held: Permit) -> list[tuple[str, Note]]:
    """Author and newest form of every note in the lesson, deleted ones and hidden ones too.

    A note belongs to whose log it stands in. Who shows them asks ``is_revealed`` of each.
    """
    newest: dict[tuple[str, str], Note] = {}
    for placed, body in capsule.read(held, "note"):
        try:
            note = note_from(body)
        except FormatError:
            continue  # written by other software; it counts for nothing
        newest[(placed.row.author, note.id)] = note
    return [(author, note) for (author, _), note in newest.items()]


def own_in_lesson(capsule: Capsule, held: Permit) -> dict[str, Note]:
    """The newest form of each of one's own notes in the lesson, deleted ones too, by id."""
    return {note.id: note for author, note in notes_in_lesson(capsule, held) if author == capsule.person}


def left_to_release(capsule: Capsule, held: Permit, private: list[Note]) -> list[Note]:
    """Private notes that “ready” has to put into the lesson.

    A copy that a crash left behind says nothing new: the lesson holds a newer form, or that it was deleted. One that
    was about to be taken back is newer than what the lesson holds.
    """
    known = own_in_lesson(capsule, held)
    return [one for one in private if one.id not in known or _is_newer(one, known[one.id])]


def _is_newer(private: Note, known: Note) -> bool:
    return not known.deleted and private.edited_ms > known.edited_ms

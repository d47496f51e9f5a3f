"""Notes across a crash: what was released, edited or deleted stays so."""

from __future__ import annotations

import pytest

from tests.unit.services.conftest import Room
from videoreflect.domain.policy import Action
from videoreflect.errors import InvalidInput, NotFound
from videoreflect.services import notes
from videoreflect.services.notes import NoteText, Which
from videoreflect.services.permits import permit
from videoreflect.vault.log import Statement
from videoreflect.vault.private import PrivateFile


def texts(room: Room) -> list[str]:
    return [one.note.text for one in notes.list_notes(room.session, room.lesson)]


def crash_after_ready(room: Room) -> None:
    """Ready is written, the private copies are not dropped yet: as a power cut would leave it."""
    private = PrivateFile(room.capsule).notes(permit(room.session, room.capsule, Action.ANNOTATE))
    room.capsule.append([*(Statement("note", note.content()) for note in private), Statement("ready", {})])


def test_a_note_is_there_at_once_and_can_be_changed_and_deleted(room: Room) -> None:
    saved = notes.save_note(room.session, room.lesson, NoteText("Wait", 100))
    assert texts(room) == ["Wait"]

    changed = notes.save_note(room.session, room.lesson, NoteText("Wait longer", 100, talk=True), Which(saved.id))
    assert (changed.id, changed.created_ms) == (saved.id, saved.created_ms)
    assert texts(room) == ["Wait longer"]

    notes.delete_note(room.session, room.lesson, saved.id)
    assert texts(room) == []
    with pytest.raises(NotFound):
        notes.delete_note(room.session, room.lesson, saved.id)


def test_after_a_crash_at_ready_every_note_is_there_once(room: Room) -> None:
    notes.save_note(room.session, room.lesson, NoteText("Wait", 100))
    crash_after_ready(room)

    assert texts(room) == ["Wait"]


def test_after_a_crash_at_ready_the_newest_words_count(room: Room) -> None:
    saved = notes.save_note(room.session, room.lesson, NoteText("Wait", 100))
    crash_after_ready(room)
    notes.save_note(room.session, room.lesson, NoteText("Wait longer", 100), Which(saved.id))

    assert texts(room) == ["Wait longer"]
    again = notes.save_note(room.session, room.lesson, NoteText("Wait even longer", 100), Which(saved.id))
    assert again.created_ms == saved.created_ms
    assert texts(room) == ["Wait even longer"]


def test_after_a_crash_at_ready_a_deleted_note_does_not_come_back(room: Room) -> None:
    saved = notes.save_note(room.session, room.lesson, NoteText("Wait", 100))
    crash_after_ready(room)
    notes.delete_note(room.session, room.lesson, saved.id)

    assert texts(room) == []


@pytest.mark.parametrize("text", ["\u200b", "\ufeff"])
def test_hidden_characters_alone_spoil_nothing(room: Room, text: str) -> None:
    """Such a note was once stored empty, and then no note of the lesson could be read."""
    notes.save_note(room.session, room.lesson, NoteText("Wait", 100))
    with pytest.raises(InvalidInput):
        notes.save_note(room.session, room.lesson, NoteText(text, 100))

    assert texts(room) == ["Wait"]


def test_drafts_and_the_place_are_kept(room: Room) -> None:
    notes.keep_draft(room.session, room.lesson, {"text": "half a th"})
    notes.keep_place(room.session, room.lesson, 321)
    assert notes.drafts(room.session, room.lesson) == {notes.NO_WINDOW: {"text": "half a th"}}
    assert notes.place_ms(room.session, room.lesson) == 321

    notes.keep_draft(room.session, room.lesson, None)
    assert notes.drafts(room.session, room.lesson) == {}

"""What a page is told each second: that what it shows has changed, and nothing of what is hidden from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.services.conftest import Shared
from videoreflect.services import dialogue, notes_shown
from videoreflect.services.hiding import hide
from videoreflect.services.notes import NoteText, Which, delete_note, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.vault.signin import SignIn
from videoreflect.web.review import pulse_shape


def test_nobody_learns_when_another_writes_what_is_hidden(shared: Shared) -> None:
    """Not from any part of the answer; neither does something of one’s own come in with it.

    Seen to fail with the rows of notes in ``_SHOWN``, and with private notes in ``shown_mark``.
    """
    hidden, lesson = shared.session, shared.lesson
    say_ready(hidden, lesson)
    first = save_note(hidden, lesson, NoteText("First", 100))
    before = pulse_shape(shared.mentor, lesson)

    save_note(hidden, lesson, NoteText("Second", 200))
    assert pulse_shape(shared.mentor, lesson) == before
    save_note(shared.mentor, lesson, NoteText("My own", 300))
    save_note(hidden, lesson, NoteText("First, in other words", 100), Which(first.id))
    assert pulse_shape(shared.mentor, lesson) == before
    delete_note(hidden, lesson, first.id)
    assert pulse_shape(shared.mentor, lesson) == before


def changes(mentor: SignIn, lesson: str, deed: Callable[[], object], name: str = "notes_revision") -> bool:
    """Whether the mentor’s page is told of it, and only once."""
    before = pulse_shape(mentor, lesson)
    deed()
    after = pulse_shape(mentor, lesson)
    assert pulse_shape(mentor, lesson) == after
    return bool(after[name] != before[name] and after["revision"] != before["revision"])


def test_what_is_to_be_seen_is_told_at_once(shared: Shared) -> None:
    """Seen to fail, each, with ``bodies-erased`` out of ``_rows``, and with ``edited_ms`` for the words of a note."""
    owner, mentor, lesson = shared.session, shared.mentor, shared.lesson
    which = Which("a" * 32, new=True)
    assert changes(mentor, lesson, lambda: save_note(owner, lesson, NoteText("Anna", 100, shared=True), which))
    assert changes(mentor, lesson, lambda: hide(owner, lesson, ["Anna"], "[pupil 1]"))
    assert changes(mentor, lesson, lambda: save_note(owner, lesson, NoteText("Taken back", 100), Which(which.id)))
    assert changes(mentor, lesson, lambda: say_ready(owner, lesson))
    later = save_note(owner, lesson, NoteText("Hidden still", 300))
    assert changes(mentor, lesson, lambda: say_ready(mentor, lesson))
    assert changes(mentor, lesson, lambda: save_note(owner, lesson, NoteText("Changed", 300), Which(later.id)))
    assert changes(mentor, lesson, lambda: dialogue.say(owner, lesson, later.id, "We spoke"), "revision")
    assert changes(mentor, lesson, lambda: delete_note(owner, lesson, later.id))


def test_no_note_is_read_while_no_row_comes(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked every second."""
    save_note(shared.session, shared.lesson, NoteText("One", 100, shared=True))
    before = pulse_shape(shared.mentor, shared.lesson)
    monkeypatch.delattr(notes_shown, "notes_to_show")

    assert pulse_shape(shared.mentor, shared.lesson) == before

"""Two windows of one person: what is saved or deleted while the other says ready or hides a name is not lost.

Seen to fail, each, with ``one_at_a_time`` taken out of ``say_ready``, and of ``hide``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.services.conftest import Shared
from videoreflect.domain.policy import Action
from videoreflect.services import hiding, note_lock, notes, readiness
from videoreflect.services.note_rows import left_to_release
from videoreflect.services.notes import NoteText, Which
from videoreflect.services.permits import permit
from videoreflect.services.readiness import say_ready
from videoreflect.vault.erasure import drop_indexes
from videoreflect.vault.private import PrivateFile
from videoreflect.vault.signin import SignIn


class Window:
    """Another window, which does something in the middle of what this one does."""

    def __init__(self, deed: Callable[[], object]) -> None:
        self._lock, self._waits_or_ended = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(deed,))

    def _run(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        finally:
            self._waits_or_ended.set()

    def __enter__(self) -> None:
        if self._lock.locked():
            self._waits_or_ended.set()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def before(self, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, where: object) -> None:
        """Let it begin when this window is about to make that call; go on when it has ended, or waits."""
        monkeypatch.setattr(note_lock, "_CHANGING", (self,))

        def meanwhile(*given: Any) -> Any:
            if not self._thread.ident:
                self._thread.start()
                assert self._waits_or_ended.wait(60)
            return call(*given)

        monkeypatch.setattr(where, call.__name__, meanwhile)

    def join(self) -> None:
        """Until it has ended."""
        self._thread.join()


def seen(session: SignIn, room: Shared) -> list[str]:
    return sorted(one.note.text for one in notes.list_notes(session, room.lesson))


def private(room: Shared) -> list[str]:
    held = permit(room.session, room.capsule, Action.ANNOTATE)
    return [one.text for one in PrivateFile(room.capsule).notes(held)]


def ready_while(room: Shared, monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]) -> None:
    """Say ready; the other window does its deed after the notes were read and before they are in the lesson."""
    window = Window(deed)
    window.before(left_to_release, monkeypatch, readiness)
    say_ready(room.session, room.lesson)
    window.join()
    say_ready(room.mentor, room.lesson)


def test_words_that_are_saved_while_the_notes_are_opened_are_open_too(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New words of a note, and a new note."""
    session, lesson = shared.session, shared.lesson
    kept = notes.save_note(session, lesson, NoteText("Old", 100))

    def write() -> None:
        notes.save_note(session, lesson, NoteText("New words", 100), Which(kept.id))
        notes.save_note(session, lesson, NoteText("One more", 200))

    ready_while(shared, monkeypatch, write)

    assert seen(session, shared) == seen(shared.mentor, shared) == ["New words", "One more"]
    assert private(shared) == []


def test_a_note_that_is_deleted_while_the_notes_are_opened_is_open_to_nobody(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = notes.save_note(shared.session, shared.lesson, NoteText("Rather not", 100))

    ready_while(shared, monkeypatch, lambda: notes.delete_note(shared.session, shared.lesson, kept.id))

    assert seen(shared.session, shared) == seen(shared.mentor, shared) == []


@pytest.mark.parametrize("opened", [False, True])
def test_words_that_are_saved_while_a_name_is_hidden_stay(
    shared: Shared, monkeypatch: pytest.MonkeyPatch, opened: bool
) -> None:
    session, lesson = shared.session, shared.lesson
    kept = notes.save_note(session, lesson, NoteText("Anna waits", 100, shared=opened))
    newer = NoteText("Newer words", 100, shared=opened)
    window = Window(lambda: notes.save_note(session, lesson, newer, Which(kept.id)))
    window.before(drop_indexes, monkeypatch, hiding)

    hiding.hide(session, lesson, ["Anna"], "[pupil 1]")
    window.join()

    assert seen(session, shared) == ["Newer words"]

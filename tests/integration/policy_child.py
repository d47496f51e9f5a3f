"""One signed-in person in a process of their own, who does what comes over a pipe, for ``test_policy_in_processes``."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from videoreflect.crypto.stream import StreamReader
from videoreflect.domain.consent import Basis, ConsentEvent, ConsentKind, ExportKind, Purpose, Scope
from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action, Asked
from videoreflect.errors import VideoReflectError
from videoreflect.services import owed
from videoreflect.services.exporting import copy_out
from videoreflect.services.lessons import open_lesson
from videoreflect.services.notes import NoteText, list_notes, save_note
from videoreflect.services.permits import permit
from videoreflect.services.playback import open_clip
from videoreflect.services.recording import record
from videoreflect.services.sharing import share
from videoreflect.services.unsharing import unshare
from videoreflect.vault.signin import SignIn, sign_in_by_recovery
from videoreflect.vault.state import StateFile

_DAY_MS = 86_400_000
_FIRST_BYTES = 1_000


class Child:
    """What one window of a person does; it stays signed in from one command to the next."""

    def __init__(self) -> None:
        self._session: SignIn | None = None
        self._lesson = ""
        self._held: StreamReader | None = None
        self._days = 0
        real = StateFile.system_ms
        StateFile.system_ms = staticmethod(lambda: real() + self._days * _DAY_MS)  # type: ignore[method-assign]

    @property
    def session(self) -> SignIn:
        """Who is signed in."""
        assert self._session is not None
        return self._session

    def open(self, path: str, code: str, lesson: str) -> None:
        """Sign in to a vault, with the clock as it is."""
        self._days, self._held, self._lesson = 0, None, lesson
        self._session = sign_in_by_recovery(Path(path), code)

    def clock(self, days: int) -> None:
        """Set the clock; the program keeps the latest time that it saw, as at every save."""
        self._days = days
        self.session.state.save()

    def agree(self, transcribe: bool, mentor: str, export_notes: bool, days: int | None) -> None:
        """Record an agreement for the class."""
        now = self.session.now_ms()
        scope = Scope(
            transcribe,
            False,
            frozenset({mentor} if mentor else ()),
            frozenset({ExportKind.NOTES} if export_notes else ()),
        )
        until = None if days is None else now + days * _DAY_MS
        purposes = frozenset({Purpose.MENTORING})
        event = ConsentEvent(
            new_id(), ConsentKind.GIVEN, basis=Basis.PUBLIC_TASK, purposes=purposes, scope=scope, until_ms=until
        )
        record(self.session, self._lesson, [event])

    def say(self, kind: str, principal: str, back_dated: bool) -> None:
        """Record any event; one that is back-dated was said at the beginning of time."""
        said = 0 if back_dated else self.session.now_ms()
        record(self.session, self._lesson, [ConsentEvent(new_id(), ConsentKind(kind), principal, event_ms=said)])

    def share(self, mentor: str) -> None:
        """Share with the mentor, without an end of its own."""
        share(self.session, self._lesson, mentor)

    def unshare(self, mentor: str) -> None:
        """End the mentor's access."""
        unshare(self.session, self._lesson, mentor)

    def suspend(self) -> bool:
        """Do what a standing restriction owes; tells whether it owed anything."""
        return bool(owed.suspend(self.session, self._lesson))

    def may_share(self, mentor: str) -> None:
        """Ask for a permit to share."""
        permit(self.session, self.session.capsule(self._lesson), Action.SHARE, Asked(recipient=mentor))

    def transcribe(self) -> None:
        """Ask for what a transcription asks for."""
        permit(self.session, self.session.capsule(self._lesson), Action.TRANSCRIBE)

    def view(self) -> str:
        """Read what the lesson is called."""
        return open_lesson(self.session, self._lesson).details.title

    def play(self) -> int:
        """Read the beginning of the clip."""
        with open_clip(self.session, self._lesson) as clip:
            return len(clip.read(_FIRST_BYTES))

    def hold(self) -> None:
        """Open the clip and keep the player open."""
        self._held = open_clip(self.session, self._lesson)

    def read_on(self) -> int:
        """Read in the player that is open; nothing without one."""
        if self._held is None:
            return 0
        self._held.seek(0)
        return len(self._held.read(_FIRST_BYTES))

    def notes(self) -> int:
        """Read the notes."""
        return len(list_notes(self.session, self._lesson))

    def note(self) -> None:
        """Write one."""
        save_note(self.session, self._lesson, NoteText("a thought", 1_000))

    def export(self) -> int:
        """Copy the notes out."""
        return len(b"".join(copy_out(self.session, self._lesson, "csv").content))


def run(pipe: Connection) -> None:
    """Do what comes until nothing more comes: (name, arguments) in, (whether it was done, result or code) out."""
    child = Child()
    while True:
        try:
            name, arguments = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(getattr(child, name), arguments))


def _answer(work: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, work(*arguments)
    except VideoReflectError as error:
        return False, error.code

"""The demonstration as a story: who does what, each part in a process of its own."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from videoreflect.jobs.child import Handlers, run_child
from videoreflect.services.sample_lesson import sample

MODULE = "videoreflect.cli.demo_person"
TEACHER, MENTOR = "Nadia Holt", "Gwyn Parry"


@dataclass(slots=True)
class Told:
    """What the parts of the story reported."""

    lesson: str = ""
    transcript: str = ""
    seconds_of_work: float = 0.0
    notes: int = 0
    tink: bool | None = None
    opened_before_share: bool = True
    notes_before_ready: int = -1
    seen_by_mentor: dict[str, int] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)


def new_passphrase() -> str:
    """Three groups that can be read out; made anew for every demonstration."""
    return "-".join(secrets.token_hex(2) for _ in range(3))


class Story:
    """Plays the demonstration in a vault folder."""

    def __init__(self, vault: Path, tell: Any, under: Sequence[str] = (), *, prying: bool = False) -> None:
        self.vault, self.sample, self.told = vault, sample(), Told()
        self.passphrases = {TEACHER: new_passphrase(), MENTOR: new_passphrase()}
        self._tell, self._under, self._prying = tell, under, prying

    def play(self) -> Told:
        """Every part in turn; with ``prying`` also what the mentor's keys could do too early."""
        self._teacher_prepares()
        if self._prying:
            found = self._part(
                MENTOR, self._intrusion("Before it is shared, the mentor’s keys are tried on the raw files")
            )
            self.told.opened_before_share = bool(found["lesson_opens"] or found["notes_found"])
        self._part(TEACHER, _step("share", "The lesson is shared", person=self.told.people[MENTOR]))
        self._mentor_notes()
        self._part(TEACHER, _step("ready", "The teacher is ready"))
        self._part(MENTOR, _step("ready", "The mentor is ready"))
        seen = self._part(MENTOR, _step("read notes", "The mentor sees both sets of notes"), _step("watch", ""))
        self.told.seen_by_mentor = seen["notes_by_author"]
        return self.told

    def _teacher_prepares(self) -> None:
        invite = _step("invite", "The mentor is added", name=MENTOR, passphrase=self.passphrases[MENTOR])
        self.told.people[MENTOR] = self._part(TEACHER, invite, found=True)["added"]
        details = asdict(self.sample.details)
        tink = [_step("tink", "The recording is read back with tink")] if self._prying else []
        told = self._part(
            TEACHER,
            _step("add", "The sample lesson is encrypted", clip=str(self.sample.clip), details=details),
            _step("consent", "What was agreed is recorded", share_with=self.told.people[MENTOR]),
            _step("transcribe", "The transcript is written on this device"),
            _step("note", "The teacher’s notes are saved", notes=self.sample.notes["teacher"]),
            *tink,
        )
        self.told.people[TEACHER], self.told.lesson = told["person"], told["lesson"]
        self.told.transcript, self.told.seconds_of_work = told["transcript"], told["seconds_of_work"]
        self.told.notes, self.told.tink = told["notes"], told.get("tink")

    def _mentor_notes(self) -> None:
        steps = [_step("note", "The mentor’s notes are saved", notes=self.sample.notes["mentor"])]
        if self._prying:
            steps.append(self._intrusion("Before the teacher is ready, the mentor’s keys are tried on her notes"))
        told = self._part(MENTOR, *steps)
        self.told.notes += told["notes"]
        self.told.notes_before_ready = told.get("notes_found", -1)

    def _intrusion(self, line: str) -> dict[str, Any]:
        markers = [note["text"] for note in self.sample.notes["teacher"]]
        return _step("intrude", line, lesson=self.told.lesson, markers=markers)

    def _part(self, name: str, *steps: dict[str, Any], found: bool = False) -> dict[str, Any]:
        lines = [step.pop("line") for step in steps]
        task = {"vault": str(self.vault), "name": name, "passphrase": self.passphrases[name], "steps": list(steps)}

        def told(_: dict[str, Any]) -> None:
            with suppress(IndexError):
                if line := lines.pop(0):
                    self._tell(line)

        return run_child(MODULE, task | {"found": found}, Handlers(on_item=told), under=self._under)


def _step(do: str, line: str, **fields: Any) -> dict[str, Any]:
    return {"do": do, "line": line, **fields}

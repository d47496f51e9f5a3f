"""Children for the tests of backups: one saves at a person's pace, one makes backup after backup."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.unit.vault.killed import tell
from tests.unit.vault.school import add_small_lesson
from videoreflect.services.backing_up import back_up
from videoreflect.services.notes import NoteText, save_note
from videoreflect.vault.signin import sign_in_by_recovery


def write_at_leisure(path: Path, code: str, lesson: str, told: Path, start: int, count: int) -> None:
    """Save notes: some at once one after the other, then a while nothing, as people do."""
    session, chosen = sign_in_by_recovery(path, code), random.Random(start)
    for number in range(start, start + count):
        save_note(session, lesson, NoteText(f"note {number} " + "w" * chosen.randrange(4000), number))
        tell(told, f"note {number}")
        time.sleep(chosen.choice([0.0, 0.0, 0.02, 0.1, 0.3]))


def back_up_for_ever(path: Path, code: str, _: str, told: Path, start: int, count: int) -> None:
    """Add a lesson and make a backup, again and again; what is told is in a complete backup."""
    session, stick = sign_in_by_recovery(path, code), path.with_name("stick")
    for number in range(start, start + count):
        lesson = add_small_lesson(session, f"Lesson {number}", bytes(1000 * number % 50_000))
        report = back_up(session, stick)
        if report.clean:
            tell(told, f"{report.generation} {lesson}")

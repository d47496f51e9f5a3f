"""Children that work on one vault at the same time; each tells what was saved, and the code of a typed error."""

from __future__ import annotations

import time
from pathlib import Path

from tests.unit.vault.killed import tell
from videoreflect.errors import VideoReflectError
from videoreflect.services.notes import NoteText, list_notes, save_note
from videoreflect.services.playback import open_clip
from videoreflect.services.unsharing import renew_recordings, unshare
from videoreflect.vault.rotation import rotate
from videoreflect.vault.signin import sign_in_by_recovery


def write_notes(path: Path, code: str, lesson: str, told: Path, start: int, count: int) -> None:
    """Save notes one after the other until a typed error comes."""
    session = sign_in_by_recovery(path, code)
    try:
        for number in range(start, start + count):
            save_note(session, lesson, NoteText(f"note {number}", 1))
            tell(told, f"note {number}")
            time.sleep(0.005)
    except VideoReflectError as error:
        tell(told, f"ended {error.code} {error.sentence}")


def read_notes(path: Path, code: str, lesson: str, told: Path, _: int, count: int) -> None:
    """List notes again and again; never fewer than before."""
    session, most = sign_in_by_recovery(path, code), 0
    for number in range(count):
        seen = len(list_notes(session, lesson))
        assert seen >= most
        most = seen
        tell(told, f"read {number} {seen}")


def play(path: Path, code: str, lesson: str, told: Path, _: int, count: int) -> None:
    """Play round after round until a typed error comes."""
    session = sign_in_by_recovery(path, code)
    try:
        for number in range(count):
            with open_clip(session, lesson) as clip:
                while clip.read(64 << 10):
                    time.sleep(0.002)
            tell(told, f"played {number}")
    except VideoReflectError as error:
        tell(told, f"ended {error.code} {error.sentence}")


def rotate_often(path: Path, code: str, lesson: str, told: Path, start: int, count: int) -> None:
    """Commit one new epoch after the other."""
    session = sign_in_by_recovery(path, code)
    for number in range(start, start + count):
        begun = time.monotonic()
        rotate(session.capsule(lesson), session.sealing_keys)
        tell(told, f"rotated {number}")
        time.sleep(5 * (time.monotonic() - begun))  # so that others come to work, however slow the device is


def end_sharing(path: Path, code: str, lesson: str, told: Path, _: int, __: int) -> None:
    """End everybody's access but the mentor's who was named first, and write the recordings again."""
    session = sign_in_by_recovery(path, code)
    last = session.capsule(lesson).header.members[-1].person
    unshare(session, lesson, last)
    tell(told, f"renewed {renew_recordings(session, lesson)}")

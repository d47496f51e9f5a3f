"""Children that save until they are killed; each tells in a file what was saved, one line a time."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests.unit.vault.school import add_small_lesson
from videoreflect.services.lessons import ListedLesson, list_lessons
from videoreflect.services.notes import NoteText, save_note
from videoreflect.services.search import search
from videoreflect.vault.signin import sign_in_by_recovery

_CONTEXT = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
if os.name == "posix":
    _CONTEXT.set_forkserver_preload([__name__, "tests.integration.kill_harness"])

Work = Callable[[Path, str, str, Path, int, int], None]


def append_notes(path: Path, code: str, lesson: str, told: Path, start: int, count: int) -> None:
    """Save notes with the numbers from ``start`` on."""
    session = sign_in_by_recovery(path, code)
    for number in range(start, start + count):
        save_note(session, lesson, NoteText(f"note {number}", number))
        tell(told, f"note {number}")


def looks_and_searches(path: Path, code: str, lesson: str, told: Path, start: int, count: int) -> None:
    """Save a note, list, search for every note saved here so far; tell how many of them were found."""
    session = sign_in_by_recovery(path, code)
    for number in range(start, start + count):
        save_note(session, lesson, NoteText(f"unique{number}quill", number))
        listed = [one.tally.notes for one in list_lessons(session) if isinstance(one, ListedLesson)]
        found = sum(bool(search(session, f"unique{saved}quill").lessons) for saved in range(start, number + 1))
        tell(told, f"{len(listed)} {found}")


def add_lessons(path: Path, code: str, _: str, told: Path, start: int, count: int) -> None:
    """Add lessons."""
    session = sign_in_by_recovery(path, code)
    for number in range(start, start + count):
        tell(told, add_small_lesson(session, f"Lesson {number}", b"clip" * 1000))


def started(work: Work, path: Path, code: str, lesson: str, told: Path, start: int, count: int) -> BaseProcess:
    """Start a child."""
    return spawned(work, path, code, lesson, told, start, count)


def spawned(work: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Start a child that does anything; what its module imports is loaded already."""
    child: BaseProcess = _CONTEXT.Process(target=work, args=arguments)  # type: ignore[attr-defined]
    child.start()
    return child


def killed(child: BaseProcess, told: Path, chosen: random.Random) -> list[str]:
    """Kill a child at a random moment of its work; return what it told as saved."""
    awaited, deadline = chosen.randrange(3), time.monotonic() + 20
    while child.is_alive() and time.monotonic() < deadline and len(lines(told)) < awaited:
        time.sleep(0.001)
    time.sleep(chosen.uniform(0.0, 0.05))
    child.kill()
    child.join()
    child.close()
    return lines(told)


def lines(told: Path) -> list[str]:
    """Return what a child has told so far, whole lines only."""
    text = told.read_text() if told.exists() else ""
    return text[: text.rfind("\n") + 1].splitlines()


def tell(told: Path, line: str) -> None:
    """Say in a file what is saved now."""
    with told.open("a") as file:
        file.write(line + "\n")

"""Several processes at once, and processes that are killed: nothing saved is lost, nothing half shows."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.vault.school import ANNA, MARK, ROOT, School, add_small_lesson
from videoreflect.services.lessons import Lesson, list_lessons
from videoreflect.services.notes import list_notes
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_objection
from videoreflect.vault.creation import remove_abandoned
from videoreflect.vault.signin import SignIn

pytest_plugins = ["tests.unit.vault.school_fixtures"]

KILLS = 50

APPEND = """
import sys
from pathlib import Path
from videoreflect.services.notes import NoteText, save_note
from videoreflect.vault.signin import sign_in_by_recovery
path, code, lesson, start, count = sys.argv[1:]
session = sign_in_by_recovery(Path(path), code)
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(start), int(start) + int(count)):
    save_note(session, lesson, NoteText(f"note {number}", number))
    print(number, flush=True)
"""

ADD_LESSONS = """
import sys
from pathlib import Path
from tests.unit.vault.school import add_small_lesson
from videoreflect.vault.signin import sign_in_by_recovery
path, code = sys.argv[1:]
session = sign_in_by_recovery(Path(path), code)
print("ready", flush=True)
sys.stdin.readline()
number = 0
while True:
    print(add_small_lesson(session, f"Lesson {number}", b"clip" * 1000), flush=True)
    number += 1
"""


def started(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a child and wait until it is signed in."""
    child = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def let_go(child: subprocess.Popen[str]) -> None:
    """Let a child begin its work."""
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def killed_after(child: subprocess.Popen[str], seconds: float) -> list[str]:
    """Let a child work, kill it without warning, and return what it said was saved."""
    let_go(child)
    time.sleep(seconds)
    child.kill()
    told, _ = child.communicate()
    return [line for line in told.splitlines(keepends=False) if line]


def texts(session: SignIn, school: School) -> set[str]:
    """Return the texts of all notes of the lesson."""
    return {one.note.text for one in list_notes(session, school.lesson)}


def test_two_processes_append_to_one_lesson_without_loss(school: School) -> None:
    """Anna twice and Mark once write at the same time; every note is there, in every later sign-in.

    Failed at first, seldom: rows of several logs were read in several transactions, so a row could be
    read that had seen one which was not read, and the newest lesson was taken for an older copy.
    """
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    work = [(ANNA, 0), (MARK, 100), (ANNA, 200)]
    children = [started(APPEND, str(school.path), school.codes[n], school.lesson, str(s), "15") for n, s in work]
    for child in children:
        let_go(child)
    for child in children:
        told, _ = child.communicate(timeout=60)
        assert child.returncode == 0
        assert len(told.splitlines()) == 15

    expected = {f"note {start + number}" for _, start in work for number in range(15)}
    for name in (ANNA, MARK):
        assert expected <= texts(school.sign_in(name), school)


def test_kills_in_the_middle_of_saving_lose_nothing_that_was_saved(school: School) -> None:
    """Killed 25 times at random while notes are saved: each note that was told as saved is there."""
    say_ready(school.sign_in(ANNA), school.lesson)
    chosen, saved = random.Random(1), set[str]()
    for kill in range(KILLS // 2):
        child = started(APPEND, str(school.path), school.codes[ANNA], school.lesson, str(kill * 1000), "1000")
        saved |= {f"note {line}" for line in killed_after(child, chosen.uniform(0.0, 0.12))}
    found = texts(school.sign_in(ANNA), school)

    assert len(saved) > KILLS // 4
    assert saved <= found
    assert len(found - saved) <= KILLS // 2 + 2


def test_kills_in_the_middle_of_adding_leave_whole_lessons_only(school: School) -> None:
    """Killed 25 times while lessons are added: those told as added open, no other shows half."""
    chosen, added = random.Random(2), set[str]()
    for _ in range(KILLS // 2):
        child = started(ADD_LESSONS, str(school.path), school.codes[ANNA])
        added |= set(killed_after(child, chosen.uniform(0.0, 0.12)))
    anna = school.sign_in(ANNA)
    listed = list_lessons(anna)
    remove_abandoned(anna.folder, anna.now_ms() + 1)

    assert all(isinstance(lesson, Lesson) for lesson in listed)
    assert added | {school.lesson} <= {lesson.id for lesson in listed}
    on_disk = {path.name for path in (school.path / "capsules").iterdir()}
    assert on_disk == {lesson.id for lesson in listed} | {anna.directory.id}


def test_a_lesson_being_made_is_not_seen_and_not_removed(school: School) -> None:
    """Until the header is there it does not exist; a fresh folder is left alone for a day."""
    anna = school.sign_in(ANNA)
    pending = anna.begin_lesson()
    pending.blob_place()

    assert pending.id not in anna.lesson_ids()
    assert remove_abandoned(anna.folder, anna.now_ms() - 24 * 3_600_000) == 0
    assert anna.folder.capsule(pending.id).is_dir()
    assert remove_abandoned(anna.folder, anna.now_ms() + 1000) == 1
    assert not anna.folder.capsule(pending.id).exists()


@pytest.mark.slow
def test_five_hundred_kills(school: School) -> None:
    """The same at length."""
    say_ready(school.sign_in(ANNA), school.lesson)
    chosen, saved = random.Random(3), set[str]()
    for kill in range(500):
        child = started(APPEND, str(school.path), school.codes[ANNA], school.lesson, str(kill * 1000), "1000")
        saved |= {f"note {line}" for line in killed_after(child, chosen.uniform(0.0, 0.3))}

    assert saved <= texts(school.sign_in(ANNA), school)


def test_own_writes_within_one_tick_of_the_clock_are_seen(school: School) -> None:
    """Many commits in a row leave the same file times; none may stay unread, a withdrawal least of all.

    Failed at first where file times move in steps: the second of two writes within a step was not read.
    """
    anna = school.sign_in(ANNA)
    lessons = [add_small_lesson(anna, f"Quick {number}", b"x") for number in range(3)]
    frozen = time.time_ns() + 10**9
    path = anna.folder.capsule(lessons[0]) / "records.1.db"
    capsule = anna.capsule(lessons[0])
    before = capsule.register_version()
    for _ in range(3):
        _record_and_freeze(anna, lessons[0], path, frozen)
        now = capsule.register_version()
        assert now != before
        before = now


def _record_and_freeze(anna: SignIn, lesson: str, path: Path, frozen: int) -> None:
    record_objection(anna, lesson, "pupil 7")
    os.utime(path, ns=(frozen, frozen))

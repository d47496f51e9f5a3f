"""Several processes at once, and processes that are killed: nothing saved is lost, nothing half shows."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from tests.unit.vault.killed import Work, add_lessons, append_notes, killed, started
from tests.unit.vault.school import ANNA, MARK, School, add_small_lesson
from videoreflect.services.lessons import Lesson, list_lessons
from videoreflect.services.notes import list_notes
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_objection
from videoreflect.vault.creation import remove_abandoned
from videoreflect.vault.signin import SignIn

pytest_plugins = ["tests.unit.vault.school_fixtures"]


def texts(session: SignIn, school: School) -> set[str]:
    """Return the texts of all notes of the lesson."""
    return {one.note.text for one in list_notes(session, school.lesson)}


def test_three_processes_append_to_one_lesson_without_loss(school: School, tmp_path: Path) -> None:
    """Anna twice and Mark once write at the same time; every note is there, in every later sign-in.

    Failed at first, seldom: rows of several logs were read in several transactions, so a row could be
    read that had seen one which was not read, and the newest lesson was taken for an older copy.
    """
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    work = [(ANNA, 0), (MARK, 100), (ANNA, 200)]
    children = [
        started(append_notes, school.path, school.codes[name], school.lesson, tmp_path / f"told{start}", start, 15)
        for name, start in work
    ]
    for child in children:
        child.join(60)
        assert child.exitcode == 0

    expected = {f"note {start + number}" for _, start in work for number in range(15)}
    for name in (ANNA, MARK):
        assert expected <= texts(school.sign_in(name), school)


def killed_often(work: Work, school: School, tmp_path: Path, kills: int) -> set[str]:
    """Start and kill children one after the other; return all that they told as saved."""
    chosen, saved = random.Random(kills), set[str]()
    for kill in range(kills):
        told = tmp_path / f"told{kill}"
        child = started(work, school.path, school.codes[ANNA], school.lesson, told, kill * 1000, 1000)
        saved |= set(killed(child, told, chosen))
    return saved


def test_kills_in_the_middle_of_saving_lose_nothing_that_was_saved(school: School, tmp_path: Path) -> None:
    """Killed 20 times at random while released notes are saved: each that was told as saved is there."""
    say_ready(school.sign_in(ANNA), school.lesson)
    saved = killed_often(append_notes, school, tmp_path, 20)
    found = texts(school.sign_in(ANNA), school)

    assert len(saved) >= 10
    assert saved <= found


def test_kills_in_the_middle_of_private_notes_lose_nothing(school: School, tmp_path: Path) -> None:
    """Killed 10 times while private notes are saved; the floor of the private file is never ahead of it."""
    saved = killed_often(append_notes, school, tmp_path, 10)

    assert saved
    assert saved <= texts(school.sign_in(ANNA), school)


def test_kills_in_the_middle_of_adding_leave_whole_lessons_only(school: School, tmp_path: Path) -> None:
    """Killed 20 times while lessons are added: those told as added open, no other shows half."""
    added = killed_often(add_lessons, school, tmp_path, 20)
    anna = school.sign_in(ANNA)
    listed = list_lessons(anna)
    remove_abandoned(anna.folder, anna.now_ms() + 1000)

    assert len(added) >= 10
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
@pytest.mark.timeout(900)
def test_five_hundred_kills(school: School, tmp_path: Path) -> None:
    """The same at length."""
    say_ready(school.sign_in(ANNA), school.lesson)
    saved = killed_often(append_notes, school, tmp_path, 500)

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

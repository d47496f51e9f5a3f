"""Several processes at once, and processes that are killed: nothing saved is lost, nothing half shows."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.unit.vault.killed import Work, add_lessons, append_notes, killed, started
from tests.unit.vault.school import ANNA, MARK, School
from videoreflect.services.lessons import Lesson, list_lessons
from videoreflect.services.notes import NoteText, list_notes, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import consent_of, withdraw_agreement
from videoreflect.vault import log, opening
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


def test_one_reading_is_one_moment(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others commit while the rows are read is seen in none of them, or in all.

    Failed at first: of two rows written meanwhile the later one was read and the one it had seen was not.
    """
    say_ready(school.sign_in(ANNA), school.lesson)
    say_ready(school.sign_in(MARK), school.lesson)
    first, second = sorted((school.sign_in(name) for name in (ANNA, MARK)), key=lambda session: session.person)
    reader = school.sign_in(ANNA)
    checked, due = log._checked_row, [True]

    def written_meanwhile(values: tuple[Any, ...]) -> log.Row:
        if due and values[0] == first.state.log_id():
            due.clear()
            for session in (first, second):
                save_note(session, school.lesson, NoteText("meanwhile", 1))
        return checked(values)

    for session in (first, second):
        session.capsule(school.lesson)
    monkeypatch.setattr(log, "_checked_row", written_meanwhile)
    reader.capsule(school.lesson)

    assert not due
    assert [one.note.text for one in list_notes(reader, school.lesson)].count("meanwhile") == 2


def frozen_stamps(monkeypatch: pytest.MonkeyPatch, at_ns: int) -> None:
    """Let every file look the same whatever is written to it, last changed at ``at_ns``."""
    monkeypatch.setattr(opening, "stamp_of", lambda path: (at_ns, at_ns, 4096, 1))


def test_a_write_that_file_times_do_not_show_is_read_all_the_same(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File times move in steps: two writes within one step look like one, and the second may be a withdrawal.

    Failed at first: the second was not read until something else was written.
    """
    anna, mark = school.sign_in(ANNA), school.sign_in(MARK)
    frozen_stamps(monkeypatch, time.time_ns() + 10**10)
    capsule = mark.capsule(school.lesson)
    before = capsule.register_version()
    withdraw_agreement(anna, school.lesson)

    assert capsule.register_version() != before
    assert consent_of(mark, school.lesson).withdrawn


def test_a_file_that_has_been_quiet_is_not_read_again(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking at every segment of a recording costs three looks at file times, not a decryption."""
    capsule = school.sign_in(ANNA).capsule(school.lesson)
    frozen_stamps(monkeypatch, time.time_ns() - 10**9)
    capsule.refresh()
    monkeypatch.setattr(opening, "read_header", lambda path: pytest.fail("read again"))
    capsule.refresh()

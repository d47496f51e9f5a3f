"""Deeds that stopped at one place: what the harness of kills found, each as a test of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.unit.vault.school import ANNA, CLIP, MARK, OLGA, PASSPHRASES, School
from videoreflect.domain.ids import new_id
from videoreflect.errors import SignInRefused, VaultBusy
from videoreflect.services import accounts, owed, people
from videoreflect.services.checking import verify
from videoreflect.services.handing_over import hand_over
from videoreflect.services.notes import NoteText, delete_note, list_notes, save_note
from videoreflect.services.playback import open_clip
from videoreflect.services.readiness import say_ready
from videoreflect.services.unsharing import RENEWING, renew_recordings, unshare
from videoreflect.vault import log, passphrases, rotation
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.directory import Directory
from videoreflect.vault.durable import locked
from videoreflect.vault.header import read_header
from videoreflect.vault.merging import merge_copy
from videoreflect.vault.rotation import rotate
from videoreflect.vault.signin import SignIn, sign_in
from videoreflect.vault.slots import write_slots

pytest_plugins = ["tests.unit.vault.school_fixtures"]

MARCUS, NEW = "Marcus Marlinspike", "seventeen brass candles"
DAY_NS = 25 * 3_600 * 10**9


class Stopped(BaseException):
    """As if killed."""


def stop(*_: object, **__: object) -> NoReturn:
    """End here."""
    raise Stopped


@contextmanager
def stopping(patch: pytest.MonkeyPatch, where: object, name: str) -> Iterator[None]:
    """Let something stop where a function of a module or class is called."""
    with patch.context() as now:
        now.setattr(where, name, stop)
        with pytest.raises(Stopped):
            yield


def texts(session: SignIn, lesson: str) -> set[str]:
    """Return what a person sees of notes."""
    return {one.note.text for one in list_notes(session, lesson)}


def settled(school: School, name: str = ANNA) -> SignIn:
    """Do all that a person owes; returns a later sign-in."""
    session = school.sign_in(name)
    for one in owed.owed(session):
        owed.settle(session, one)
    return school.sign_in(name)


def test_new_keys_of_the_owner_that_stopped_between_header_and_row(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The header names the new key, no row says yet where the old one ended: everybody goes on, and the row comes.

    Failed at first: the row was never written, and nobody could open the vault any more.
    """
    with stopping(monkeypatch, Directory, "append"):
        people.replace_keys(school.sign_in(ANNA), PASSPHRASES[ANNA], NEW)
    for name in (MARK, OLGA):
        assert len(school.sign_in(name).people()) == 3

    anna = sign_in(school.path, ANNA, NEW)
    assert len(anna.directory.placed("keys")) == 1
    for name in (MARK, OLGA):
        assert len(school.sign_in(name).people()) == 3
    assert verify(school.path, sign_in(school.path, ANNA, NEW).identity).clean


def test_a_removal_that_stopped_before_the_files_is_finished_by_the_next_sign_in(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Removed is removed: slots and state go with whoever comes next. Failed at first: they stayed for ever."""
    with stopping(monkeypatch, people, "forget_person"):
        people.remove_person(school.sign_in(ANNA), school.people[OLGA])
    assert school.person_file(OLGA, "json").exists()
    accounts.sign_in(school.path, MARK, PASSPHRASES[MARK])

    assert not list((school.path / "people").glob(f"{school.people[OLGA]}.*"))


def test_a_renaming_that_stopped_ends_the_other_name_at_the_next_sign_in(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In between both names open the vault; then only the one in the directory. Failed at first: both did for ever."""
    real, written = write_slots, list[int]()

    def second_stops(*args: Any) -> None:
        if written:
            raise Stopped
        written.append(1)
        real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(passphrases, "write_slots", second_stops)
        with pytest.raises(Stopped):
            people.rename(school.sign_in(MARK), MARCUS, PASSPHRASES[MARK])
    sign_in(school.path, MARK, PASSPHRASES[MARK])
    sign_in(school.path, MARCUS, PASSPHRASES[MARK])

    with pytest.raises(SignInRefused):
        sign_in(school.path, MARK, PASSPHRASES[MARK])
    assert school.sign_in(MARK).person == school.people[MARK], "the recovery code stays"


def test_a_rotated_directory_is_tidied_at_the_next_sign_in(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever signs in. Failed at first: only lessons were tidied."""
    anna = school.sign_in(ANNA)
    remove, calls = rotation.remove_unnamed, list[int]()

    def second_stops(*args: Any) -> None:
        if calls:
            raise Stopped
        calls.append(1)
        remove(*args)

    with monkeypatch.context() as patch:
        patch.setattr(rotation, "remove_unnamed", second_stops)
        with pytest.raises(Stopped):
            rotate(anna.directory, anna.sealing_keys)
    assert (school.directory() / "records.1.db").exists()
    school.sign_in(OLGA)
    assert [path.name for path in school.directory().glob("records.*.db")] == ["records.2.db"]


def test_a_hand_over_that_stopped_before_the_header_shows_nothing(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Member and owner by one header. Failed at first: the other could open the lesson, and owned nothing."""
    with stopping(monkeypatch, Capsule, "own_newest"):
        hand_over(school.sign_in(ANNA), school.lesson, school.people[OLGA])
    assert school.lesson not in school.sign_in(OLGA).lesson_ids()

    hand_over(school.sign_in(ANNA), school.lesson, school.people[OLGA])
    assert settled(school, OLGA).capsule(school.lesson).header.owners == (school.people[OLGA],)


@pytest.mark.parametrize("stops", ["append", "unlink"])
def test_recordings_that_a_renewal_left_go_when_it_is_repeated(
    school: School, monkeypatch: pytest.MonkeyPatch, stops: str
) -> None:
    """Written and not yet named, or replaced and not yet removed. Failed at first: they stayed for ever."""
    anna = school.sign_in(ANNA)
    unshare(anna, school.lesson, school.people[MARK])
    with stopping(monkeypatch, Capsule if stops == "append" else os, stops):
        renew_recordings(anna, school.lesson)
    assert len(list((school.capsule() / "blobs").iterdir())) == 3
    session = settled(school)

    assert len(list((school.capsule() / "blobs").iterdir())) == 2
    assert open_clip(session, school.lesson).readall() == CLIP
    report = verify(school.path, session.identity)
    assert (report.problems, report.leftovers) == ([], [])


def test_nobody_removes_recordings_that_another_process_writes_now(school: School) -> None:
    """A recording that no row names may be on its way: under a lock of its own."""
    anna = school.sign_in(ANNA)
    unshare(anna, school.lesson, school.people[MARK])
    on_its_way = school.capsule() / "blobs" / new_id()
    on_its_way.write_bytes(b"x")
    with locked(school.capsule() / RENEWING), pytest.raises(VaultBusy):
        renew_recordings(anna, school.lesson)
    assert on_its_way.exists()
    renew_recordings(anna, school.lesson)
    assert not on_its_way.exists()


def test_half_written_files_go_when_they_are_a_day_old(school: School) -> None:
    """Of people, headers, grants and private files; a younger one may be on its way."""
    lesson, person = school.capsule(), school.people[MARK]
    names = (
        school.path / ".clock.json.0a1b2c3d.tmp",
        school.path / "people" / f".{person}.state.0a1b2c3d.tmp",
        lesson / ".header.json.0a1b2c3d.tmp",
        lesson / "grants" / f".{person}.1.0a1b2c3d.tmp",
        lesson / "private" / f".{person}.db.0a1b2c3d.tmp",
        lesson / "private" / f".{person}.db.0a1b2c3d.tmp-journal",
    )
    for path in names:
        path.write_bytes(b"x")
    accounts.sign_in(school.path, ANNA, PASSPHRASES[ANNA]).capsule(school.lesson)
    assert [path.name for path in names if path.exists()] == [path.name for path in names if "grants" not in str(path)]
    for path in names:
        path.write_bytes(b"x")
        written = path.stat().st_mtime_ns - DAY_NS
        os.utime(path, ns=(written, written))
    accounts.sign_in(school.path, ANNA, PASSPHRASES[ANNA]).capsule(school.lesson)
    assert not [path for path in names if path.exists()]


def test_a_merge_that_stopped_does_not_bring_back_what_was_erased(
    school: School, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The copy still has the words: they are never committed here. Failed at first: it were two commits."""
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    note = save_note(school.sign_in(ANNA), school.lesson, NoteText("Drop what Peverell said", 1))
    other = school.copied_to(tmp_path / "other")
    mark = other.sign_in(MARK)
    mark.state.state.replica = secrets.token_hex(8)
    mark.state.save()
    save_note(mark, other.lesson, NoteText("Said elsewhere", 1))
    delete_note(school.sign_in(ANNA), school.lesson, note.id)
    capsule = school.sign_in(ANNA).capsule(school.lesson)
    before = bodies(capsule)
    real = log.union

    def stops_after(*args: Any) -> Any:
        taken = real(*args)
        monkeypatch.setattr(Capsule, "refresh", stop)
        return taken

    with monkeypatch.context() as patch:
        patch.setattr(log, "union", stops_after)
        with pytest.raises(Stopped):
            merge_copy(capsule, other.capsule())
    monkeypatch.undo()

    fresh = school.sign_in(ANNA).capsule(school.lesson)
    assert bodies(fresh) == before + 1
    assert "Said elsewhere" in texts(school.sign_in(ANNA), school.lesson)


def bodies(capsule: Capsule) -> int:
    """Count the bodies that lie in the file."""
    with capsule.records() as db:
        (found,) = db.execute("SELECT count(*) FROM body").fetchone()
    return int(found)


def test_a_note_written_into_a_file_that_was_being_removed_is_written_again(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened between the removal of its write-ahead log, with the tombstone in it, and its own: the note is not lost.

    Seen to fail without the look at the header after the commit.
    """
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    anna, mark = school.sign_in(ANNA), school.sign_in(MARK)
    capsule = mark.capsule(school.lesson)
    old, real, due = school.capsule() / "records.1.db", log.append, [True]

    def meanwhile(db: sqlite3.Connection, *args: Any) -> log.Row:
        if due and args[1].log == mark.state.log_id():
            due.clear()
            rotate(anna.capsule(school.lesson), anna.sealing_keys)
            db.execute("DELETE FROM moved")  # as if it had been in the log that is gone
        return real(db, *args)

    monkeypatch.setattr(log, "append", meanwhile)
    save_note(mark, school.lesson, NoteText("Written into nowhere", 1))

    assert not due
    assert capsule.header.epoch == 2
    assert not old.exists()
    assert "Written into nowhere" in texts(school.sign_in(ANNA), school.lesson)
    assert read_header(school.capsule() / "header.json").header.epoch == 2
    shutil.rmtree(school.path)

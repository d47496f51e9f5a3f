"""Copies of databases: of one moment, whoever writes meanwhile; what is in the way is told."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.unit.vault.school import ANNA, MARK, School
from videoreflect.errors import IntegrityError, LimitExceeded, StorageError, VaultBusy
from videoreflect.services.notes import NoteText, list_notes, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.vault import database, log, private, snapshot, still
from videoreflect.vault.blobs import Blob, new_place, writing_blob
from videoreflect.vault.database import Connection, opened
from videoreflect.vault.log import Statement
from videoreflect.vault.still import copy_still

pytest_plugins = ["tests.unit.vault.school_fixtures"]


@contextmanager
def marks_file(school: School) -> Iterator[Connection]:
    """Hold Mark's private file open, so that its log is not folded in."""
    key = school.sign_in(MARK).identity.private_key(school.lesson)
    with opened(school.private_file(MARK), key, private.SCHEMA, private.VERSION) as db:
        db.execute("PRAGMA wal_autocheckpoint = 0")
        yield db


def rows(path: Path, key: bytes) -> list[tuple[object, ...]]:
    """Return the drafts in a copy."""
    with opened(path, key, private.SCHEMA, private.VERSION) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return db.execute("SELECT id FROM draft ORDER BY id").fetchall()


def test_a_copy_in_whose_middle_the_log_was_folded_in_is_made_again(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was in the log before is in the copy: between file and log it went into the file, and a new log began.

    Seen to fail with the two looks at file times taken out of ``_copied_still``: the old file was joined with the
    new log, and the draft that was saved first was in neither.
    """
    key, copied = school.sign_in(MARK).identity.private_key(school.lesson), [0]
    with marks_file(school) as db:
        db.execute("INSERT INTO draft VALUES ('saved first', ?)", ("w" * 9000,))
        real = still.copy_file

        def slowly(source: Path, target: Path) -> str:
            measured = real(source, target)
            copied[0] += 1
            if copied[0] == 1:
                db.execute("PRAGMA wal_checkpoint(RESTART)")
                db.execute("UPDATE change SET counter = counter + 1")
            return measured

        monkeypatch.setattr(still, "copy_file", slowly)
        copy_still(school.private_file(MARK), tmp_path / "copy.db")

    assert rows(tmp_path / "copy.db", key) == [("saved first",)]
    assert copied[0] > 2


def test_two_writes_within_one_step_of_the_clock_are_not_taken_for_none(school: School, tmp_path: Path) -> None:
    """A file that was written a moment ago is looked at again later: its times may hide a second write."""
    path = school.private_file(MARK)
    os.utime(path)
    with pytest.raises(VaultBusy):
        copy_still(path, tmp_path / "copy.db", patience=0)
    copy_still(path, tmp_path / "copy.db")

    assert (tmp_path / "copy.db").read_bytes() == path.read_bytes()


def test_what_lies_in_place_of_a_database_is_told(school: School, tmp_path: Path) -> None:
    """Nothing, a link, a folder, ten gigabytes of nothing: typed errors, in no time, and nothing is copied."""
    path = school.capsule() / "records.1.db"
    copy = tmp_path / "copy.db"
    path.rename(path.with_name("elsewhere"))
    with pytest.raises(IntegrityError):
        copy_still(path, copy)
    path.symlink_to("elsewhere")
    with pytest.raises(IntegrityError):
        copy_still(path, copy)
    path.unlink()
    path.mkdir()
    os.utime(path, (1, 1))
    with pytest.raises(IntegrityError):
        copy_still(path, copy)
    path.rmdir()
    path.touch()
    os.truncate(path, 10 << 30)
    with pytest.raises(LimitExceeded):
        copy_still(path, copy)
    assert not copy.exists()


def test_a_copy_never_writes_over_what_is_there(school: School, tmp_path: Path) -> None:
    """A name that is taken stays as it is."""
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(StorageError):
        still.copy_file(school.private_file(MARK), tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_records_and_the_names_of_recordings_are_of_one_moment(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that others commit while the records are copied are in the copy and the names, or in neither.

    Seen to fail with the transaction (``reading``) taken out of ``_copy_records``.
    """
    anna, mark = school.sign_in(ANNA), school.sign_in(MARK)
    for session in (anna, mark):
        say_ready(session, school.lesson)
    capsule = anna.capsule(school.lesson)
    real = database.copy_opened

    def meanwhile(connection: Connection, key: bytes, target: Path) -> None:
        if target.parent.name == "private":
            return real(connection, key, target)
        save_note(mark, school.lesson, NoteText("meanwhile", 1))
        place = new_place(capsule.folder.id, capsule.id, capsule.path)
        with writing_blob(place) as writer:
            writer.write(b"x")
            sealed = writer.finish()
        blob = Blob(place.id, "poster", sealed.size, sealed.sha256, place.key, {})
        school.sign_in(ANNA).capsule(school.lesson).append([Statement("blob", blob.content())])
        return real(connection, key, target)

    monkeypatch.setattr(snapshot, "copy_opened", meanwhile)
    before = {path.name for path in (school.capsule() / "blobs").iterdir()}
    named = snapshot.copy_capsule(anna, school.lesson, tmp_path / "copy")
    with opened(tmp_path / "copy" / "records.1.db", capsule.key_for_lease(), log.SCHEMA, log.VERSION) as db:
        newest = db.execute("SELECT count(*) FROM row WHERE kind IN ('blob', 'note')").fetchone()[0]

    assert named == before
    assert newest == len(before) + 2
    assert len(list_notes(anna, school.lesson)) == 3


def test_no_journal_of_a_copy_is_left(school: School, tmp_path: Path) -> None:
    """What SQLite wrote is one file, on the disk, in a form that a plain SQLite cannot read."""
    snapshot.copy_capsule(school.sign_in(ANNA), school.lesson, tmp_path / "copy")
    files = {path.name for path in (tmp_path / "copy").rglob("*") if path.is_file()}

    assert not [name for name in files if name.endswith(("-wal", "-shm", "-journal", ".tmp"))]
    with closing(sqlite3.connect(tmp_path / "copy" / "records.1.db")) as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM row")

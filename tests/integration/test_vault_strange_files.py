"""Something else in place of a file: a typed error, in bounded time and memory, and nothing outside is touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.vault.looking import REFUSED, everything, wrong
from tests.unit.vault.school import ANNA, School
from videoreflect.errors import IntegrityError, VideoReflectError
from videoreflect.services.notes import NoteText, save_note
from videoreflect.services.playback import open_clip
from videoreflect.vault.durable import LEFTOVER, read_bounded, remove_leftovers, replace_file

pytest_plugins = ["tests.unit.vault.school_fixtures"]

FILES: dict[str, Callable[[School], Path]] = {
    "vault.json": lambda school: school.path / "vault.json",
    "slots": lambda school: school.person_file(ANNA, "json"),
    "state": lambda school: school.person_file(ANNA, "state"),
    "directory header": lambda school: school.directory() / "header.json",
    "directory grant": lambda school: school.directory() / "grants" / f"{school.people[ANNA]}.1",
    "directory records": lambda school: school.directory() / "records.1.db",
    "header": lambda school: school.capsule() / "header.json",
    "grant": lambda school: school.capsule() / "grants" / f"{school.people[ANNA]}.1",
    "records": lambda school: school.capsule() / "records.1.db",
    "private file": lambda school: school.private_file(ANNA),
}


def _link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def _dangling_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent.parent / "nowhere")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _sparse(path: Path) -> None:
    path.write_bytes(b"")
    os.truncate(path, 10 << 30)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _unreadable(path: Path) -> None:
    path.write_bytes(b"\0" * 4096)


STRANGE: dict[str, Callable[[Path], None]] = {
    "a link": _link,
    "a link to nowhere": _dangling_link,
    "a folder": _folder,
    "ten sparse gigabytes": _sparse,
    "a pipe": _pipe,
    "zeros": _unreadable,
}


@pytest.mark.skipif(os.name != "posix", reason="links and pipes need rights on Windows")
@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("which", FILES.values(), ids=FILES)
def test_something_else_in_place_of_a_file_is_refused(
    school: School, which: Callable[[School], Path], strange: Callable[[Path], None]
) -> None:
    """A link, a folder, 10 GB, a pipe: refused within seconds, or (a private file of nobody's) not there.

    Failed at first for links in place of databases, which SQLite follows.
    """
    before = everything(school, ANNA)
    path = which(school)
    strange(path)
    after = everything(school, ANNA)

    assert REFUSED in after.values() or path == school.private_file(ANNA)
    gone = {"notes", "place", "draft"} if path == school.private_file(ANNA) else {"lessons"}
    assert set(wrong(before, after)) <= gone
    assert not (school.path / "nowhere").exists()
    assert not (path.parent.parent / "nowhere").exists()


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_writing_never_goes_through_a_link(school: School, tmp_path: Path) -> None:
    """A link to nowhere in place of the private file does not make us write somewhere else.

    Failed at first: the database was made at the other end.
    """
    school.private_file(ANNA).unlink()
    school.private_file(ANNA).symlink_to(tmp_path / "outside")
    with pytest.raises(VideoReflectError):
        save_note(school.sign_in(ANNA), school.lesson, NoteText("where does this go", 1))
    assert not (tmp_path / "outside").exists()


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_recording_behind_a_link_is_refused(school: School) -> None:
    """Even to the very same file."""
    for blob in (school.capsule() / "blobs").iterdir():
        _link(blob)
    with pytest.raises(IntegrityError):
        open_clip(school.sign_in(ANNA), school.lesson)


@pytest.mark.timeout(20)
def test_a_recording_grown_to_ten_gigabytes_is_refused_at_once(school: School) -> None:
    """Only its last segment is read."""
    anna = school.sign_in(ANNA)
    for blob in (school.capsule() / "blobs").iterdir():
        os.truncate(blob, 10 << 30)
    with pytest.raises(IntegrityError):
        open_clip(anna, school.lesson)


@pytest.mark.parametrize("folder", ["people", "capsules", "capsules/{}", "capsules/{}/grants", "capsules/{}/blobs"])
def test_a_missing_folder_is_a_typed_error(school: School, folder: str) -> None:
    """Deleted from outside: a sentence, no other exception."""
    before = everything(school, ANNA)
    shutil.rmtree(school.path / folder.format(school.lesson))
    after = everything(school, ANNA)

    assert REFUSED in after.values()
    assert set(wrong(before, after)) <= {"lessons"}


def test_reading_is_bounded(tmp_path: Path) -> None:
    """A file of exactly the limit is read, one byte more is refused, and a folder or nothing is typed."""
    path = tmp_path / "file"
    replace_file(path, b"x" * 100)
    assert read_bounded(path, 100) == b"x" * 100
    for bad, limit in ((path, 99), (tmp_path, 10), (tmp_path / "none", 10)):
        with pytest.raises(VideoReflectError):
            read_bounded(bad, limit)


def test_leftovers_of_an_interrupted_write_are_recognised_and_removed(tmp_path: Path) -> None:
    """And nothing else is, nor one that somebody may be writing now."""
    kept = [tmp_path / name for name in ("header.json", ".hidden", ".x.tmp", "a.12345678.tmp")]
    left = tmp_path / ".header.json.0a1b2c3d.tmp"
    for path in (*kept, left):
        path.write_text("x")
    assert LEFTOVER.fullmatch(left.name)
    written_ms = left.stat().st_mtime_ns // 1_000_000
    remove_leftovers(tmp_path, written_ms)
    assert left.exists()
    remove_leftovers(tmp_path, written_ms + 1)

    assert not left.exists()
    assert all(path.exists() for path in kept)


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills up in the middle: DiskFull, the old bytes, and no leftover."""
    path = tmp_path / "file"
    replace_file(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VideoReflectError, match="full"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]

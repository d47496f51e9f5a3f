"""Copies of database files as they were at one moment, made without their keys.

For what must not be changed by looking at it, and for what somebody else has the key to.
Opening a database file by hand and closing it drops the locks that the same process holds on it
through SQLite (https://www.sqlite.org/howtocorrupt.html, 2.2): never call this in a process in
which another thread may have that file open.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from videoreflect.errors import IntegrityError, LimitExceeded, StorageError, VaultBusy
from videoreflect.vault.durable import storage_errors

MAX_DATABASE = 4 << 30
"""Far more than 2,000,000 rows of notes take; also the most that fits on a FAT stick."""

PIECE = 1 << 20
PATIENCE_SECONDS = 20.0
_PARTS = ("", "-wal", "-journal")
"""A journal is there only if the making of the file was interrupted."""

_SOMETHING_ELSE = "Something else lies where a file of this vault should be. Restore it from a backup."
_SETTLED_NS = 50_000_000
"""File times move in steps of up to 10 ms: two writes within one step can leave the same times."""

_Facts = tuple[int, int, int, int] | None


def wal_of(database: Path) -> Path:
    """The write-ahead log beside a database."""
    return _beside(database, "-wal")


def _beside(database: Path, ending: str) -> Path:
    return database.with_name(database.name + ending)


def copy_still(database: Path, target: Path, patience: float = PATIENCE_SECONDS) -> None:
    """Copy a database and its write-ahead log so that they belong together; repeats while they change.

    ``target`` and its log must not exist. Raises VaultBusy after ``patience`` seconds of changes,
    IntegrityError if there is no such file, LimitExceeded beyond ``MAX_DATABASE``, StorageError, DiskFull.
    """
    deadline = time.monotonic() + patience
    while not _copied_still(database, target):
        for part in _PARTS:
            _beside(target, part).unlink(missing_ok=True)
        if time.monotonic() >= deadline:
            raise VaultBusy
        time.sleep(0.02)


def _copied_still(database: Path, target: Path) -> bool:
    before = [_facts(_beside(database, part)) for part in _PARTS]
    _refuse_unfit(before)
    if not all(_is_settled(facts) for facts in before):
        return False
    try:
        for part, facts in zip(_PARTS, before, strict=True):
            if facts is not None and (facts[2] or not part):
                copy_file(_beside(database, part), _beside(target, part))
    except FileNotFoundError:
        return False
    return before == [_facts(_beside(database, part)) for part in _PARTS]


def _refuse_unfit(facts: list[_Facts]) -> None:
    if facts[0] is None:
        raise IntegrityError("A part of this lesson is missing from the vault. Restore it from a backup.")
    if any(one is not None and one[2] > MAX_DATABASE for one in facts):
        raise LimitExceeded


def _facts(path: Path) -> _Facts:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _is_settled(facts: _Facts) -> bool:
    """Whether a write from now on would show; a time that lies in the future says nothing and is taken."""
    now = time.time_ns()
    return facts is None or facts[0] > now or facts[0] < now - _SETTLED_NS


def copy_file(source: Path, target: Path, passed: Callable[[int], None] = lambda _: None) -> str:
    """Copy a regular file, never through a link, to a name that is free. Returns the SHA-256 (hex) of what was read.

    ``passed`` is told the bytes of each piece. Raises FileNotFoundError if there is no source, IntegrityError
    for something else in its place, DiskFull, StorageError. Nothing half-written stays.
    """
    measured = hashlib.sha256()
    with open_regular(source) as read, _new(target) as written:
        try:
            with storage_errors():
                while piece := read.read(PIECE):
                    measured.update(piece)
                    written.write(piece)
                    passed(len(piece))
                written.flush()
                os.fsync(written.fileno())
        except BaseException:
            with suppress(OSError):  # the disk may be gone altogether
                target.unlink(missing_ok=True)
            raise
    return measured.hexdigest()


def sha256_of(path: Path, passed: Callable[[int], None] = lambda _: None) -> str:
    """The SHA-256 (hex) of a regular file. ``passed`` is told the bytes of each piece. Raises as :func:`copy_file`."""
    measured = hashlib.sha256()
    with open_regular(path) as file, storage_errors():
        while piece := file.read(PIECE):
            measured.update(piece)
            passed(len(piece))
    return measured.hexdigest()


def forget_cached(path: Path) -> None:
    """Ask the system to drop what it holds of a file in memory, so that reading it back asks the disk."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading. Raises FileNotFoundError, IntegrityError for a link, folder or device."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise
    except OSError as error:
        if path.is_symlink() or path.is_dir():
            raise IntegrityError(_SOMETHING_ELSE) from None
        raise StorageError(errno=error.errno) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise IntegrityError(_SOMETHING_ELSE)
    return os.fdopen(descriptor, "rb")


def _new(path: Path) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with storage_errors():
        return os.fdopen(os.open(path, flags, 0o600), "wb")

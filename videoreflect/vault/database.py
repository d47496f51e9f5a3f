"""Opening SQLCipher files with settings under which nothing stays in clear."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3

from videoreflect.errors import DiskFull, IntegrityError, StorageError, UnsupportedVersion, VaultBusy, VideoReflectError
from videoreflect.vault.durable import storage_errors

if TYPE_CHECKING:
    from sqlite3 import Connection as Connection  # sqlcipher3 has the same interface and ships no types
else:
    Connection = sqlcipher3.Connection

BUSY_MS = 10_000
_TRUNCATE_ATTEMPTS = 2
_PAGE_BYTES = 4096
_ROOM_BYTES = 1 << 18
"""What SQLite needs beside a database for its journal and the index of it."""

_COPY_ROOM = 16 << 20
"""What a copy under another key needs beside its own size: journals, grants, header."""

_FOREIGN_PARTS = "SELECT 1 FROM sqlite_master WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"
_PARTS = "SELECT type, name, tbl_name, sql FROM sqlite_master"


@contextmanager
def database_errors(place: Path | None = None) -> Iterator[None]:
    """Turn SQLite's words into sentences; its messages may quote content, so they are dropped.

    On a full disk SQLite cannot make its files beside ``place`` and says only “disk I/O error”.
    """
    try:
        yield
    except VideoReflectError:
        raise
    except sqlcipher3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_FULL or "full" in str(error) or ("I/O" in str(error) and _is_full(place)):
            raise DiskFull from None
        if "locked" in str(error) or "busy" in str(error):
            raise VaultBusy("Another videoreflect is busy with this lesson. Wait a moment and try again.") from None
        if "readonly" in str(error) or "unable to open" in str(error):
            raise StorageError(
                "This vault cannot be written to, so it can be listed and checked but not opened."
            ) from None
        raise IntegrityError from None
    except sqlcipher3.Error:
        raise IntegrityError from None


@contextmanager
def opened(
    path: Path, key: bytes, schema: str, version: int, *, create: bool = False, exact: bool = False
) -> Iterator[Connection]:
    """Open a database under a raw 32-byte key for one piece of work, and close it.

    With ``create`` it is made if it is not there, or was left empty by an interruption. A file with a
    view, trigger or virtual table is refused; with ``exact`` one that holds anything but what
    ``schema`` makes, which may then have virtual tables itself.
    Opening takes about 0.3 ms, so connections are not kept: none outlives a lock of the
    screen. Raises IntegrityError for a wrong key or a damaged file, StorageError, DiskFull.
    """
    if path.is_symlink() or not (create or _has_a_page(path)):
        raise IntegrityError("A part of this lesson is missing from the vault. Restore it from a backup.")
    with database_errors(path.parent):
        if create:
            make_private_file(path)
        connection = sqlcipher3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)
        try:
            _prepare(connection, key)
            _check_parts(connection, schema if exact else None)
            if _is_empty(connection, version, may_be_empty=create):
                _make_schema(connection, schema, version)
            yield connection
        finally:
            connection.close()


def copy_opened(connection: Connection, key: bytes, target: Path) -> None:
    """Copy an open database, as it is at one moment, into a new file under the same key, and onto the disk.

    Writers go on meanwhile. ``target`` must not exist; nothing is left beside it. Raises as :func:`opened`;
    IntegrityError also for a damaged page of the original, which SQLCipher would copy as another one in silence.
    """
    with database_errors(target.parent), storage_errors():
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        copy = sqlcipher3.connect(target, isolation_level=None)
        try:
            copy.execute("PRAGMA cipher_log_level = NONE")
            copy.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            copy.execute("PRAGMA journal_mode = OFF")  # a file that is not finished is thrown away as a whole
            connection.backup(copy)
            _check_whole(copy)
        finally:
            copy.close()
        descriptor = os.open(target, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def reading(connection: Connection) -> Iterator[None]:
    """One transaction over several reads: what others commit meanwhile is seen in none of them."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """One transaction that holds the write lock from its start."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")


def truncate_wal(connection: Connection) -> bool:
    """Empty the write-ahead log, where deleted words stay readable until then. Returns False if somebody reads.

    Waits for readers, each time as long as for a lock. What is left then goes when the last one that
    has the file open closes it: nobody keeps a connection longer than one piece of work.
    """
    for _ in range(_TRUNCATE_ATTEMPTS):
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return True
    return False


def copy_encrypted(connection: Connection, fresh: Path, key: bytes, version: int, *more: str) -> None:
    """Copy an open database to a new file under another key, in one transaction that holds the old one.

    ``more`` is executed in the same transaction; the copy is called ``fresh`` there. Free pages and old
    versions of pages stay behind. Raises DiskFull before anything is written if there is no room.
    """
    pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    (size,) = connection.execute(pages).fetchone()
    if shutil.disk_usage(fresh.parent).free < size + _COPY_ROOM:
        raise DiskFull
    make_private_file(fresh)
    with database_errors(fresh.parent):
        connection.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(fresh), f"x'{key.hex()}'"))
        connection.execute("PRAGMA fresh.synchronous = FULL")
        with writing(connection):
            connection.execute("SELECT sqlcipher_export('fresh')")
            connection.execute(f"PRAGMA fresh.user_version = {version}")
            for statement in more:
                connection.execute(statement)
        connection.execute("DETACH DATABASE fresh")


def _prepare(connection: Connection, key: bytes) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("SELECT count(*) FROM sqlite_master")  # the first read proves the key
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA trusted_schema = OFF")


def _check_whole(connection: Connection) -> None:
    damaged = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    if damaged or connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
        raise IntegrityError


def _is_full(folder: Path | None) -> bool:
    try:
        return folder is not None and shutil.disk_usage(folder).free < _ROOM_BYTES
    except OSError:
        return False


def _has_a_page(path: Path) -> bool:
    """Whether it can be a database at all; into an emptied file SQLite would write its first page."""
    try:
        return path.is_file() and path.stat().st_size >= _PAGE_BYTES
    except FileNotFoundError:  # it goes just now
        return False


def make_private_file(path: Path) -> None:
    """Make an empty file that only this user may read, if there is none. Raises IntegrityError for a link."""
    flags = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with storage_errors():
        descriptor = os.open(path, flags, 0o600)
        regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
        os.close(descriptor)
    if not regular:
        raise IntegrityError


def _check_parts(connection: Connection, exact: str | None) -> None:
    """Refuse what this program would not have made: in a lesson a member has the key too.

    A view or trigger of theirs would run in everybody else's program.
    """
    if exact is None:
        if connection.execute(_FOREIGN_PARTS).fetchone():
            raise IntegrityError
        return
    found = frozenset(connection.execute(_PARTS))
    if found and found != _parts_of(exact):
        raise IntegrityError


@lru_cache
def _parts_of(schema: str) -> frozenset[tuple[str, ...]]:
    """What SQLite lists after making ``schema`` in an empty database."""
    connection = sqlcipher3.connect(":memory:", isolation_level=None)
    try:
        for statement in _statements(schema):
            connection.execute(statement)
        return frozenset(connection.execute(_PARTS))
    finally:
        connection.close()


def _statements(schema: str) -> Iterator[str]:
    return filter(str.strip, schema.split(";"))


def _is_empty(connection: Connection, version: int, *, may_be_empty: bool) -> bool:
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found == 0 and not may_be_empty:
        raise IntegrityError
    if found not in (0, version):
        raise UnsupportedVersion("This lesson was written by a newer videoreflect. Update videoreflect to open it.")
    return bool(found == 0)


def _make_schema(connection: Connection, schema: str, version: int) -> None:
    with writing(connection):
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found == version:  # another process was quicker
            return
        for statement in _statements(schema):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")

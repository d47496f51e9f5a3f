"""Opening SQLCipher files with settings under which nothing stays in clear."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3

from videoreflect.errors import DiskFull, IntegrityError, StorageError, VideoReflectError

if TYPE_CHECKING:
    from sqlite3 import Connection as Connection  # sqlcipher3 has the same interface and ships no types
else:
    Connection = sqlcipher3.Connection

BUSY_MS = 10_000


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn SQLite's words into sentences; its messages may quote content, so they are dropped."""
    try:
        yield
    except VideoReflectError:
        raise
    except sqlcipher3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_FULL or "full" in str(error):
            raise DiskFull from None
        if "locked" in str(error) or "busy" in str(error):
            raise StorageError("Another videoreflect is busy with this lesson. Wait a moment and try again.") from None
        if "readonly" in str(error) or "unable to open" in str(error):
            raise StorageError(
                "This vault cannot be written to, so it can be listed and checked but not opened."
            ) from None
        raise IntegrityError from None
    except sqlcipher3.Error:
        raise IntegrityError from None


@contextmanager
def opened(path: Path, key: bytes, schema: str, version: int, *, create: bool = False) -> Iterator[Connection]:
    """Open a database under a raw 32-byte key for one piece of work, and close it.

    Opening takes about 0.3 ms, so connections are not kept: none outlives a lock of the
    screen. Raises IntegrityError for a wrong key or a damaged file, StorageError, DiskFull.
    """
    if not create and not path.is_file():
        raise IntegrityError("A part of this lesson is missing from the vault. Restore it from a backup.")
    with database_errors():
        if create:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlcipher3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)
        try:
            _prepare(connection, key)
            _ensure_schema(connection, schema, version)
            yield connection
        finally:
            connection.close()


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


def _prepare(connection: Connection, key: bytes) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("SELECT count(*) FROM sqlite_master")  # the first read proves the key
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA trusted_schema = OFF")


def _ensure_schema(connection: Connection, schema: str, version: int) -> None:
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found == version:
        return
    if found != 0:
        raise StorageError("This lesson was written by a newer videoreflect. Update videoreflect to open it.")
    with writing(connection):
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found == version:  # another process was quicker
            return
        for statement in filter(str.strip, schema.split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")

"""``people/<id>.index.db``: a file that anybody may delete, and that is made again whatever lies there."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from videoreflect.domain.ids import checked_id
from videoreflect.errors import FormatError, IntegrityError, StorageError
from videoreflect.vault.database import Connection, opened
from videoreflect.vault.durable import locked, storage_errors
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.identity import Identity

VERSION = 2
"""2: what was said is found in English too."""

SCHEMA = """
CREATE TABLE entry (number INTEGER PRIMARY KEY AUTOINCREMENT, lesson TEXT NOT NULL UNIQUE, file TEXT NOT NULL,
                    floor TEXT NOT NULL, people TEXT NOT NULL, stamps TEXT NOT NULL, version TEXT NOT NULL,
                    register TEXT NOT NULL, first INTEGER NOT NULL UNIQUE, card TEXT);
CREATE TABLE leaving (first INTEGER PRIMARY KEY);
CREATE VIRTUAL TABLE text USING fts5(words, kind UNINDEXED, start_ms UNINDEXED, end_ms UNINDEXED, author UNINDEXED,
                                     prefix = '2', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO text (text, rank) VALUES ('secure-delete', 1)
"""
_SALT_BYTES = 16
_ATTEMPTS = 3
_TRIES = 20
_PAUSE_S = 0.05

_Found = TypeVar("_Found")


class IndexFile:
    """Opens the file for one piece of work at a time; what cannot be opened is made anew, without a word."""

    def __init__(self, folder: VaultFolder, identity: Identity) -> None:
        self._folder, self._person, self._key = folder, identity.person, identity.index_key
        self._path = _path(folder, identity.person)
        self.was_remade = False
        """Whether the file was begun anew while this was in use, by whomever: what is found then is not all."""
        self._salt = b""

    def do(self, work: Callable[[Connection], _Found]) -> _Found:
        """Do ``work`` with the open file; again with a fresh one if this one is damaged, or goes meanwhile.

        Raises StorageError if there can be no file: the disk is full, or not to be written to.
        """
        for _ in range(_ATTEMPTS):
            with suppress(IntegrityError, FormatError), self._opened() as db:
                found = work(db)
                self._notice_gone()
                return found
            drop_index(self._folder, self._person)
        raise StorageError

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Hold a lock among all processes of this person; without it where it cannot be had, as on a read-only disk."""
        with ExitStack() as held:
            with suppress(StorageError):
                held.enter_context(locked(self._path.with_suffix(".lock")))
            yield

    def _opened(self) -> AbstractContextManager[Connection]:
        if not all(_is_file_or_nothing(path) for path in _files(self._path)):
            raise IntegrityError
        if not _has_something(self._path):
            # Under the lock that deleting takes: else the journal of a new file could go with the old one.
            with locked(_lock(self._folder, self._person)), self._connected(create=True):
                pass
            self.was_remade = True
        self._notice_another()
        return self._connected()  # never makes one, should it be deleted this very moment

    def _notice_another(self) -> None:
        """The salt that a file begins with is drawn when it is made."""
        try:
            with storage_errors(), self._path.open("rb") as file:
                salt = file.read(_SALT_BYTES)
        except StorageError as error:
            raise IntegrityError from error  # deleted this very moment
        self.was_remade = self.was_remade or (self._salt != b"" and salt != self._salt)
        self._salt = salt or b"none yet"

    def _notice_gone(self) -> None:
        """Deleted after the look at it and before the work, it was another file that was worked on, or none."""
        with suppress(IntegrityError):
            self._notice_another()
            return
        self.was_remade = True

    def _connected(self, *, create: bool = False) -> AbstractContextManager[Connection]:
        return opened(self._path, self._key, SCHEMA, VERSION, create=create, exact=True)


def drop_index(folder: VaultFolder, person: str) -> None:
    """Delete a person's index; needs no key. Whoever un-shares, erases or removes calls this.

    Raises StorageError if it stays, as on Windows while somebody has it open for long.
    """
    path = _path(folder, person)
    with locked(_lock(folder, person)), storage_errors():
        for name in _files(path):
            _remove(name)


def _files(path: Path) -> tuple[Path, Path, Path]:
    return path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _has_something(path: Path) -> bool:
    """Whether it is there, and not left empty by an interruption."""
    with suppress(OSError):
        return path.stat().st_size > 0
    return False


def _is_file_or_nothing(path: Path) -> bool:
    return not path.is_symlink() and (path.is_file() or not path.exists())


def _remove(path: Path) -> None:
    for last in [False] * _TRIES + [True]:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except PermissionError:
            if last:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


def _path(folder: VaultFolder, person: str) -> Path:
    return folder.people / f"{checked_id(person)}.index.db"


def _lock(folder: VaultFolder, person: str) -> Path:
    return folder.people / f"{checked_id(person)}.lock"

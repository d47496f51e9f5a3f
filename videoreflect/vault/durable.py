"""Writing that survives a crash: a file is either the old one or the new one, and on the disk."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from videoreflect.errors import DiskFull, StorageError

LEFTOVER = re.compile(r"\..+\.[0-9a-f]{8}\.tmp")
"""Names of files whose writing was interrupted; nothing refers to them."""

_LOCK_SECONDS = 30
_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn what the operating system says into a sentence for a person."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from None
        raise StorageError(errno=error.errno) from None


def make_folder(path: Path) -> None:
    """Make a folder that only this user may enter."""
    with storage_errors():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def replace_file(path: Path, content: bytes) -> None:
    """Write ``content`` so that after a crash ``path`` holds either the old or the new bytes."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with storage_errors():
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make a rename in ``path`` durable; Windows does that by itself and cannot open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_bounded(path: Path | str, limit: int) -> bytes:
    """Read a small regular file of at most ``limit`` bytes.

    Raises StorageError for anything else: a link, a folder or a 10 GB sparse file put in its place.
    """
    with storage_errors():
        descriptor = os.open(path, _READING)
        try:
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode):
                raise StorageError(
                    "Something else lies where a file of this vault should be. Restore it from a backup."
                )
            content = os.read(descriptor, min(facts.st_size, limit) + 1)
        finally:
            os.close(descriptor)
    if max(len(content), facts.st_size) > limit:
        raise StorageError("A file of this vault is far larger than it can be, so it was not opened.")
    return content


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the OS lock ``path`` among all processes; raises StorageError after 30 s."""
    lock = FileLock(path, timeout=_LOCK_SECONDS, mode=0o600)
    try:
        with storage_errors():
            lock.acquire()
    except Timeout:
        raise StorageError("Another videoreflect is busy with this vault. Wait a moment and try again.") from None
    try:
        yield
    finally:
        lock.release()


def remove_leftovers(folder: Path) -> None:
    """Remove files whose writing was interrupted."""
    with storage_errors():
        for entry in folder.iterdir():
            if LEFTOVER.fullmatch(entry.name):
                entry.unlink(missing_ok=True)

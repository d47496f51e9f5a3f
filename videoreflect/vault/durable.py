"""Writing that survives a crash: a file is either the old one or the new one, and on the disk."""

from __future__ import annotations

import errno
import io
import os
import re
import secrets
import stat
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from videoreflect.errors import DiskFull, LimitExceeded, StorageError, VaultBusy

LEFTOVER = re.compile(r"\..+\.[0-9a-f]{8}\.tmp(-journal|-wal|-shm)?")
"""Names of files whose writing was interrupted; nothing refers to them."""

LOCK_SECONDS = 30.0
_FLUSHED_BYTES = 32 << 20
_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn what the operating system says into a sentence for a person."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from None
        if error.errno == errno.EFBIG:
            raise StorageError(
                "This disk cannot hold a file of that size (sticks formatted as FAT end at 4 GB). "
                "Take another disk, or format it as exFAT."
            ) from None
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


class FlushedBehind(io.BufferedRandom):
    """A new file whose bytes go to the disk while more are written, so that little is left to wait for at the end.

    Left alone, a system keeps gigabytes in memory until the last fsync. :meth:`sync` makes it durable.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        super().__init__(io.FileIO(os.open(path, flags, 0o600), "r+"))
        self._written = 0
        self._worker = ThreadPoolExecutor(1, "flushed-behind")
        self._flushing: Future[None] | None = None

    def write(self, data: bytes | bytearray | memoryview, /) -> int:  # type: ignore[override]
        taken = super().write(data)
        self._written += taken
        if self._written >= _FLUSHED_BYTES and (self._flushing is None or self._flushing.done()):
            self._settle()
            self._written = 0
            self._flushing = self._worker.submit(getattr(os, "fdatasync", os.fsync), self.fileno())
        return taken

    def sync(self) -> None:
        """Put everything on the disk. Raises OSError, also if that failed on the way: the system tells only once."""
        self._settle()
        self.flush()
        os.fsync(self.fileno())

    def close(self) -> None:
        """Close, after a flush that is on its way has ended; the file is whole only if :meth:`sync` came first."""
        self._worker.shutdown()
        super().close()

    def _settle(self) -> None:
        flushing, self._flushing = self._flushing, None
        if flushing is not None:
            flushing.result()


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

    Raises StorageError for anything else (a link, a folder), LimitExceeded for a 10 GB sparse file put in its place.
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
        raise LimitExceeded("A file of this vault is larger than it can be, so it was not opened. Restore a backup.")
    return content


@contextmanager
def locked(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the OS lock ``path`` among all processes; raises StorageError after ``seconds``."""
    lock = FileLock(path, timeout=seconds, mode=0o600)
    with storage_errors():
        try:
            lock.acquire()
        except Timeout:  # which is an OSError, too
            raise VaultBusy from None
    try:
        yield
    finally:
        lock.release()


def size_of(path: Path) -> int | None:
    """The size of a regular file in bytes; None for anything else, and for what goes away meanwhile."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def remove_leftovers(folder: Path, older_than_ms: int) -> None:
    """Remove files whose writing was interrupted; a younger one may be on its way in another process."""
    with storage_errors():
        for entry in folder.iterdir() if folder.is_dir() and not folder.is_symlink() else ():
            if LEFTOVER.fullmatch(entry.name) and entry.lstat().st_mtime_ns // 1_000_000 < older_than_ms:
                entry.unlink(missing_ok=True)

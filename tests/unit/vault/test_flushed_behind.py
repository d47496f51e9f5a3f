"""A file whose bytes go to the disk while more are written: nothing is lost, and no error of the disk is swallowed."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest

from videoreflect.crypto.stream import Sealed
from videoreflect.errors import DiskFull, StorageError
from videoreflect.vault import blobs, durable
from videoreflect.vault.blobs import BlobPlace, writing_blob
from videoreflect.vault.durable import FlushedBehind

PIECE = bytes(range(256)) * 64
FLUSH = "fdatasync" if hasattr(os, "fdatasync") else "fsync"


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flush after every piece, not after 32 MiB."""
    monkeypatch.setattr(durable, "_FLUSHED_BYTES", len(PIECE))


@pytest.mark.usefixtures("often")
def test_what_was_written_is_there(tmp_path: Path) -> None:
    """Also when it goes back; only this user may read it; it must be a new file."""
    path = tmp_path / "file"
    with FlushedBehind(path) as file:
        for _ in range(20):
            file.write(PIECE)
        file.seek(3)
        file.write(b"back")
        file.sync()

    assert path.read_bytes() == PIECE[:3] + b"back" + (PIECE * 20)[7:]
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        FlushedBehind(path)


def _write(place: BlobPlace, clear: bytes) -> Sealed:
    with writing_blob(place) as writer:
        for at in range(0, len(clear), 300_000):
            writer.write(clear[at : at + 300_000])
        return writer.finish()


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize(("number", "kind"), [(28, DiskFull), (5, StorageError)])
def test_an_error_of_a_flush_on_the_way_is_told(
    number: int, kind: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system tells an error of the disk once; whoever got it must not keep it. Nothing is left behind.

    Seen to fail with ``_settle`` that does not ask for the result.
    """

    def fails(_: int) -> None:
        raise OSError(number, "it did not reach the disk")

    monkeypatch.setattr(os, FLUSH, fails)
    monkeypatch.setattr(blobs, "sync_folder", lambda _: None)
    place = BlobPlace(tmp_path / "blob", "blob", bytes(32), b"")
    with pytest.raises(kind):
        _write(place, PIECE * 300)

    assert not place.path.exists()


def test_the_hash_taken_on_the_way_is_that_of_the_file(tmp_path: Path) -> None:
    """A segment behind, in another thread: the same as hashing the file afterwards, for every length of the end."""
    for number, size in enumerate([0, 1, (1 << 20) - 56, 3 << 20, (5 << 20) + 7]):
        place = BlobPlace(tmp_path / str(number), "blob", bytes(32), b"")
        sealed = _write(place, b"x" * size)

        assert sealed.sha256 == hashlib.sha256(place.path.read_bytes()).hexdigest()
        assert sealed.file_size == place.path.stat().st_size

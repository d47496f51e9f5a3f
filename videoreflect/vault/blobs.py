"""Media as Tink streaming blobs: written once, read in ranges, each under a key of its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from videoreflect.crypto.framing import framed
from videoreflect.crypto.stream import CLEAR_BYTES, StreamReader, StreamWriter
from videoreflect.domain.ids import checked_id, new_id
from videoreflect.domain.policy import Action
from videoreflect.errors import FormatError, IntegrityError
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.durable import FlushedBehind, make_folder, storage_errors, sync_folder
from videoreflect.vault.permits import Permit
from videoreflect.vault.still import copy_file, forget_cached
from videoreflect.vault.strict_json import to_bytes, to_int, to_text

ROLES = ("playable", "source", "poster", "waveform", "thumbnails")
KEY_BYTES = 32
_NEEDED = {
    "playable": frozenset({Action.PLAY, Action.TRANSCRIBE, Action.ANALYSE, Action.EXPORT}),
    "source": frozenset({Action.PLAY, Action.TRANSCRIBE}),
    "poster": frozenset({Action.VIEW, Action.PLAY}),
    "waveform": frozenset({Action.VIEW, Action.PLAY}),
    "thumbnails": frozenset({Action.VIEW, Action.PLAY}),
}


@dataclass(frozen=True, slots=True)
class Blob:
    """A finished blob as its row names it; ``facts`` says what it holds (a clip's ``ClipFacts``)."""

    id: str
    role: str
    size: int
    sha256: str
    key: bytes
    facts: dict[str, Any]

    def content(self) -> dict[str, Any]:
        """The body of a ``blob`` row."""
        fields = {"blob": self.id, "role": self.role, "size": self.size, "sha256": self.sha256}
        return fields | {"key": to_text(self.key), "facts": self.facts}

    def __repr__(self) -> str:
        return f"Blob({self.id}, {self.role}, {self.size})"


@dataclass(frozen=True, slots=True)
class BlobPlace:
    """Where a blob is to be written and under what: all that a child process is told."""

    path: Path
    id: str
    key: bytes
    aad: bytes

    def __repr__(self) -> str:
        return f"BlobPlace({self.id}, …)"


def blob_from(body: dict[str, Any]) -> Blob:
    """Read the body of a ``blob`` row. Raises FormatError."""
    try:
        facts, role, sha256 = body["facts"], body["role"], body["sha256"]
        blob = Blob(
            checked_id(body["blob"]), role, to_int(body["size"]), sha256, to_bytes(body["key"], KEY_BYTES), facts
        )
    except KeyError:
        raise FormatError from None
    if role not in ROLES or not isinstance(facts, dict) or not isinstance(sha256, str):
        raise FormatError
    return blob


def new_place(vault: str, capsule: str, folder: Path) -> BlobPlace:
    """A fresh id and key for a blob of a capsule in ``folder``."""
    make_folder(folder / "blobs")
    blob = new_id()
    return BlobPlace(folder / "blobs" / blob, blob, secrets.token_bytes(KEY_BYTES), _aad(vault, capsule, blob))


def open_blob(capsule: Capsule, permit: Permit, blob: Blob) -> StreamReader:
    """A reader of a blob that asks the register again at every segment.

    Raises NotAllowed, IntegrityError; the reader raises them too, in the middle of reading.
    """
    needed = _NEEDED[blob.role]
    capsule.check(permit, needed)
    file = open_for_reading(capsule.path / "blobs" / blob.id)
    return StreamReader(
        file, blob.key, _aad(capsule.header.vault, capsule.id, blob.id), lambda: capsule.check(permit, needed)
    )


def reading_place(capsule: Capsule, permit: Permit, blob: Blob) -> BlobPlace:
    """What a child needs to read one blob under a lease; in it the lease stands for the permit."""
    capsule.check(permit, _NEEDED[blob.role])
    return BlobPlace(
        capsule.path / "blobs" / blob.id, blob.id, blob.key, _aad(capsule.header.vault, capsule.id, blob.id)
    )


def open_for_reading(path: Path) -> BinaryIO:
    """Open the file of a blob, never through a link."""
    if not path.is_file() or path.is_symlink():
        raise IntegrityError("A recording of this lesson is missing from the vault. Restore it from a backup.")
    with storage_errors():
        return path.open("rb")


@contextmanager
def writing_blob(place: BlobPlace, *, patchable: bool = False) -> Iterator[StreamWriter]:
    """Write a blob; the caller calls ``finish`` on the writer. After an error nothing is left behind."""
    with storage_errors():
        file = FlushedBehind(place.path)
    try:
        with storage_errors():
            with file:
                yield StreamWriter(file, place.key, place.aad, patchable=patchable)
                file.sync()
            sync_folder(place.path.parent)
    except BaseException:
        place.path.unlink(missing_ok=True)
        raise


def store_blob(source: Path, target: Path) -> str:
    """Copy a finished blob as it lies on the disk; it has its name only when it is whole and on the disk.

    Returns the SHA-256 (hex) of what was read. Raises FileNotFoundError, DiskFull, StorageError.
    """
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    measured = copy_file(source, temporary)
    with storage_errors():
        forget_cached(temporary)
        temporary.replace(target)
    with suppress(OSError):  # some drivers of sticks know no fsync of a folder
        sync_folder(target.parent)
    return measured


def renew_blob(capsule: Capsule, permit: Permit, blob: Blob, tick: Callable[[int], None]) -> Blob:
    """Write a blob again under a new id and key; the caller says so in a row. ``tick`` is told the bytes copied.

    Nothing is left behind if it fails. Raises NotAllowed, IntegrityError, DiskFull.
    """
    place = new_place(capsule.header.vault, capsule.id, capsule.path)
    # It has its name only when it is whole: others may look at this folder meanwhile.
    temporary = place.path.with_name(f".{place.id}.{secrets.token_hex(4)}.tmp")
    with open_blob(capsule, permit, blob) as reader, writing_blob(replace(place, path=temporary)) as writer:
        copied = 0
        while piece := reader.read(CLEAR_BYTES):
            writer.write(piece)
            copied += len(piece)
            tick(copied)
        sealed = writer.finish()
    with storage_errors():
        temporary.replace(place.path)
        sync_folder(place.path.parent)
    return Blob(place.id, blob.role, sealed.size, sealed.sha256, place.key, blob.facts)


def blob_files(capsule: Capsule) -> list[Path]:
    """The files in ``blobs``, whether or not a row names them."""
    folder = capsule.path / "blobs"
    with storage_errors():
        return sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []


def remove_unnamed(capsule: Capsule, named: set[str]) -> int:
    """Remove files in ``blobs`` that no row names: interrupted additions, erased recordings. Returns how many."""
    unnamed = [path for path in blob_files(capsule) if path.name not in named]
    with storage_errors():
        for path in unnamed:
            path.unlink(missing_ok=True)
        if unnamed:
            sync_folder(capsule.path / "blobs")
    return len(unnamed)


def _aad(vault: str, capsule: str, blob: str) -> bytes:
    return framed("blob", vault, capsule, blob)

"""What can be seen of a capsule without opening it: its header's bytes, and when its files changed."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from videoreflect.errors import StorageError
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.durable import read_bounded
from videoreflect.vault.header import MAX_HEADER, Header, parsed_header
from videoreflect.vault.state import Floor

DECIDES = ("person", "keys", "removed", "succession", "recovery-key")
"""Rows of the directory by which it is decided whose rows count in a lesson."""

_SETTLED_NS = 50_000_000
"""File times move in steps of up to 10 ms: two writes within one step can leave the same stamp."""


@dataclass(frozen=True, slots=True)
class HeaderFile:
    """The bytes of ``header.json`` as they lie there, unchecked, and their SHA-256 (hex)."""

    content: bytes
    hash: str

    def header(self) -> Header:
        """What they say. Raises FormatError."""
        return parsed_header(self.content).header


@dataclass(frozen=True, slots=True)
class Stamps:
    """When the files of a capsule changed, as one hash.

    ``settled``: no write is so fresh that another could leave the same times.
    """

    text: str
    settled: bool
    has_grant: bool


def header_file(capsule: Path | str) -> HeaderFile | None:
    """The header's file; None if there is none, so no capsule. Raises StorageError for anything in its place."""
    try:
        content = read_bounded(f"{capsule}/header.json", MAX_HEADER)
    except StorageError as error:
        if error.fields.get("errno") in (errno.ENOENT, errno.ENOTDIR):
            return None
        raise
    return HeaderFile(content, hashlib.sha256(content).hexdigest())


def stamps_of(capsule: Path | str, person: str, epoch: int) -> Stamps:
    """The stamps of a person's grant, the records, that person's private file, and both journals."""
    now = time.time_ns()
    records, private = f"{capsule}/records.{epoch}.db", f"{capsule}/private/{person}.db"
    grant = _stamp(f"{capsule}/grants/{person}.{epoch}")
    files = [grant, _stamp(records), _journal(records), _stamp(private), _journal(private)]
    settled = all(facts[0] < now - _SETTLED_NS for facts in files if facts)
    return Stamps(_hashed(repr(files)), settled, grant is not None)


def floor_text(floor: Floor) -> str:
    """A floor as one short text, to compare."""
    heads = [f"{log} {number} {head}" for log, (number, head) in floor.heads.items()]
    heads.sort()
    return _hashed(f"{floor.serial} {floor.header} {' '.join(floor.owners)}; {'; '.join(heads)}")


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def people_text(directory: Capsule) -> str:
    """Changes whenever it could change whose rows count."""
    return hashlib.sha256(b"".join(placed.row.hash for placed in directory.placed(*DECIDES))).hexdigest()


def _journal(database: str) -> tuple[int, ...] | None:
    """The stamp of a journal that holds something; an empty one says only that somebody reads."""
    journal = f"{database}-wal"
    if not os.access(journal, os.F_OK):  # the usual case, and far cheaper than a stat that fails
        return None
    stamp = _stamp(journal)
    return stamp if stamp and stamp[2] else None


def _stamp(path: str) -> tuple[int, ...] | None:
    try:
        facts = os.stat(path)  # noqa: PTH116 - thousands of them at every listing
    except OSError:
        return None
    # The change time cannot be set back by whoever puts an older copy in place.
    return facts.st_mtime_ns, facts.st_ctime_ns, facts.st_size, facts.st_ino

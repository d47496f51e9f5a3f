"""A new epoch of a capsule: its records under a new key, in a new file.

Never ``PRAGMA rekey``: with a second writer it destroys the database (SQLCipher works page by page).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from videoreflect.errors import StorageError
from videoreflect.vault import log
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.database import copy_encrypted, opened
from videoreflect.vault.durable import locked, remove_leftovers, storage_errors, sync_folder
from videoreflect.vault.grants import CAPSULE_KEY_BYTES, write_grant
from videoreflect.vault.header import Header, key_check

DAY_MS = 24 * 3_600_000


Sealing = Callable[[Iterable[str]], Mapping[str, bytes]]
"""Gives the X-Wing keys of people, from the signed directory."""


def rotate(
    capsule: Capsule,
    sealing_keys: Sealing,
    statements: Iterable[log.Statement] = (),
    without: frozenset[str] = frozenset(),
) -> None:
    """Commit a new epoch: a new key in a new file, sealed to all members but those ``without``.

    Who the members are is read under the lock, so that nobody is lost who was admitted meanwhile.
    ``statements`` are said in the new file. After a crash either the old or the new epoch is whole:
    the header decides. Raises DiskFull, NotAllowed, StorageError.
    """
    with capsule.changing() as now:
        remove_unnamed(capsule.path, now.header)
        key, epoch = secrets.token_bytes(CAPSULE_KEY_BYTES), now.header.epoch + 1
        members = tuple(member for member in now.header.members if member.person not in without)
        header = now.next(epoch=epoch, key_check=key_check(key, capsule.id, epoch), members=members)
        sealing = sealing_keys(member.person for member in members)
        fresh = capsule.path / header.records
        for member in header.members:
            write_grant(capsule.path, header, key, member.person, sealing[member.person])
        with capsule.records() as db:
            # What others write comes before the copy, or meets the tombstone and is repeated in the new file.
            tombstone = f"INSERT INTO main.moved VALUES ({epoch})"  # noqa: S608 - a number
            copy_encrypted(db, fresh, key, log.VERSION, "DELETE FROM fresh.moved", tombstone)
        sync_folder(capsule.path)
        said = [*statements, log.Statement("rotated", {"epoch": epoch})]
        with opened(fresh, key, log.SCHEMA, log.VERSION) as db:
            log.append(db, capsule.id, capsule.writer(), said, capsule.system_ms(), epoch)
        now.write(header)
        remove_unnamed(capsule.path, header)


def tidy(capsule: Capsule) -> None:
    """Remove what an interrupted rotation left, unless one is under way or the vault cannot be written to.

    Half-written files go when they are a day old: nobody writes them any more.
    """
    with suppress(StorageError):
        for folder in (capsule.path, capsule.path / "grants", capsule.path / "private"):
            remove_leftovers(folder, capsule.now_ms() - DAY_MS)
    if not unnamed(capsule.path, capsule.header):
        return
    with suppress(StorageError), locked(capsule.path / "lock", seconds=0):
        capsule.refresh()
        remove_unnamed(capsule.path, capsule.header)


def unnamed(capsule: Path, header: Header) -> list[Path]:
    """Records and grants that the header does not name: left by a rotation, or an admission, done or not."""
    records = [path for path in capsule.glob("records.*") if not path.name.startswith(header.records)]
    named = {f"{member.person}.{header.epoch}" for member in header.members}
    grants = [path for path in (capsule / "grants").glob("*") if path.name not in named]
    return records + grants


def remove_unnamed(capsule: Path, header: Header) -> None:
    """Remove what belongs to other epochs. Only under the lock of the capsule: another may be in the making."""
    with storage_errors():
        for path in unnamed(capsule, header):
            path.unlink(missing_ok=True)
        sync_folder(capsule)

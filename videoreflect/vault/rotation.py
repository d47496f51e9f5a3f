"""A new epoch of a capsule: its records under a new key, in a new file.

Never ``PRAGMA rekey``: with a second writer it destroys the database (SQLCipher works page by page).
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from videoreflect.errors import DiskFull
from videoreflect.vault import log
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.database import Connection, database_errors, make_private_file, opened, writing
from videoreflect.vault.durable import storage_errors, sync_folder
from videoreflect.vault.grants import CAPSULE_KEY_BYTES, write_grant
from videoreflect.vault.header import Header, key_check

_ROOM = 16 << 20
"""What a rotation needs beside a copy of the records: grants, header, journals."""


def rotate(
    capsule: Capsule, sealing: Mapping[str, bytes], statements: Iterable[log.Statement] = (), **changes: Any
) -> None:
    """Commit a new epoch: a new key in a new file, sealed to the members that the new header names.

    ``sealing`` maps these members to the X-Wing keys of the signed directory; ``statements`` are said
    in the new file; ``changes`` are of the header. After a crash either the old or the new epoch is
    whole: the header decides. Raises DiskFull, NotAllowed, StorageError.
    """
    with capsule.changing() as now:
        remove_unnamed(capsule.path, now.header)
        key, epoch = secrets.token_bytes(CAPSULE_KEY_BYTES), now.header.epoch + 1
        header = now.next(epoch=epoch, key_check=key_check(key, capsule.id, epoch), **changes)
        for member in header.members:
            write_grant(capsule.path, header, key, member.person, sealing[member.person])
        with capsule.records() as db, database_errors(capsule.path):
            _copy_records(db, capsule.path / header.records, key, epoch)
        said = [*statements, log.Statement("rotated", {"epoch": epoch})]
        with opened(capsule.path / header.records, key, log.SCHEMA, log.VERSION) as db:
            log.append(db, capsule.id, capsule.writer(), said, capsule.system_ms(), epoch)
        now.write(header)
        remove_unnamed(capsule.path, header)


def _copy_records(db: Connection, fresh: Path, key: bytes, epoch: int) -> None:
    """Copy an open records file to ``fresh`` under a new key, and say in the old one that it moved.

    One transaction holds the old file: what others write comes before the copy, or meets the
    tombstone and is repeated in the new file. Free pages and old versions of pages stay behind.
    """
    size = db.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]
    if shutil.disk_usage(fresh.parent).free < size + _ROOM:
        raise DiskFull
    make_private_file(fresh)
    db.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(fresh), f"x'{key.hex()}'"))
    db.execute("PRAGMA fresh.synchronous = FULL")
    with writing(db):
        db.execute("SELECT sqlcipher_export('fresh')")
        db.execute("DELETE FROM fresh.moved")
        db.execute(f"PRAGMA fresh.user_version = {log.VERSION}")
        db.execute("INSERT INTO main.moved VALUES (?)", (epoch,))
    db.execute("DETACH DATABASE fresh")
    sync_folder(fresh.parent)


def unnamed(capsule: Path, header: Header) -> list[Path]:
    """Records and grants of epochs that the header does not name: left by a rotation, done or not."""
    records = [path for path in capsule.glob("records.*") if not path.name.startswith(header.records)]
    grants = [path for path in (capsule / "grants").glob("*") if path.suffix != f".{header.epoch}"]
    return records + grants


def remove_unnamed(capsule: Path, header: Header) -> None:
    """Remove what belongs to other epochs. Only under the lock of the capsule: another may be in the making."""
    with storage_errors():
        for path in unnamed(capsule, header):
            if os.name == "nt" and path.is_dir():
                continue
            path.unlink(missing_ok=True)
        sync_folder(capsule)

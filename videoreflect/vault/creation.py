"""Making capsules: everything is on the disk before the header makes it exist."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from videoreflect.domain.ids import new_id
from videoreflect.domain.lesson import Membership
from videoreflect.vault import log
from videoreflect.vault.blobs import BlobPlace, new_place
from videoreflect.vault.database import opened
from videoreflect.vault.durable import make_folder, sync_folder
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.grants import CAPSULE_KEY_BYTES, write_grant
from videoreflect.vault.header import RECOVERY, Header, key_check, write_header
from videoreflect.vault.identity import Identity


class PendingCapsule:
    """A capsule that is being made. Until :meth:`commit` writes the header it does not exist."""

    def __init__(self, folder: VaultFolder) -> None:
        self.id, self._key = new_id(), secrets.token_bytes(CAPSULE_KEY_BYTES)
        self._folder = folder
        self._path = folder.capsule(self.id)
        make_folder(self._path)

    def blob_place(self) -> BlobPlace:
        """Where a blob of this capsule is to be written."""
        return new_place(self._folder.id, self.id, self._path)

    def commit(
        self,
        identity: Identity,
        replica: str,
        kind: str,
        members: Mapping[str, bytes],
        statements: Iterable[log.Statement],
        now_ms: int,
        erase_after_ms: int | None = None,
    ) -> None:
        """Write grants, the first statements, and last the header. ``identity`` becomes the owner.

        ``members`` maps the owner, and the school recovery key if there is one, to their X-Wing keys.
        """
        header = self._first_header(identity.person, kind, members, erase_after_ms)
        for person, x_wing in members.items():
            write_grant(self._path, header, self._key, person, x_wing)
        writer = log.Writer(f"{identity.person}.{replica}", identity.signer)
        with opened(self._path / header.records, self._key, log.SCHEMA, log.VERSION, create=True) as db:
            log.append(db, self.id, writer, statements, now_ms, header.epoch)
        write_header(self._path / "header.json", header, identity.signer, identity.person)
        sync_folder(self._folder.capsules)

    def abandon(self) -> None:
        """Remove everything; nothing half-added stays."""
        shutil.rmtree(self._path, ignore_errors=True)

    def _first_header(self, owner: str, kind: str, members: Iterable[str], erase_after_ms: int | None) -> Header:
        return Header(
            vault=self._folder.id,
            capsule=self.id,
            kind=kind,
            epoch=1,
            serial=1,
            previous="",
            key_check=key_check(self._key, self.id, 1),
            owners=(owner,),
            members=tuple(Membership(one, "owner" if one == owner else RECOVERY, None) for one in members),
            erase_after_ms=erase_after_ms,
        )


def remove_abandoned(folder: VaultFolder, older_than_ms: int) -> int:
    """Remove capsule folders without a header, left by an interrupted addition. Returns how many.

    Only those untouched for a while: another process may be writing one now.
    """
    removed = 0
    for path in folder.capsules.iterdir():
        unfinished = path.is_dir() and not (path / "header.json").exists()
        if unfinished and _newest_ms(path) < older_than_ms:
            shutil.rmtree(path, ignore_errors=True)
            removed += 1
    return removed


def _newest_ms(path: Path) -> int:
    try:
        return max(entry.lstat().st_mtime_ns for entry in (path, *path.rglob("*"))) // 1_000_000
    except OSError:  # it changes while we look: somebody is at work there
        return time.time_ns() // 1_000_000

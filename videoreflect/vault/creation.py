"""Making capsules: everything is on the disk before the header makes it exist."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from videoreflect.domain.ids import new_id
from videoreflect.domain.lesson import Membership
from videoreflect.vault import log
from videoreflect.vault.database import opened
from videoreflect.vault.durable import make_folder, sync_folder
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.grants import CAPSULE_KEY_BYTES, write_grant
from videoreflect.vault.header import Header, key_check, write_header
from videoreflect.vault.identity import Identity


def create_capsule(
    folder: VaultFolder,
    identity: Identity,
    replica: str,
    kind: str,
    members: Mapping[str, bytes],
    statements: Iterable[log.Statement],
    now_ms: int,
) -> str:
    """Make a capsule owned by ``identity`` with the first statements in it; returns its id.

    ``members`` maps person to pinned X-Wing key, the owner among them. Until the header is
    written, which is the last step, the capsule does not exist.
    """
    capsule, key = new_id(), secrets.token_bytes(CAPSULE_KEY_BYTES)
    path = folder.capsule(capsule)
    make_folder(path)
    header = Header(
        vault=folder.id,
        capsule=capsule,
        kind=kind,
        epoch=1,
        serial=1,
        previous="",
        key_check=key_check(key, capsule, 1),
        owners=(identity.person,),
        members=tuple(Membership(person, "owner", None) for person in members),
    )
    for person, x_wing in members.items():
        write_grant(path, header, key, person, x_wing)
    writer = log.Writer(f"{identity.person}.{replica}", identity.signer)
    with opened(path / header.records, key, log.SCHEMA, log.VERSION, create=True) as db:
        log.append(db, capsule, writer, statements, now_ms, header.epoch)
    write_header(path / "header.json", header, identity.signer, identity.person)
    sync_folder(folder.capsules)
    return capsule

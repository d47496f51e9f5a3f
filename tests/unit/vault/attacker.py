"""What somebody with write access, or a member with other software, can do to a vault."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from videoreflect.crypto.signing import Signer
from videoreflect.domain.lesson import Membership
from videoreflect.vault import log
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.database import Connection, opened, truncate_wal, writing
from videoreflect.vault.grants import write_grant
from videoreflect.vault.header import Header, key_check, read_header, write_header
from videoreflect.vault.strict_json import compact, to_text

Body = dict[str, Any]


@contextmanager
def raw_records(capsule: Capsule) -> Iterator[Connection]:
    """Open the records of a lesson as any member can, with the legitimate key."""
    with opened(capsule.path / capsule.header.records, capsule.key_for_lease(), log.SCHEMA, log.VERSION) as db:
        yield db


def write_rows(capsule: Capsule, signer: Signer, log_id: str, *statements: log.Statement, time_ms: int = 1) -> None:
    """Write rows into any log, signed with any key."""
    with raw_records(capsule) as db:
        log.append(db, capsule.id, log.Writer(log_id, signer), statements, time_ms, capsule.header.epoch)


def signed_header(header: Header, signer: Signer, signer_id: str, path: Path) -> None:
    """Write a header as its owner would."""
    write_header(path / "header.json", header, signer, signer_id)


def edited_body(path: Path, signer: Signer, signer_id: str, change: Callable[[Body], None]) -> None:
    """Change the fields of a header and sign the result, whatever it is."""
    body = json.loads(read_header(path / "header.json").signed)
    change(body)
    sign_raw(path, compact(body), signer, signer_id)


def sign_raw(path: Path, signed: bytes, signer: Signer, signer_id: str) -> None:
    """Write any bytes as a signed header body."""
    signature = {"person": signer_id, "ed25519": to_text(signer.sign("header", signed))}
    (path / "header.json").write_bytes(compact({"signed": signed.decode(), "signatures": [signature]}))


def plant_capsule(
    path: Path,
    vault: str,
    kind: str,
    owner: tuple[str, Signer],
    sealed_to: dict[str, bytes],
    statements: list[log.Statement],
) -> bytes:
    """Make a whole capsule in the folder ``path`` under a key of the attacker's own; returns that key."""
    key = secrets.token_bytes(32)
    members = tuple(Membership(person, "owner", None) for person in sealed_to)
    header = Header(vault, path.name, kind, 1, 1, "", key_check(key, path.name, 1), (owner[0],), members)
    path.mkdir(parents=True)
    for person, x_wing in sealed_to.items():
        write_grant(path, header, key, person, x_wing)
    with opened(path / header.records, key, log.SCHEMA, log.VERSION, create=True) as db:
        log.append(db, path.name, log.Writer(f"{owner[0]}.0011223344556677", owner[1]), statements, 1, 1)
    write_header(path / "header.json", header, owner[1], owner[0])
    return key


def public_keys(people: Path) -> dict[str, bytes]:
    """Return the X-Wing keys that lie in clear, by person: all that an outsider has."""
    return {path.stem: base64.b64decode(json.loads(path.read_text())["x_wing"]) for path in people.glob("*.json")}


def take_bodies(db: Connection, rows: Iterable[log.Row]) -> None:
    """Delete what rows say without saying so, and the traces of it."""
    with writing(db):
        log.delete_bodies(db, rows)
    truncate_wal(db)

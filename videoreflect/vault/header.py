"""``header.json``: the signed statement of what a capsule is, and its only commit point."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from videoreflect.crypto.derive import derive
from videoreflect.crypto.sealing import AEAD_ID, KDF_ID, KEM_ID
from videoreflect.crypto.signing import Signer, verified
from videoreflect.domain.ids import checked_id
from videoreflect.domain.lesson import Membership
from videoreflect.errors import FormatError, IntegrityError, UnsupportedVersion
from videoreflect.vault.durable import read_bounded, replace_file
from videoreflect.vault.folder import FORMAT
from videoreflect.vault.strict_json import compact, parse_object, to_bytes, to_int, to_text

MAX_HEADER = 2 << 20
MAX_MEMBERS = 256
KINDS = ("directory", "lesson")
ROLES = ("owner", "mentor")
SUITES = {"kem": KEM_ID, "kdf": KDF_ID, "aead": AEAD_ID, "signature": "Ed25519", "stream": "AES256_GCM_HKDF_1MB"}
_BODY_KEYS = {
    "format", "suites", "vault", "capsule", "kind", "epoch", "serial", "previous", "key_check", "records",
    "owners", "members", "erase_after",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """The body of a header; ``previous`` is the hex hash of the body before, "" for the first."""

    vault: str
    capsule: str
    kind: str
    epoch: int
    serial: int
    previous: str
    key_check: str
    owners: tuple[str, ...]
    members: tuple[Membership, ...]
    erase_after_ms: int | None = None

    @property
    def records(self) -> str:
        """Name of the records file of this epoch."""
        return f"records.{self.epoch}.db"

    def member(self, person: str) -> Membership | None:
        """A person's membership, if there is one."""
        return next((m for m in self.members if m.person == person), None)

    def body(self) -> bytes:
        """The exact bytes that are signed."""
        members = [{"person": m.person, "role": m.role, "until": m.until_ms} for m in self.members]
        return compact({
            "format": FORMAT, "suites": SUITES, "vault": self.vault, "capsule": self.capsule, "kind": self.kind,
            "epoch": self.epoch, "serial": self.serial, "previous": self.previous, "key_check": self.key_check,
            "records": self.records, "owners": list(self.owners), "members": members,
            "erase_after": self.erase_after_ms,
        })  # fmt: skip

    def hash(self) -> str:
        """SHA-256 of the body, hex."""
        return hashlib.sha256(self.body()).hexdigest()

    def next(self, **changes: Any) -> Header:
        """The header that follows this one."""
        return replace(self, serial=self.serial + 1, previous=self.hash(), **changes)


@dataclass(frozen=True, slots=True)
class SignedHeader:
    """A header as read from the disk, with its signatures not yet checked."""

    header: Header
    signed: bytes
    signatures: tuple[tuple[str, bytes], ...]

    def hash(self) -> str:
        """SHA-256 of the bytes as they were signed, hex."""
        return hashlib.sha256(self.signed).hexdigest()

    def check_signed_by(self, owner_keys: dict[str, bytes]) -> None:
        """Raise IntegrityError unless one of the owners, by the key given, signed these bytes."""
        for person, signature in self.signatures:
            key = owner_keys.get(person)
            if person in self.header.owners and key and verified(key, signature, "header", self.signed):
                return
        raise IntegrityError("The owner of something in this vault did not sign it. It was not opened.")


def key_check(capsule_key: bytes, capsule: str, epoch: int) -> str:
    """What a header says of the capsule key without giving it away, hex."""
    return derive(capsule_key, "capsule/check", capsule, str(epoch)).hex()


def write_header(path: Path, header: Header, signer: Signer, signer_id: str) -> None:
    """Sign and replace a header: the moment at which a change of a capsule happens."""
    body = header.body()
    signature = {"person": signer_id, "ed25519": to_text(signer.sign("header", body))}
    replace_file(path, compact({"signed": body.decode(), "signatures": [signature]}))


def read_header(path: Path) -> SignedHeader:
    """Read a header within its limits. Raises FormatError, UnsupportedVersion. Checks no signature."""
    return parsed_header(read_bounded(path, MAX_HEADER))


def parsed_header(file: bytes) -> SignedHeader:
    """A header from the bytes of its file, as :func:`read_header`."""
    outer = parse_object(file, {"signed", "signatures"})
    signed, signatures = outer["signed"], outer["signatures"]
    if not isinstance(signed, str) or not isinstance(signatures, list) or len(signatures) > MAX_MEMBERS:
        raise FormatError
    raw = signed.encode(errors="replace")
    return SignedHeader(_header(parse_object(raw)), raw, tuple(map(_signature, signatures)))


def _signature(fields: Any) -> tuple[str, bytes]:
    if not isinstance(fields, dict) or set(fields) != {"person", "ed25519"}:
        raise FormatError
    return checked_id(fields["person"]), to_bytes(fields["ed25519"], 64)


def _header(body: dict[str, Any]) -> Header:
    if to_int(body.get("format"), 1) > FORMAT:
        raise UnsupportedVersion
    if set(body) != _BODY_KEYS or body["suites"] != SUITES or body["kind"] not in KINDS:
        raise FormatError
    if not isinstance(body["members"], list) or not isinstance(body["owners"], list):
        raise FormatError
    if not 1 <= len(body["members"]) <= MAX_MEMBERS or not 1 <= len(body["owners"]) <= MAX_MEMBERS:
        raise FormatError
    epoch, erase_after = to_int(body["epoch"], 1), body["erase_after"]
    if body["records"] != f"records.{epoch}.db" or not isinstance(body["key_check"], str):
        raise FormatError
    if not isinstance(body["previous"], str):
        raise FormatError
    return Header(
        vault=checked_id(body["vault"]),
        capsule=checked_id(body["capsule"]),
        kind=body["kind"],
        epoch=epoch,
        serial=to_int(body["serial"], 1),
        previous=body["previous"],
        key_check=body["key_check"],
        owners=tuple(map(checked_id, body["owners"])),
        members=tuple(map(_member, body["members"])),
        erase_after_ms=None if erase_after is None else to_int(erase_after),
    )


def _member(fields: Any) -> Membership:
    if not isinstance(fields, dict) or set(fields) != {"person", "role", "until"} or fields["role"] not in ROLES:
        raise FormatError
    until = fields["until"]
    return Membership(checked_id(fields["person"]), fields["role"], None if until is None else to_int(until))

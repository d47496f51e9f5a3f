"""``header.json``: the signed statement of what a capsule is, and its only commit point."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
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
from videoreflect.vault.identity import Identity
from videoreflect.vault.keyring import KeyLink, key_link
from videoreflect.vault.strict_json import bounded_list, compact, parse_object, to_bytes, to_int, to_text

MAX_HEADER = 2 << 20
MAX_MEMBERS = 256
KINDS = ("directory", "lesson")
RECOVERY = "recovery"
ROLES = ("owner", "mentor", RECOVERY)
MAX_CHANGES = 1024
SUITES = {"kem": KEM_ID, "kdf": KDF_ID, "aead": AEAD_ID, "signature": "Ed25519", "stream": "AES256_GCM_HKDF_1MB"}
_BODY_KEYS = {
    "format", "suites", "vault", "capsule", "kind", "epoch", "serial", "previous", "key_check", "records",
    "owners", "members", "erase_after", "successions", "links",
}  # fmt: skip

_SUCCESSION_KEYS = {"row", "by", "adds", "ends", "hands_over", "by_key", "key", "signature"}


@dataclass(frozen=True, slots=True)
class Succession:
    """A change of owners: ``row`` (hex hash) in the log of ``by`` says so; ``adds`` and ``ends`` are people.

    ``hands_over``: who is added may end the time of ``by``, and so take over alone. ``key`` is the Ed25519
    key of who is added, and ``signature`` that of ``by``, whose key is ``by_key``, over it: so somebody who
    has never seen the new owner can check the header before anything is opened, and somebody who knows
    the new owner only learns who was before.
    """

    row: str
    by: str
    adds: str | None = None
    ends: str | None = None
    hands_over: bool = False
    by_key: bytes = b""
    key: bytes = b""
    signature: bytes = b""

    def introduces(self, vault: str, capsule: str) -> tuple[str, ...]:
        """What is signed."""
        return (vault, capsule, self.by, self.adds or "", self.by_key.hex(), self.key.hex())

    def content(self) -> dict[str, Any]:
        """The change as JSON fields."""
        keys = {"by_key": to_text(self.by_key), "key": to_text(self.key), "signature": to_text(self.signature)}
        return {"row": self.row, "by": self.by, **keys, **self.said()}

    def said(self) -> dict[str, Any]:
        """The body of the row."""
        return {"adds": self.adds, "ends": self.ends, "hands_over": self.hands_over}


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
    successions: tuple[Succession, ...] = ()
    links: tuple[KeyLink, ...] = ()

    @property
    def records(self) -> str:
        """Name of the records file of this epoch."""
        return f"records.{self.epoch}.db"

    def member(self, person: str) -> Membership | None:
        """A person's membership, if there is one."""
        return next((m for m in self.members if m.person == person), None)

    def people(self) -> tuple[Membership, ...]:
        """The members who are people: all but the school recovery key."""
        return tuple(member for member in self.members if member.role != RECOVERY)

    def signers(self, school: Collection[str]) -> frozenset[str]:
        """Whose signature counts: an owner's, or a school recovery key's, where it is a member.

        ``school``: the school recovery keys of the directory (``Keyring.school``); none for a directory.
        """
        return frozenset(self.owners) | {m.person for m in self.members if m.role == RECOVERY and m.person in school}

    def body(self) -> bytes:
        """The exact bytes that are signed."""
        members = [{"person": m.person, "role": m.role, "until": m.until_ms} for m in self.members]
        return compact({
            "format": FORMAT, "suites": SUITES, "vault": self.vault, "capsule": self.capsule, "kind": self.kind,
            "epoch": self.epoch, "serial": self.serial, "previous": self.previous, "key_check": self.key_check,
            "records": self.records, "owners": list(self.owners), "members": members,
            "erase_after": self.erase_after_ms,
            "successions": [change.content() for change in self.successions],
            "links": [link.content() for link in self.links],
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

    def check_signed_by(self, keys_of: Callable[[str], tuple[bytes, ...]], school: Collection[str]) -> str:
        """Who signed these bytes, by one of the keys given. Raises IntegrityError if nobody did who may."""
        for person, signature in self.signatures:
            if person not in self.header.signers(school):
                continue
            if any(verified(key, signature, "header", self.signed) for key in keys_of(person)):
                return person
        raise IntegrityError("The owner of something in this vault did not sign it. It was not opened.")


def ended_members(header: Header, now_ms: int) -> tuple[Membership, ...]:
    """Members whose date has passed: their grants go without a key, and a rotation is owed by the owner."""
    return tuple(m for m in header.members if m.person not in header.owners and not m.holds(now_ms))


@dataclass(frozen=True, slots=True)
class HeaderChange:
    """A header that may be replaced now, under the capsule's lock, by who may sign it."""

    folder: Path
    header: Header
    hash: str
    identity: Identity

    def next(self, **changes: Any) -> Header:
        """The header that follows, as it would be."""
        return replace(self.header.next(**changes), previous=self.hash)

    def write(self, header: Header) -> None:
        """Commit it."""
        write_header(self.folder / "header.json", header, self.identity.signer, self.identity.person)


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
    members, owners = (bounded_list(body[key], MAX_MEMBERS, least=1) for key in ("members", "owners"))
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
        owners=tuple(map(checked_id, owners)),
        members=tuple(map(_member, members)),
        erase_after_ms=None if erase_after is None else to_int(erase_after),
        successions=tuple(map(_succession, bounded_list(body["successions"], MAX_CHANGES))),
        links=tuple(map(key_link, bounded_list(body["links"], MAX_CHANGES))),
    )


def _succession(fields: Any) -> Succession:
    if not isinstance(fields, dict) or set(fields) != _SUCCESSION_KEYS:
        raise FormatError
    adds, ends = (None if fields[key] is None else checked_id(fields[key]) for key in ("adds", "ends"))
    row, hands_over = fields["row"], fields["hands_over"]
    if not isinstance(row, str) or not isinstance(hands_over, bool) or (adds is None and ends is None):
        raise FormatError
    by_key, key = to_bytes(fields["by_key"], 32), to_bytes(fields["key"], 32 if adds else 0)
    signature = to_bytes(fields["signature"], 64 if adds else 0)
    return Succession(row, checked_id(fields["by"]), adds, ends, hands_over, by_key, key, signature)


def _member(fields: Any) -> Membership:
    if not isinstance(fields, dict) or set(fields) != {"person", "role", "until"} or fields["role"] not in ROLES:
        raise FormatError
    until = fields["until"]
    return Membership(checked_id(fields["person"]), fields["role"], None if until is None else to_int(until))

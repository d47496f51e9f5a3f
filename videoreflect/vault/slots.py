"""``people/<id>.json``: the slots that open a person's root secret, and nothing that is believed."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from videoreflect.crypto.envelope import NONCE_BYTES, unwrap, wrap
from videoreflect.crypto.framing import framed
from videoreflect.crypto.passphrase import SlotSecret
from videoreflect.crypto.sealing import PUBLIC_BYTES
from videoreflect.domain.ids import checked_id, is_id
from videoreflect.errors import FormatError, IntegrityError, SignInRefused, VideoReflectError
from videoreflect.vault.durable import read_bounded, replace_file
from videoreflect.vault.folder import FORMAT, MAX_SMALL_FILE, VaultFolder
from videoreflect.vault.identity import ROOT_BYTES, Identity
from videoreflect.vault.strict_json import compact, parse_object, to_bytes, to_text

KINDS = ("passphrase", "recovery", "invitation")
MAX_SLOTS = 8
INVITATION_BYTES = 16 + 16 + 32
"""Directory id, id of the vault's owner, and the owner's Ed25519 key: what a newcomer has to pin."""

_REFUSED = {
    "recovery": "That recovery code does not open this vault. Each code is used once; look for the newest one.",
    "invitation": "That invitation does not open this vault. It can be used once; ask whoever sent it for a new one.",
}
"""One sentence for everything that can be wrong with a code; the usual one is about name and passphrase."""

_TAG_BYTES = 32
_KEYS = {"format", "vault", "person", "x_wing", "ed25519", "slots"}


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to open a root secret."""

    kind: str
    tag: bytes
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class SlotFile:
    """A person's slots; the public keys are bound into every slot and otherwise informative."""

    person: str
    x_wing: bytes
    ed25519: bytes
    slots: tuple[Slot, ...]


def new_slot(folder: VaultFolder, identity: Identity, kind: str, secret: SlotSecret, more: bytes = b"") -> Slot:
    """A way to open the root secret of ``identity``; an invitation carries ``more`` beside it."""
    aad = _aad(folder.id, identity.person, kind, identity.sealing.public, identity.signer.public)
    nonce, wrapped = wrap(secret.key, identity.root + more, aad)
    return Slot(kind, secret.tag, nonce, wrapped)


def write_slots(folder: VaultFolder, identity: Identity, slots: Iterable[Slot]) -> None:
    """Replace the person's slots; all of them are around the root secret of ``identity``."""
    fields = [
        {"kind": one.kind, "tag": to_text(one.tag), "nonce": to_text(one.nonce), "wrapped": to_text(one.wrapped)}
        for one in slots
    ]
    file = {"format": FORMAT, "vault": folder.id, "person": identity.person, "slots": fields}
    file |= {"x_wing": to_text(identity.sealing.public), "ed25519": to_text(identity.signer.public)}
    replace_file(folder.people / f"{identity.person}.json", compact(file))


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened slot: the keys, and what an invitation carries beside them."""

    identity: Identity
    slot: Slot
    more: bytes = b""


def open_slot(folder: VaultFolder, kind: str, secret: SlotSecret) -> Opened:
    """Find and open the slot of ``secret`` among all people.

    All slots are compared, in constant time each, whatever matches. Unknown name, wrong
    passphrase and a damaged slot end in the same SignInRefused.
    """
    found: tuple[SlotFile, Slot] | None = None
    for file in _all_slot_files(folder):
        for slot in file.slots:
            if hmac.compare_digest(slot.tag, secret.tag) and slot.kind == kind:
                found = (file, slot)
    if found is None:
        raise SignInRefused(_REFUSED.get(kind))
    file, slot = found
    try:
        aad = _aad(folder.id, file.person, kind, file.x_wing, file.ed25519)
        opened = unwrap(secret.key, slot.nonce, slot.wrapped, aad)
    except IntegrityError:
        raise SignInRefused(_REFUSED.get(kind)) from None
    return Opened(Identity(opened[:ROOT_BYTES], folder.id, file.person), slot, opened[ROOT_BYTES:])


def person_ids(folder: VaultFolder) -> tuple[str, ...]:
    """Everybody who has a slots file."""
    return tuple(sorted(path.stem for path in folder.people.glob("*.json") if is_id(path.stem)))


def read_slots(folder: VaultFolder, person: str) -> SlotFile:
    """Read one slots file. Raises FormatError."""
    fields = parse_object(read_bounded(folder.people / f"{checked_id(person)}.json", MAX_SMALL_FILE), _KEYS)
    slots = fields["slots"]
    if fields["format"] != FORMAT or fields["vault"] != folder.id or fields["person"] != person:
        raise FormatError
    if not isinstance(slots, list) or not 1 <= len(slots) <= MAX_SLOTS:
        raise FormatError
    keys = to_bytes(fields["x_wing"], PUBLIC_BYTES), to_bytes(fields["ed25519"], 32)
    return SlotFile(person, *keys, tuple(map(_slot, slots)))


def own_keys_changed(folder: VaultFolder, identity: Identity) -> bool:
    """Whether the slots of a person open other keys than these. Nothing is believed of it but that one must stop."""
    try:
        own = {one.signer.public for one in (identity, identity.former) if one}
        return read_slots(folder, identity.person).ed25519 not in own
    except (VideoReflectError, OSError):
        return False  # a school key has no slots; whoever was removed is refused by the directory


def _all_slot_files(folder: VaultFolder) -> list[SlotFile]:
    files = []
    for person in person_ids(folder):
        try:
            files.append(read_slots(folder, person))
        except VideoReflectError:
            continue  # one damaged file must not lock out everybody else
    return files


def _slot(fields: object) -> Slot:
    if (
        not isinstance(fields, dict)
        or set(fields) != {"kind", "tag", "nonce", "wrapped"}
        or fields["kind"] not in KINDS
    ):
        raise FormatError
    tag, nonce = to_bytes(fields["tag"], _TAG_BYTES), to_bytes(fields["nonce"], NONCE_BYTES)
    more = INVITATION_BYTES if fields["kind"] == "invitation" else 0
    return Slot(fields["kind"], tag, nonce, to_bytes(fields["wrapped"], ROOT_BYTES + more + 16))


def _aad(vault: str, person: str, kind: str, x_wing: bytes, ed25519: bytes) -> bytes:
    return framed("slot", kind, vault, person, x_wing, ed25519)

"""FORMAT.md 3.1 and 4.1 to 4.4: ``vault.json``, slots, states."""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.independent.rules import (
    MEBIBYTE,
    Refused,
    canonical_name,
    derive,
    framed,
    identifier,
    json_object,
    need,
    number,
    sha256,
    unbase64,
)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
WRAPPED_BYTES = {"passphrase": 48, "recovery": 48, "invitation": 112}


def unsealed(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    """AES-256-GCM, the tag at the end."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except (InvalidTag, ValueError):
        raise Refused("the tag is wrong") from None


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Ed25519."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


STATE_KEYS = {
    "format", "serial", "directory", "owner", "replica", "copy", "pins", "floors", "settings", "latest_ms", "former",
    "corrections",
}  # fmt: skip


# -- 3.1 and 4: who signs in -------------------------------------------------------------------


@dataclass(frozen=True)
class VaultFacts:
    """``vault.json``."""

    vault: str
    salt: bytes
    memory_kib: int
    passes: int


def vault_facts(raw: bytes) -> VaultFacts:
    """Read it within the floors and ceilings."""
    fields = json_object(raw, keys={"format", "vault", "copy", "salt", "argon2id"})
    cost = fields["argon2id"]
    need(fields["format"] == 1 and isinstance(cost, dict) and identifier(fields["copy"]), "another version")
    need(cost.keys() == {"memory_kib", "passes", "lanes"} and cost["lanes"] == 4, "another cost")
    memory, passes = number(cost["memory_kib"], 65536, 1048576), number(cost["passes"], 3, 10)
    return VaultFacts(identifier(fields["vault"]), unbase64(fields["salt"], 32), memory, passes)


def by_passphrase(facts: VaultFacts, name: str, passphrase: str) -> bytes:
    """4.3, step 2: tag || wrapping key."""
    salt = sha256("slot/passphrase", facts.salt, canonical_name(name))
    function = Argon2id(salt=salt, length=64, iterations=facts.passes, lanes=4, memory_cost=facts.memory_kib)
    return function.derive(unicodedata.normalize("NFKC", passphrase).encode())


def by_code(vault: str, typed: str, kind: str = "recovery") -> bytes:
    """4.3, steps 3 and 4: tag || wrapping key."""
    return derive(read_code(typed, 16), 64, f"slot/{kind}", vault)


def read_code(typed: str, length: int) -> bytes:
    """4.3, step 3, and 5.5: what was written in 26 or 52 characters, and 2 for checking."""
    letters = typed.upper().replace(" ", "").replace("-", "")
    letters = letters.replace("I", "1").replace("L", "1").replace("O", "0")
    data = -(-length * 8 // 5)
    need(len(letters) == data + 2 and set(letters) <= set(ALPHABET), "a slip in the code")
    bits = "".join(f"{ALPHABET.index(letter):05b}" for letter in letters)
    raw = int(bits[: 8 * length], 2).to_bytes(length, "big")
    expected = "".join(f"{byte:08b}" for byte in sha256("recovery/check", raw)[:2])[:10]
    need(int(bits[8 * length : 5 * data], 2) == 0 and bits[5 * data :] == expected, "a slip in the code")
    return raw


def root_in_slots(raw: bytes, vault: str, person: str, kind: str, made: bytes) -> bytes:
    """4.2: the root secret, if one of the slots is of this kind and tag; in an invitation, what follows it too."""
    fields = json_object(raw, keys={"format", "vault", "person", "x_wing", "ed25519", "slots"})
    need((fields["format"], fields["vault"], fields["person"]) == (1, vault, person), "of another place")
    slots = fields["slots"]
    need(isinstance(slots, list) and 1 <= len(slots) <= 8, "no slots, or too many")
    public = unbase64(fields["x_wing"], 1216), unbase64(fields["ed25519"], 32)
    found = None
    for slot in slots:
        need(isinstance(slot, dict) and slot.keys() == {"kind", "tag", "nonce", "wrapped"}, "no slot")
        need(slot["kind"] in WRAPPED_BYTES, "another kind of slot")
        wrapped = unbase64(slot["wrapped"], WRAPPED_BYTES[slot["kind"]])
        parts = unbase64(slot["tag"], 32), unbase64(slot["nonce"], 12), wrapped
        if hmac.compare_digest(parts[0], made[:32]) and slot["kind"] == kind:
            found = parts
    if found is None:
        raise Refused("no such slot")
    return unsealed(made[32:], found[1], found[2], framed("slot", kind, vault, person, *public))


@dataclass(frozen=True)
class Keys:
    """4.1: what follows from the root secret of a person."""

    root: bytes
    vault: str
    person: str

    def derived(self, what: str, *parts: str) -> bytes:
        """One of the keys."""
        return derive(self.root, 32, f"person/{what}", self.vault, self.person, *parts)

    def ed25519_public(self) -> bytes:
        """The public signing key."""
        return Ed25519PrivateKey.from_private_bytes(self.derived("ed25519")).public_key().public_bytes_raw()


def state(raw: bytes, keys: Keys) -> tuple[bytes, dict[str, Any]]:
    """4.4: the JSON, and what it says."""
    need(56 <= len(raw) <= 8 * MEBIBYTE and raw[:8] == b"VRSTATE1", "no state")
    file_key = derive(keys.derived("state"), 32, "state/file", raw[8:40])
    clear = unsealed(file_key, bytes(12), raw[40:], framed("state", keys.vault, keys.person))
    fields = json_object(clear, 8 * MEBIBYTE, STATE_KEYS)
    need(fields["format"] == 1 and isinstance(fields["floors"], dict), "another version")
    for floor in fields["floors"].values():
        need(floor.keys() == {"serial", "header", "owners", "heads", "private"}, "no floor")
        need(all(identifier(owner) for owner in floor["owners"]) and number(floor["serial"]) >= 0, "no floor")
    need(isinstance(fields["pins"], dict), "no pins")
    for pin in fields["pins"].values():
        need(isinstance(pin, dict) and pin.keys() == {"ed25519", "x_wing", "position"}, "no pin")
        need(number(pin["position"]) >= 0, "no pin")
    return clear, fields


@dataclass(frozen=True)
class Invitation:
    """4.2: what follows the root secret in a slot of that kind: what a newcomer pins."""

    directory: str
    owner: str
    ed25519: bytes

    @classmethod
    def after(cls, clear: bytes) -> Invitation:
        """Read it."""
        return cls(clear[32:48].hex(), clear[48:64].hex(), clear[64:])

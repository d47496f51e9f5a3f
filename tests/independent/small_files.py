"""FORMAT.md 3.1, 4 and 5: slots, states, headers, grants."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.independent import hpke
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
    text,
    unbase64,
)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SUITES = {"kem": 25722, "kdf": 1, "aead": 2, "signature": "Ed25519", "stream": "AES256_GCM_HKDF_1MB"}


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
    need(fields["format"] == 1 and isinstance(cost, dict), "another version")
    need(bool(identifier(fields["copy"])), "no copy")
    need(cost.keys() == {"memory_kib", "passes", "lanes"} and cost["lanes"] == 4, "another cost")
    memory, passes = number(cost["memory_kib"], 65536, 1048576), number(cost["passes"], 3, 10)
    return VaultFacts(identifier(fields["vault"]), unbase64(fields["salt"], 32), memory, passes)


def by_passphrase(facts: VaultFacts, name: str, passphrase: str) -> bytes:
    """4.3, step 2: tag || wrapping key."""
    salt = sha256("slot/passphrase", facts.salt, canonical_name(name))
    function = Argon2id(salt=salt, length=64, iterations=facts.passes, lanes=4, memory_cost=facts.memory_kib)
    return function.derive(unicodedata.normalize("NFKC", passphrase).encode())


def by_code(vault: str, typed: str) -> bytes:
    """4.3, step 3: tag || wrapping key."""
    letters = typed.upper().replace(" ", "").replace("-", "")
    letters = letters.replace("I", "1").replace("L", "1").replace("O", "0")
    need(len(letters) == 28 and set(letters) <= set(ALPHABET), "a slip in the code")
    bits = "".join(f"{ALPHABET.index(letter):05b}" for letter in letters)
    raw, rest, check = int(bits[:128], 2).to_bytes(16, "big"), bits[128:130], bits[130:]
    expected = "".join(f"{byte:08b}" for byte in sha256("recovery/check", raw)[:2])[:10]
    need(rest == "00" and check == expected, "a slip in the code")
    return derive(raw, 64, "slot/recovery", vault)


def root_in_slots(raw: bytes, vault: str, person: str, kind: str, made: bytes) -> bytes:
    """4.2: the root secret, if one of the slots is of this kind and tag."""
    fields = json_object(raw, keys={"format", "vault", "person", "x_wing", "ed25519", "slots"})
    need((fields["format"], fields["vault"], fields["person"]) == (1, vault, person), "of another place")
    slots = fields["slots"]
    need(isinstance(slots, list) and 1 <= len(slots) <= 8, "no slots, or too many")
    public = unbase64(fields["x_wing"], 1216), unbase64(fields["ed25519"], 32)
    found = None
    for slot in slots:
        need(isinstance(slot, dict) and slot.keys() == {"kind", "tag", "nonce", "wrapped"}, "no slot")
        need(slot["kind"] in ("passphrase", "recovery"), "another kind of slot")
        parts = unbase64(slot["tag"], 32), unbase64(slot["nonce"], 12), unbase64(slot["wrapped"], 48)
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
    names = {"format", "serial", "directory", "owner", "replica", "pins", "floors", "settings", "latest_ms"}
    fields = json_object(clear, 8 * MEBIBYTE, names)
    need(fields["format"] == 1 and isinstance(fields["floors"], dict), "another version")
    for floor in fields["floors"].values():
        need(floor.keys() == {"serial", "header", "owners", "heads", "private"}, "no floor")
        need(all(identifier(owner) for owner in floor["owners"]) and number(floor["serial"]) >= 0, "no floor")
    return clear, fields


# -- 5: a capsule ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """What a reader knows before it opens a header."""

    vault: str
    capsule: str
    kind: str
    person: str
    pins: Mapping[str, bytes]
    floor: Mapping[str, Any]
    now_ms: int


def header(raw: bytes, expected: Expected) -> tuple[bytes, dict[str, Any]]:
    """5.1, steps 1 to 4: the header body, and what it says."""
    outer = json_object(raw, 2 * MEBIBYTE, {"signed", "signatures"})
    need(isinstance(outer["signatures"], list), "no signatures")
    try:
        body = text(outer["signed"]).encode("utf-8")
    except UnicodeEncodeError:
        raise Refused("half a surrogate pair") from None
    fields = _header_fields(json_object(body, 2 * MEBIBYTE))
    need((fields["vault"], fields["capsule"], fields["kind"]) == (expected.vault, expected.capsule, expected.kind),
         "of another place")  # fmt: skip
    signatures = [
        (identifier(one["person"]), unbase64(one["ed25519"], 64)) for one in map(_signature, outer["signatures"])
    ]
    owners = {owner: expected.pins[owner] for owner in fields["owners"] if owner in expected.pins}
    message = framed("header", body)
    need(any(who in owners and is_signed(owners[who], made, message) for who, made in signatures), "not signed")
    _check_floor(fields, hashlib.sha256(body).hexdigest(), expected.floor)
    mine = [member for member in fields["members"] if member["person"] == expected.person]
    need(mine and (mine[0]["until"] is None or mine[0]["until"] >= expected.now_ms), "no member now")
    return body, fields


def _header_fields(fields: dict[str, Any]) -> dict[str, Any]:
    names = {"format", "suites", "vault", "capsule", "kind", "epoch", "serial", "previous", "key_check", "records"}
    need(fields.keys() == names | {"owners", "members", "erase_after"}, "other keys")
    need(fields["format"] == 1 and fields["suites"] == SUITES, "another version or suite")
    need(fields["kind"] in ("directory", "lesson"), "another kind")
    epoch = number(fields["epoch"], 1)
    need(fields["records"] == f"records.{epoch}.db" and number(fields["serial"], 1), "other records")
    need(text(fields["previous"]) is not None and text(fields["key_check"]), "no hash")
    owners, members = fields["owners"], fields["members"]
    need(isinstance(owners, list) and 1 <= len(owners) <= 256 and all(map(identifier, owners)), "no owners")
    need(isinstance(members, list) and 1 <= len(members) <= 256, "no members")
    for member in members:
        need(isinstance(member, dict) and member.keys() == {"person", "role", "until"}, "no member")
        need(identifier(member["person"]) and member["role"] in ("owner", "mentor"), "no member")
        need(member["until"] is None or number(member["until"]) >= 0, "no date")
    need(fields["erase_after"] is None or number(fields["erase_after"]) >= 0, "no date")
    return fields


def _signature(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict) or found.keys() != {"person", "ed25519"}:
        raise Refused("no signature")
    return found


def _check_floor(fields: dict[str, Any], hashed: str, floor: Mapping[str, Any]) -> None:
    if floor.get("owners"):
        need(floor["owners"] == fields["owners"], "another owner")
    serial = floor.get("serial", 0)
    need(fields["serial"] > serial or (fields["serial"] == serial and hashed == floor.get("header")), "behind")


def capsule_key(raw: bytes, fields: Mapping[str, Any], person: str, x_wing_seed: bytes) -> bytes:
    """5.2: the sealed capsule key."""
    need(len(raw) == 1176 and raw[:8] == b"VRGRANT1", "no grant")
    place = (fields["vault"], fields["capsule"], fields["kind"], str(fields["epoch"]), person)
    try:
        return hpke.opened(raw[8:], x_wing_seed, framed("grant", *place))
    except (InvalidTag, ValueError):
        raise Refused("not sealed for this") from None


def check_key(key: bytes, fields: Mapping[str, Any]) -> None:
    """5.1, step 6."""
    made = derive(key, 32, "capsule/check", fields["capsule"], str(fields["epoch"]))
    need(made.hex() == fields["key_check"], "not the key that the header means")

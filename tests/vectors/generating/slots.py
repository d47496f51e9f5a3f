"""Slots files (FORMAT 4.2 and 4.3). Every refusal is one and the same error."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.vectors.generating.building import (
    KEY,
    MENTOR,
    MENTOR_ROOT,
    OTHER,
    PERSON,
    REFUSED,
    SALT,
    SUCCESS,
    VAULT,
    Vector,
    bad,
    base64_of,
    compact,
    derive,
    ed25519_public,
    flipped,
    framed,
    ok,
    x_wing_public,
)

Fields = dict[str, Any]
CODE_BYTES = bytes(range(16))
CODE = "000G-40R4-0M30-E209-185G-R38E-1WTC"
NAME, PASSPHRASE = "Anna Ärlig", "correct horse Gräfin"
INTRODUCTION = bytes.fromhex(OTHER) + bytes.fromhex(MENTOR) + ed25519_public(MENTOR_ROOT, MENTOR)
"""FORMAT 4.2: directory, owner, and the owner's key."""

NONCE = bytes(range(160, 172))


def recovery() -> bytes:
    """Tag and key of the recovery slot."""
    return derive(CODE_BYTES, "slot/recovery", VAULT, length=64)


def invitation() -> bytes:
    """Tag and key of the invitation slot."""
    return derive(CODE_BYTES, "slot/invitation", VAULT, length=64)


def passphrase() -> bytes:
    """Tag and key of the passphrase slot."""
    salt = hashlib.sha256(framed("slot/passphrase", SALT, "anna ärlig")).digest()
    return Argon2id(salt=salt, length=64, iterations=3, lanes=4, memory_cost=65536).derive(PASSPHRASE.encode())


def slot(slot_kind: str, made: bytes, /, more: bytes = b"", **aad: Any) -> Fields:
    """One slot; ``more`` follows the root secret, ``aad`` changes what the slot is bound to."""
    bound = {
        "kind": slot_kind, "vault": VAULT, "person": PERSON,
        "x_wing": x_wing_public(KEY, PERSON), "ed25519": ed25519_public(KEY, PERSON),
    } | aad  # fmt: skip
    wrapped = AESGCM(made[32:]).encrypt(NONCE, KEY + more, framed("slot", *bound.values()))
    parts = {"tag": made[:32], "nonce": NONCE, "wrapped": wrapped}
    return {"kind": slot_kind} | {name: base64_of(value) for name, value in parts.items()}


def file(*slots: Fields, **changes: Any) -> bytes:
    """A slots file."""
    keys = {"x_wing": base64_of(x_wing_public(KEY, PERSON)), "ed25519": base64_of(ed25519_public(KEY, PERSON))}
    return compact({"format": 1, "vault": VAULT, "person": PERSON, **keys, "slots": list(slots)} | changes)


def _vector(name: str, expect: str, raw: bytes, comment: str = "", given: Mapping[str, str] | None = None) -> Vector:
    told = {"vault": VAULT, "salt": SALT.hex(), "person": PERSON, "kind": "recovery", "code": CODE} | dict(given or {})
    clear = KEY + INTRODUCTION if told["kind"] == "invitation" else KEY
    return Vector("slots", name, expect, comment, ok(raw, clear) if expect == SUCCESS else bad(raw), told)


def vectors() -> list[Vector]:
    """Both kinds; another secret; each field changed; other places; other forms."""
    return [*_by_secret(), *_invitations(), *_by_field(), *_by_form()]


def _by_secret() -> list[Vector]:
    good, typed = file(slot("recovery", recovery())), file(slot("passphrase", passphrase()))
    both = file(slot("passphrase", bytes(64)), slot("recovery", recovery()))
    by_name = {"kind": "passphrase", "name": NAME, "passphrase": PASSPHRASE, "code": ""}
    return [
        _vector("ok_recovery", SUCCESS, good),
        _vector("ok_second_slot", SUCCESS, both),
        _vector("ok_passphrase", SUCCESS, typed, given=by_name),
        _vector("secret_other_code", REFUSED, good, given={"code": "0000-0000-0000-0000-0000-0000-00PK"}),
        _vector("secret_other_name", REFUSED, typed, given=by_name | {"name": "Anna Arlig"}),
        _vector("secret_other_passphrase", REFUSED, typed, given=by_name | {"passphrase": PASSPHRASE.upper()}),
        _vector("secret_other_salt", REFUSED, typed, given=by_name | {"salt": bytes(32).hex()}),
    ]


def _invitations() -> list[Vector]:
    kind, made = {"kind": "invitation"}, invitation()
    good = slot("invitation", made, more=INTRODUCTION)
    as_recovery = slot("recovery", recovery())
    return [
        _vector("ok_invitation", SUCCESS, file(good), given=kind),
        _vector("invitation_by_the_key_of_recovery", REFUSED, file(slot("invitation", recovery(), more=INTRODUCTION)),
                "the label is another", kind),
        _vector("invitation_as_recovery", REFUSED, file(good), "its code is no recovery code"),
        _vector("recovery_as_invitation", REFUSED, file(as_recovery), given=kind),
        _vector("invitation_short", REFUSED, file(slot("invitation", made)), "only a root secret", kind),
        _vector("invitation_cut", REFUSED, file(slot("invitation", made, more=INTRODUCTION[:-1])), "", kind),
        _vector("invitation_long", REFUSED, file(slot("invitation", made, more=INTRODUCTION + b"\0")), "", kind),
        _vector("invitation_bound_to_recovery", REFUSED,
                file(slot("invitation", made, more=INTRODUCTION, kind="recovery")), "", kind),
        _vector("recovery_long", REFUSED, file(slot("recovery", recovery(), more=INTRODUCTION)), "as long as another"),
    ]  # fmt: skip


def _by_field() -> list[Vector]:
    made, other = recovery(), base64_of(ed25519_public(MENTOR_ROOT, PERSON))
    good = slot("recovery", made)
    nonce, wrapped = base64_of(flipped(NONCE, 0)), base64_of(bytes(48))
    return [
        _vector("tag_flipped", REFUSED, file(good | {"tag": base64_of(flipped(made[:32], 5))})),
        _vector("nonce_flipped", REFUSED, file(good | {"nonce": nonce})),
        _vector("wrapped_other", REFUSED, file(good | {"wrapped": wrapped})),
        _vector("kind_other", REFUSED, file(good | {"kind": "passphrase"})),
        _vector("bound_to_another_kind", REFUSED, file(slot("recovery", made, kind="passphrase"))),
        _vector("bound_to_another_vault", REFUSED, file(slot("recovery", made, vault=OTHER))),
        _vector("bound_to_another_person", REFUSED, file(slot("recovery", made, person=OTHER))),
        _vector("ed25519_replaced", REFUSED, file(good, ed25519=other)),
        _vector("x_wing_replaced", REFUSED, file(good, x_wing=base64_of(x_wing_public(MENTOR_ROOT, PERSON)))),
    ]


def _by_form() -> list[Vector]:
    good = slot("recovery", recovery())
    raw = file(good)
    loose = good["tag"][:-2] + chr(ord(good["tag"][-2]) + 1) + "="
    return [
        _vector("file_of_another_person", REFUSED, file(good, person=OTHER)),
        _vector("file_of_another_vault", REFUSED, file(good, vault=OTHER)),
        _vector("format_newer", REFUSED, file(good, format=2)),
        _vector("slots_none", REFUSED, file()),
        _vector("slots_too_many", REFUSED, file(*[good] * 9), "nine"),
        _vector("slots_no_list", REFUSED, file(slots=good)),
        _vector("slot_kind_unknown", REFUSED, file(good | {"kind": "face"})),
        _vector("slot_key_unknown", REFUSED, file(good | {"x": 1})),
        _vector("base64_not_canonical", REFUSED, file(good | {"tag": loose}), "bits that no byte has are not zero"),
        _vector("base64_white_space", REFUSED, file(good | {"tag": " " + good["tag"]})),
        _vector("wrapped_short", REFUSED, file(good | {"wrapped": base64_of(bytes(47))})),
        _vector("json_unknown_key", REFUSED, file(good, unknown=1)),
        _vector("json_duplicate", REFUSED, raw[:-1] + b',"format":1}'),
        _vector("json_cut", REFUSED, raw[:-1]),
        _vector("json_too_large", REFUSED, raw + b" " * (1 << 20), "more than 1 MiB, most of it white space"),
    ]

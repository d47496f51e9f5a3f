"""State files (FORMAT 4.4)."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vectors.generating.building import (
    CAPSULE,
    KEY,
    MALFORMED,
    OTHER,
    PERSON,
    SALT,
    STRANGER_ROOT,
    SUCCESS,
    TAMPERED,
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
PLACE = {"root": KEY.hex(), "vault": VAULT, "person": PERSON}


def fields(**changes: Any) -> Fields:
    """The keys of a state, some of them other."""
    pinned = {"ed25519": base64_of(ed25519_public(KEY, PERSON)), "x_wing": base64_of(x_wing_public(KEY, PERSON)),
              "position": 0}  # fmt: skip
    heads = {f"{PERSON}.0011223344556677": [5, "ab" * 32]}
    floor = {"serial": 3, "header": "cd" * 32, "owners": [PERSON], "heads": heads, "private": 7}
    return {
        "format": 1, "serial": 12, "directory": OTHER, "owner": PERSON, "replica": "0011223344556677",
        "copy": "78" * 16, "former": "",
        "pins": {PERSON: pinned}, "floors": {CAPSULE: floor}, "settings": {"idle_minutes": 20},
        "latest_ms": 1795304545188, "corrections": 0,
    } | changes  # fmt: skip


def closed(
    text: bytes, magic: bytes = b"VRSTATE1", person: str = PERSON, vault: str = VAULT, key: bytes = b""
) -> bytes:
    """Encrypt a state as the file has it."""
    file_key = derive(key or derive(KEY, "person/state", VAULT, PERSON), "state/file", SALT)
    return magic + SALT + AESGCM(file_key).encrypt(bytes(12), text, framed("state", vault, person))


TEXT = compact(fields())
GOOD = closed(TEXT)


def _vector(name: str, expect: str, raw: bytes, comment: str = "", **given: str) -> Vector:
    return Vector("states", name, expect, comment, ok(raw, TEXT) if expect == SUCCESS else bad(raw), PLACE | given)


def _good(name: str, comment: str, **changes: Any) -> Vector:
    text = compact(fields(**changes))
    return Vector("states", name, SUCCESS, comment, ok(closed(text), text), PLACE)


def _text(name: str, text: bytes, comment: str = "", expect: str = MALFORMED) -> Vector:
    return _vector(name, expect, closed(text), comment)


def vectors() -> list[Vector]:
    """The one that opens; cut, changed, somebody else's; properly encrypted, but with other words in it."""
    floor, pin = fields()["floors"][CAPSULE], fields()["pins"][PERSON]
    return [
        _vector("ok", SUCCESS, GOOD),
        _good("ok_former", "keys are being changed", former=base64_of(STRANGER_ROOT)),
        _good("ok_pin_without_x_wing", "as an invitation tells it", pins={PERSON: pin | {"x_wing": ""}}),
        _good("ok_pin_of_later_keys", "", pins={PERSON: pin | {"position": 2}}),
        _vector("length_empty", MALFORMED, b""),
        _vector("length_without_tag", MALFORMED, GOOD[:55]),
        _vector("length_cut", TAMPERED, GOOD[:-1]),
        _vector("length_more", TAMPERED, GOOD + b"\0"),
        _vector("magic_other", MALFORMED, closed(TEXT, magic=b"VRUPLD01"), "another kind of file"),
        _vector("bad_salt", TAMPERED, flipped(GOOD, 8)),
        _vector("bad_text", TAMPERED, flipped(GOOD, 40)),
        _vector("bad_tag", TAMPERED, flipped(GOOD, -1)),
        _vector("bound_to_another_person", TAMPERED, closed(TEXT, person=OTHER)),
        _vector("bound_to_another_vault", TAMPERED, closed(TEXT, vault=OTHER)),
        _vector("key_without_purpose", TAMPERED, closed(TEXT, key=KEY), "under the root secret itself"),
        _vector("key_other", TAMPERED, GOOD, "another person's", root=STRANGER_ROOT.hex()),
        _text("format_newer", compact(fields(format=2)), "", "newer-version"),
        _text("json_cut", TEXT[:-1]),
        _text("json_duplicate", TEXT[:-1] + b',"serial":1}'),
        _text("json_unknown_key", compact(fields(unknown=1))),
        _text("json_floors_no_object", compact(fields(floors=[]))),
        _text("json_floor_serial_text", compact(fields(floors={CAPSULE: floor | {"serial": "3"}}))),
        _text("json_floor_owner_no_id", compact(fields(floors={CAPSULE: floor | {"owners": ["anna"]}}))),
        _text("json_pin_position_missing", compact(fields(pins={PERSON: {"ed25519": "", "x_wing": ""}}))),
        _text("json_pin_position_text", compact(fields(pins={PERSON: pin | {"position": "0"}}))),
        _text("json_pins_no_object", compact(fields(pins=[]))),
        _text("json_nan", TEXT.replace(b'"serial":12', b'"serial":NaN')),
    ]

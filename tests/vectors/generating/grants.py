"""Grants (FORMAT 5.2). The sealed key itself was made once by another implementation; the rest is made from it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.vectors.generating.building import (
    CAPSULE,
    CAPSULE_KEY,
    KEY,
    MALFORMED,
    OTHER,
    PERSON,
    STRANGER_ROOT,
    SUCCESS,
    TAMPERED,
    VAULT,
    Vector,
    bad,
    flipped,
    ok,
)

_FILE = Path(__file__).resolve().parents[1] / "sealed_grant.json"
_TOLD = json.loads(_FILE.read_text("utf-8"))
SEALED = bytes.fromhex(_TOLD["sealed"])
GRANT = b"VRGRANT1" + SEALED
PLACE = {"root": KEY.hex(), "vault": VAULT, "capsule": CAPSULE, "kind": "lesson", "epoch": "1", "person": PERSON}


def _vector(name: str, expect: str, raw: bytes, comment: str = "", **given: str) -> Vector:
    make = ok(raw, CAPSULE_KEY) if expect == SUCCESS else bad(raw)
    return Vector("grants", name, expect, comment, make, PLACE | given, _TOLD["source"])


def vectors() -> list[Vector]:
    """The one that opens; cut, changed, for another place, for another person."""
    return [
        _vector("ok", SUCCESS, GRANT),
        _vector("length_empty", MALFORMED, b""),
        _vector("length_cut", MALFORMED, GRANT[:-1]),
        _vector("length_more", "limit-exceeded", GRANT + b"\0"),
        _vector("magic_other", MALFORMED, b"VRGRANT2" + SEALED),
        _vector("bad_ml_kem", TAMPERED, flipped(GRANT, 8), "first byte of the ML-KEM ciphertext"),
        _vector("bad_ml_kem_end", TAMPERED, flipped(GRANT, 8 + 1087)),
        _vector("bad_x25519", TAMPERED, flipped(GRANT, 8 + 1088)),
        _vector("bad_sealed", TAMPERED, flipped(GRANT, 8 + 1120)),
        _vector("bad_tag", TAMPERED, flipped(GRANT, -1)),
        _vector("x25519_zero", TAMPERED, GRANT[: 8 + 1088] + bytes(32) + GRANT[8 + 1120 :], "a point of low order"),
        _vector("info_other_vault", TAMPERED, GRANT, vault=OTHER),
        _vector("info_other_capsule", TAMPERED, GRANT, capsule=OTHER),
        _vector("info_other_kind", TAMPERED, GRANT, kind="directory"),
        _vector("info_other_epoch", TAMPERED, GRANT, epoch="2"),
        _vector("info_other_person", TAMPERED, GRANT, "another person's file", person=OTHER),
        _vector("key_other", TAMPERED, GRANT, "another person's keys", root=STRANGER_ROOT.hex()),
    ]

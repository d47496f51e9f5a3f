"""Headers (FORMAT 5.1): their JSON, their signatures, and what the person had seen before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from tests.vectors.generating.building import (
    CAPSULE,
    CAPSULE_KEY,
    KEY,
    MALFORMED,
    MENTOR,
    MENTOR_ROOT,
    OTHER,
    PERSON,
    STRANGER,
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
    ok,
    signed,
    signing_key,
)

Fields = dict[str, Any]
SUITES = {"kem": 0x647A, "kdf": 1, "aead": 2, "signature": "Ed25519", "stream": "AES256_GCM_HKDF_1MB"}
PINS = {PERSON: ed25519_public(KEY, PERSON).hex(), MENTOR: ed25519_public(MENTOR_ROOT, MENTOR).hex()}


def fields(**changes: Any) -> Fields:
    """Return the fields of a header body, some of them other."""
    owner = {"person": PERSON, "role": "owner", "until": None}
    mentor = {"person": MENTOR, "role": "mentor", "until": 1795304545188}
    return {
        "format": 1, "suites": SUITES, "vault": VAULT, "capsule": CAPSULE, "kind": "lesson", "epoch": 1, "serial": 2,
        "previous": "ab" * 32, "key_check": derive(CAPSULE_KEY, "capsule/check", CAPSULE, "1").hex(),
        "records": "records.1.db", "owners": [PERSON], "members": [owner, mentor], "erase_after": None,
        "successions": [], "links": [],
    } | changes  # fmt: skip


def header(body: bytes, person: str = PERSON, root: bytes = KEY) -> bytes:
    """Return a header with one signature."""
    return outer(body, [(person, signed(root, person, "header", body))])


def outer(body: bytes, signatures: list[tuple[str, bytes]]) -> bytes:
    """Return a header with any signatures."""
    listed = [{"person": person, "ed25519": base64_of(signature)} for person, signature in signatures]
    return compact({"signed": body.decode(), "signatures": listed})


BODY = compact(fields())
DIRECTORY = header(compact(fields(kind="directory")))
GOOD = header(BODY)


def _given(floor: Fields | None = None) -> dict[str, str]:
    told = {"vault": VAULT, "capsule": CAPSULE, "kind": "lesson", "person": PERSON}
    return told | {"pins": json.dumps(PINS), "school": "[]", "floor": json.dumps(floor or {})}


def _vector(name: str, expect: str, raw: bytes, comment: str = "", floor: Fields | None = None) -> Vector:
    make = ok(raw, json.loads(raw)["signed"].encode()) if expect == SUCCESS else bad(raw)
    return Vector("headers", name, expect, comment, make, _given(floor))


def _body(name: str, comment: str = "", expect: str = MALFORMED, **changes: Any) -> Vector:
    """A header that is properly signed, with other fields."""
    return _vector(name, expect, header(compact(fields(**changes))), comment)


def _text(name: str, comment: str, change: Callable[[str], str]) -> Vector:
    """A properly signed header whose body is changed as text before it is signed."""
    return _vector(name, MALFORMED, header(change(BODY.decode()).encode()), comment)


def _replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def vectors() -> list[Vector]:
    """Good ones, hostile JSON, fields out of bounds, wrong signatures, older than what was seen."""
    return [*_good(), *_json(), *_fields(), *_signatures(), *_places()]


def _good() -> list[Vector]:
    seen = {"serial": 2, "header": hashlib.sha256(BODY).hexdigest(), "owners": [PERSON]}
    spaced = json.dumps(fields(), indent=1).encode()
    stranger = (STRANGER, signed(STRANGER_ROOT, STRANGER, "header", BODY))
    both = outer(BODY, [stranger, (PERSON, signed(KEY, PERSON, "header", BODY))])
    return [
        _vector("ok", SUCCESS, GOOD),
        _vector("ok_seen_before", SUCCESS, GOOD, "the floor is this very header", seen),
        _vector("ok_newer", SUCCESS, GOOD, "the floor is older", seen | {"serial": 1, "header": "cd" * 32}),
        _vector("ok_another_spelling", SUCCESS, header(spaced), "signed are the bytes, however they are spelt"),
        _vector("ok_one_of_two_signatures", SUCCESS, both, "one owner's signature is enough"),
    ]


def _json() -> list[Vector]:
    deep, many = '{"a":' * 17 + "1" + "}" * 17, "[" * 1_000_000
    nested = BODY.decode()[:-1] + ',"x":' + "[" * 16 + "]" * 16 + "}"
    twice = BODY.decode()[:-1] + f',"vault":"{VAULT}"}}'
    return [
        Vector("headers", "json_empty", MALFORMED, "no bytes", bad(b""), _given()),
        Vector("headers", "json_cut", MALFORMED, "the last byte is missing", bad(GOOD[:-1]), _given()),
        Vector("headers", "json_trailing", MALFORMED, "one byte more", bad(GOOD + b"x"), _given()),
        Vector("headers", "json_list", MALFORMED, "a list, no object", bad(b"[" + GOOD + b"]"), _given()),
        Vector("headers", "json_utf_16", MALFORMED, "not UTF-8", bad(GOOD.decode().encode("utf-16")), _given()),
        Vector("headers", "json_mark", MALFORMED, "a byte-order mark", bad(b"\xef\xbb\xbf" + GOOD), _given()),
        Vector("headers", "json_not_utf_8", MALFORMED, "a byte that UTF-8 has not", bad(b"\xff" + GOOD), _given()),
        Vector("headers", "json_deep", MALFORMED, "17 levels", bad(deep.encode()), _given()),
        Vector("headers", "json_deepest", MALFORMED, "a million levels", bad(many.encode()), _given()),
        Vector("headers", "json_duplicate", MALFORMED, "", bad(GOOD[:-1] + b',"signatures":[]}'), _given()),
        Vector("headers", "json_unknown_key", MALFORMED, "beside the body", bad(GOOD[:-1] + b',"x":1}'), _given()),
        _vector("json_body_deep", MALFORMED, header(nested.encode()), "17 levels in the body"),
        _vector("json_body_duplicate", MALFORMED, header(twice.encode()), "a key of the body twice"),
        _body("json_body_unknown_key", "a key that this version does not know", unknown=1),
        _vector("json_body_missing_key", MALFORMED, header(compact({"format": 1}))),
        _text("json_nan", "NaN is no JSON", _replaced('"serial":2', '"serial":NaN')),
        _text("json_infinity", "", _replaced('"serial":2', '"serial":Infinity')),
        _text("json_float", "2.0 is no whole number", _replaced('"serial":2', '"serial":2.0')),
        _text("json_exponent", "1e999", _replaced('"serial":2', '"serial":1e999')),
        _text("json_huge_number", "5,000 digits", _replaced('"serial":2', '"serial":' + "9" * 5000)),
        _text("json_large_number", "2^53 + 1", _replaced('"serial":2', '"serial":9007199254740993')),
        _text("json_lone_surrogate", "half a pair", _replaced('"kind":"lesson"', '"kind":"\\ud800"')),
        Vector(
            "headers", "json_lone_surrogate_outside", MALFORMED, "half a pair in what was signed",
            bad(GOOD.replace(b"lesson", b"\\udfff", 1)), _given(),
        ),
    ]  # fmt: skip


def _fields() -> list[Vector]:
    member = {"person": PERSON, "role": "owner", "until": None}
    many = [member | {"person": f"{number:032x}"} for number in range(257)]
    return [
        _body("format_newer", "", "newer-version", format=2),
        _body("format_zero", format=0),
        _body("suite_other", "an AEAD that this version does not know", suites=SUITES | {"aead": 3}),
        _body("kind_unknown", kind="class"),
        _body("epoch_zero", epoch=0, records="records.0.db"),
        _body("epoch_true", "true is not 1", epoch=True),
        _body("serial_zero", serial=0),
        _body("serial_negative", serial=-1),
        _body("serial_text", serial="2"),
        _body("records_elsewhere", "a path, not the name", records="../records.1.db"),
        _body("records_other_epoch", records="records.2.db"),
        _body("id_upper_case", "", capsule=CAPSULE.upper()),
        _body("id_short", "", vault=VAULT[:-1]),
        _body("id_path", "an id becomes a file name", owners=["../" + PERSON[3:]]),
        _body("owners_none", owners=[]),
        _body("members_none", members=[]),
        _body("members_too_many", "257", members=many),
        _body("member_role_unknown", members=[member | {"role": "admin"}]),
        _body("member_unknown_key", members=[member | {"x": 1}]),
        _body("member_until_text", members=[member | {"until": "tomorrow"}]),
        _body("previous_number", previous=5),
    ]


def _signatures() -> list[Vector]:
    mine, mentors = signed(KEY, PERSON, "header", BODY), signed(MENTOR_ROOT, MENTOR, "header", BODY)
    bare = signing_key(KEY, PERSON).sign(BODY)
    labelled = signed(KEY, PERSON, "log/head", BODY)
    cut = GOOD.replace(base64_of(mine).encode(), base64_of(mine[:-1]).encode())
    by_stranger = signed(STRANGER_ROOT, STRANGER, "header", BODY)
    own = compact(fields(owners=[STRANGER]))
    changed = BODY.replace(b'"serial":2', b'"serial":3')
    return [
        _vector("signature_none", TAMPERED, outer(BODY, [])),
        _vector("signature_flipped", TAMPERED, outer(BODY, [(PERSON, flipped(mine, 40))])),
        _vector("signature_short", MALFORMED, cut, "63 bytes"),
        _vector("signature_of_a_stranger", TAMPERED, outer(BODY, [(STRANGER, by_stranger)])),
        _vector("signature_of_a_stranger_as_owner", TAMPERED, outer(BODY, [(PERSON, by_stranger)])),
        _vector("signature_of_a_member", TAMPERED, outer(BODY, [(MENTOR, mentors)]), "a mentor is no owner"),
        _vector("signature_of_an_unknown_owner", TAMPERED, header(own, STRANGER, STRANGER_ROOT), "no pinned key"),
        _vector("signature_without_label", TAMPERED, outer(BODY, [(PERSON, bare)])),
        _vector("signature_of_another_kind", TAMPERED, outer(BODY, [(PERSON, labelled)]), "the label of a log's head"),
        _vector("signature_of_other_bytes", TAMPERED, outer(changed, [(PERSON, mine)])),
    ]


def _places() -> list[Vector]:
    floor = {"serial": 2, "header": "cd" * 32, "owners": [PERSON]}
    over = [{"person": PERSON, "role": "owner", "until": 1}]
    alone = [{"person": MENTOR, "role": "mentor", "until": None}]
    return [
        _vector("floor_behind", "older-copy", GOOD, "serial 3 was seen", floor | {"serial": 3}),
        _vector("floor_other_of_same_serial", "older-copy", GOOD, "another header of serial 2 was seen", floor),
        _vector("floor_other_owner", "identity-changed", GOOD, "somebody else was seen to own it",
                floor | {"serial": 1, "owners": [MENTOR]}),
        _body("place_other_vault", "", TAMPERED, vault=OTHER),
        _body("place_other_capsule", "", TAMPERED, capsule=OTHER),
        _body("place_other_kind", "a directory where a lesson was expected", TAMPERED, kind="directory"),
        _body("key_check_other", "not the key in the grant", TAMPERED, key_check="ef" * 32),
        _body("member_no_longer", "", "not-allowed", members=alone),
        _body("member_until_past", "1 January 1970", "not-allowed", members=over),
    ]  # fmt: skip

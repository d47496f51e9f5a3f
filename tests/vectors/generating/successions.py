"""Headers whose owners or keys changed (FORMAT 4.6, 4.8, 5.4, 5.5), with the rows that say so."""

from __future__ import annotations

import json
from typing import Any

from tests.vectors.generating.building import (
    CAPSULE,
    KEY,
    MALFORMED,
    MENTOR,
    MENTOR_ROOT,
    NEXT_ROOT,
    OTHER,
    PERSON,
    SCHOOL_ROOT,
    STRANGER,
    STRANGER_ROOT,
    SUCCESS,
    TAMPERED,
    THIRD_ROOT,
    VAULT,
    Vector,
    bad,
    base64_of,
    compact,
    ed25519_public,
    link,
    ok,
    signed,
    x_wing_public,
)
from tests.vectors.generating.headers import PINS, Fields, fields, header
from tests.vectors.generating.rows import ROOTS, Row, chain, saying

KEYS = {person: ed25519_public(root, person) for person, root in ROOTS.items()}
SCHOOL_PIN = {OTHER: KEYS[OTHER].hex()}
ALL_PINS = {person: key.hex() for person, key in KEYS.items()}
LOGS = {person: f"{person}.0011223344556677" for person in ROOTS}
IDENTITY_CHANGED = "identity-changed"


def change(row: Row, by_root: bytes = b"", /, **other: Any) -> Fields:
    """The entry of a header for a row ``succession``; ``by_root``: who signs the new key, if it is somebody else."""
    by = row.log.partition(".")[0]
    said = {"adds": None, "ends": None, "hands_over": False} | json.loads(row.said or b"{}")
    key, made = b"", b""
    if said["adds"]:
        key = KEYS[said["adds"]]
        parts = (VAULT, CAPSULE, by, said["adds"], KEYS[by].hex(), key.hex())
        made = signed(by_root or ROOTS[by], STRANGER if by_root else by, "succession", *parts)
    keys = {"by_key": base64_of(KEYS[by]), "key": base64_of(key), "signature": base64_of(made)}
    return {"row": row.hash.hex(), "by": by, **keys, **said} | other


def adding(by: str, adds: str, *, hands_over: bool, number: int = 1) -> Row:
    """The row that adds an owner."""
    return saying(LOGS[by], number, "succession", {"adds": adds, "ends": None, "hands_over": hands_over})


def ending(by: str, ends: str, seen: dict[str, int] | None = None) -> Row:
    """The row that ends somebody's time."""
    said = {"adds": None, "ends": ends, "hands_over": False}
    return saying(LOGS[by], 1, "succession", said, compact(seen or {}).decode())


def members(*owners: str, **more: str) -> list[Fields]:
    """Owners, then others by role; ``PERSON``, who opens it, is one of them."""
    roles = dict.fromkeys(owners, "owner") | {person: role for role, person in more.items()}
    roles = {PERSON: "mentor"} | roles if PERSON not in roles else roles
    return [{"person": person, "role": role, "until": None} for person, role in roles.items()]


def _vector(
    name: str,
    expect: str,
    raw: bytes,
    comment: str = "",
    rows: list[Row] | None = None,
    pins: dict[str, str] | None = None,
    floor: Fields | None = None,
    school: list[str] | None = None,
) -> Vector:
    body = json.loads(raw)["signed"].encode()
    given = {
        "vault": VAULT, "capsule": CAPSULE, "kind": json.loads(body)["kind"], "person": PERSON,
        "pins": json.dumps(PINS if pins is None else pins), "school": json.dumps(school or []),
        "floor": json.dumps(floor or {}), "rows": json.dumps([row.told() for row in rows or []]),
    }  # fmt: skip
    return Vector("headers", name, expect, comment, ok(raw, body) if expect == SUCCESS else bad(raw), given)


def _header(by: str = PERSON, root: bytes = b"", /, **changes: Any) -> bytes:
    return header(compact(fields(**changes)), by, root or ROOTS[by])


def vectors() -> list[Vector]:
    """Hand-overs; school keys; the directory; links."""
    return [*_hand_overs(), *_refused(), *_school_keys(), *_directories(), *_links()]


def _hand_overs() -> list[Vector]:
    one = chain(adding(PERSON, MENTOR, hands_over=True))
    two = chain(ending(MENTOR, PERSON, {LOGS[PERSON]: 1}))
    both: Fields = {"owners": [MENTOR], "members": members(MENTOR), "successions": [change(one[0]), change(two[0])]}
    whole, offered = _header(MENTOR, **both), {"successions": [change(one[0])], "members": members(PERSON, MENTOR)}
    seen, strangers = {"serial": 1, "header": "cd" * 32}, {"serial": 1, "header": "cd" * 32, "owners": [STRANGER]}
    second = _header(MENTOR, owners=[PERSON, MENTOR], **offered)
    return [
        _vector("succession_ok_offered", SUCCESS, second, "both own it", one),
        _vector("succession_ok", SUCCESS, whole, "added with hands_over, then the time of the first ended", one + two),
        _vector("succession_ok_seen_before", SUCCESS, whole, "the first owner was seen", one + two,
                floor=seen | {"owners": [PERSON]}),
        _vector("succession_ok_seen_between", SUCCESS, whole, "both were seen", one + two,
                floor=seen | {"owners": [MENTOR, PERSON]}),
        _vector("succession_owner_before_not_on_the_way", IDENTITY_CHANGED, whole, "somebody else was seen", one + two,
                floor=strangers),
        _vector("succession_row_missing", TAMPERED, whole, "the second one", one),
        _vector("succession_signed_by_who_ended", TAMPERED, _header(PERSON, **both), "owns it no more", one + two),
    ]  # fmt: skip


def _refused() -> list[Vector]:
    weak, strong = (chain(adding(PERSON, MENTOR, hands_over=over)) for over in (False, True))
    two, himself = chain(ending(MENTOR, PERSON, {LOGS[PERSON]: 1})), chain(adding(MENTOR, MENTOR, hands_over=True))
    note = chain(saying(LOGS[PERSON], 1, "note", json.loads(strong[0].said)))
    alone = {"owners": [MENTOR], "members": members(MENTOR)}
    shared = {"owners": [PERSON, MENTOR], "members": members(PERSON, MENTOR)}
    at_once = chain(saying(LOGS[MENTOR], 1, "succession", {"adds": MENTOR, "ends": PERSON, "hands_over": False}))

    def told(name: str, comment: str, rows: list[Row], *changes: Fields, **fields: Any) -> Vector:
        raw = _header(MENTOR, **(shared | fields), successions=list(changes))
        return _vector(f"succession_{name}", TAMPERED, raw, comment, rows)

    def malformed(name: str, comment: str, **other: Any) -> Vector:
        raw = _header(MENTOR, **shared, successions=[change(strong[0]) | other])
        return _vector(f"succession_{name}", MALFORMED, raw, comment, strong)

    return [
        told("row_says_otherwise", "hands_over is not in the row", weak, change(weak[0], hands_over=True)),
        told("row_of_another_kind", "a note of the same words", note, change(note[0])),
        told("row_of_another_author", "in the log of who is added", himself,
             change(strong[0], row=himself[0].hash.hex())),
        told("not_handed_over", "added without hands_over, ends the other", weak + two, change(weak[0]),
             change(two[0]), **alone),
        told("by_a_member", "adds himself", himself, change(himself[0])),
        told("by_a_member_at_once", "adds himself and ends the owner", at_once, change(at_once[0]), **alone),
        told("owners_otherwise", "who was added is no owner", strong, change(strong[0]), owners=[PERSON, STRANGER]),
        told("owner_ended_and_still_there", "", strong + two, change(strong[0]), change(two[0])),
        told("row_no_hash", "not hex", strong, change(strong[0], row="none")),
        malformed("nobody", "nobody is added, nobody ends", adds=None, key="", signature=""),
        malformed("key_short", "31 bytes", key=base64_of(bytes(31))),
        malformed("key_unknown", "a key that this version does not know", x=1),
        malformed("hands_over_number", "", hands_over=1),
    ]  # fmt: skip


def _school_keys() -> list[Vector]:
    rows = chain(adding(OTHER, MENTOR, hands_over=False), saying(
        LOGS[OTHER], 2, "succession", {"adds": None, "ends": PERSON, "hands_over": False}))  # fmt: skip
    handed: Fields = {"owners": [MENTOR], "successions": [change(rows[0]), change(rows[1])]}
    with_key, pins = members(MENTOR, recovery=OTHER), PINS | SCHOOL_PIN
    plain = members(PERSON, recovery=OTHER)
    by_key, as_recovery = _header(OTHER, members=plain), members(PERSON, recovery=MENTOR)
    without = _header(OTHER, members=members(PERSON))
    return [
        _vector("recovery_ok", SUCCESS, by_key, "signed by a school key that is a member", pins=pins, school=[OTHER]),
        _vector("recovery_unknown_key", TAMPERED, by_key, "its key is not known", school=[OTHER]),
        _vector("recovery_no_school_key", TAMPERED, _header(MENTOR, members=as_recovery), "a mentor with that role"),
        _vector("recovery_no_member", TAMPERED, without, "a school key without that role", pins=pins, school=[OTHER]),
        _vector("recovery_ok_handed_over", SUCCESS, _header(OTHER, members=with_key, **handed), "", rows, pins,
                school=[OTHER]),
        _vector("recovery_ok_handed_over_before", SUCCESS, _header(MENTOR, members=members(MENTOR), **handed),
                "it is no member any more", rows, pins, school=[OTHER]),
        _vector("recovery_handed_over_by_no_school_key", TAMPERED, _header(MENTOR, members=with_key, **handed),
                "the directory does not name it", rows, pins),
    ]  # fmt: skip


def _directories() -> list[Vector]:
    one = chain(adding(STRANGER, MENTOR, hands_over=True))
    two = chain(ending(MENTOR, STRANGER, {LOGS[STRANGER]: 1}))
    first, last = ({person: ALL_PINS[person] for person in (PERSON, who)} for who in (STRANGER, MENTOR))
    handed: Fields = {"kind": "directory", "owners": [MENTOR], "members": members(MENTOR)}
    whole = _header(MENTOR, successions=[change(one[0]), change(two[0])], **handed)
    by_stranger = _header(MENTOR, successions=[change(one[0], KEY), change(two[0])], **handed)
    mentor = _header(MENTOR, kind="directory", members=members(PERSON, recovery=MENTOR))
    keys = {"ed25519": KEYS[OTHER], "x_wing": x_wing_public(SCHOOL_ROOT, OTHER)}
    own = signed(SCHOOL_ROOT, OTHER, "recovery-key", VAULT, OTHER, *keys.values())
    entry = {"key": OTHER} | {name: base64_of(raw) for name, raw in (keys | {"self": own}).items()}
    entered, taken = chain(saying(LOGS[PERSON], 1, "recovery-key", entry)), chain(ending_and_adding(OTHER, MENTOR))
    by_key = _header(MENTOR, successions=[change(taken[0])], **handed)
    return [
        _vector("directory_ok", SUCCESS, _header(kind="directory"), "", pins=first),
        _vector("directory_ok_school_key", SUCCESS, _header(kind="directory"), "one is entered", entered),
        _vector("directory_succession_ok", SUCCESS, whole, "the first owner is pinned", one + two, first),
        _vector("directory_succession_ok_newcomer", SUCCESS, whole, "the present owner is pinned", one + two, last),
        _vector("directory_introduced_by_a_stranger", TAMPERED, by_stranger, "not by who adds", one + two, first),
        _vector("directory_recovery", TAMPERED, mentor, "a member with that role signs the directory"),
        _vector("directory_handed_over_by_a_school_key", TAMPERED, by_key, "owners only", entered + taken),
    ]  # fmt: skip


def ending_and_adding(by: str, adds: str) -> Row:
    """Both in one row."""
    return saying(LOGS[by], 1, "succession", {"adds": adds, "ends": PERSON, "hands_over": False})


def _links() -> list[Vector]:
    one, two = link(MENTOR, MENTOR_ROOT, NEXT_ROOT), link(MENTOR, NEXT_ROOT, THIRD_ROOT)
    owned: Fields = {"kind": "directory", "owners": [MENTOR], "members": members(MENTOR)}
    other = link(MENTOR, MENTOR_ROOT, THIRD_ROOT)

    def told(name: str, expect: str, comment: str, root: bytes, *links: Fields) -> Vector:
        raw = _header(MENTOR, root, links=list(links), **owned)
        return _vector(f"link_{name}", expect, raw, comment)

    return [
        told("ok", SUCCESS, "signed with the key that follows the pinned one", NEXT_ROOT, one),
        told("ok_two", SUCCESS, "two changes", THIRD_ROOT, one, two),
        told("wrong_signature", TAMPERED, "", NEXT_ROOT, link(MENTOR, MENTOR_ROOT, NEXT_ROOT, STRANGER_ROOT)),
        told("signed_by_the_new_key", TAMPERED, "", NEXT_ROOT, link(MENTOR, MENTOR_ROOT, NEXT_ROOT, NEXT_ROOT)),
        told("of_an_unknown_key", TAMPERED, "nobody pinned the former one", THIRD_ROOT, two),
        told("two_from_one_key", IDENTITY_CHANGED, "", NEXT_ROOT, one, other),
        told("header_by_the_former_key", TAMPERED, "another follows it", MENTOR_ROOT, one),
        told("key_short", MALFORMED, "31 bytes", NEXT_ROOT, one | {"ed25519": base64_of(bytes(31))}),
    ]  # fmt: skip

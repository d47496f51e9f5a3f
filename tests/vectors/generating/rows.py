"""Rows of logs and their bodies (FORMAT 6)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.vectors.generating.building import (
    CAPSULE,
    KEY,
    MALFORMED,
    MENTOR,
    MENTOR_ROOT,
    OTHER,
    PERSON,
    SALT,
    SCHOOL_ROOT,
    STRANGER,
    STRANGER_ROOT,
    SUCCESS,
    TAMPERED,
    Vector,
    bad,
    compact,
    flipped,
    framed,
    ok,
    signed,
)
from tests.vectors.generating.headers import PINS

MINE, MENTORS, STRANGERS = (f"{person}.0011223344556677" for person in (PERSON, MENTOR, STRANGER))
ROOTS = {PERSON: KEY, MENTOR: MENTOR_ROOT, STRANGER: STRANGER_ROOT, OTHER: SCHOOL_ROOT}
TIME = 1795304545188
OLDER = "older-copy"


@dataclass(frozen=True)
class Row:
    """One row as the table has it; ``signature`` empty for none."""

    log: str
    number: int
    previous: bytes = bytes(32)
    time: int = TIME
    kind: str = "note"
    body_hash: bytes = hashlib.sha256(b"any").digest()
    seen: str = "{}"
    hash: bytes = b""
    signature: bytes = b""
    said: bytes = b""

    def told(self) -> dict[str, Any]:
        """As JSON, bytes in hex."""
        return {
            "log": self.log, "number": self.number, "hash": self.hash.hex(), "previous": self.previous.hex(),
            "time": self.time, "kind": self.kind, "body_hash": self.body_hash.hex(), "seen": self.seen,
            "signature": self.signature.hex() or None,
            **({"body": {"salt": SALT.hex(), "content": self.said.decode()}} if self.said else {}),
        }  # fmt: skip


def saying(log: str, number: int, kind: str, fields: dict[str, Any], seen: str = "{}") -> Row:
    """A row with a body."""
    said = compact(fields)
    return Row(log, number, kind=kind, said=said, seen=seen, body_hash=body_hash(said))


def body_hash(said: bytes) -> bytes:
    """FORMAT 6."""
    return hashlib.sha256(framed("log/body", SALT, said)).digest()


def row_hash(row: Row, capsule: str = CAPSULE) -> bytes:
    """FORMAT 6."""
    place = (row.log, row.number.to_bytes(8, "big"), row.previous, row.time.to_bytes(8, "big"))
    return hashlib.sha256(framed("log/row", capsule, *place, row.kind, row.body_hash, row.seen)).digest()


def hashed(row: Row, capsule: str = CAPSULE) -> Row:
    """The row with its hash."""
    return replace(row, hash=row_hash(row, capsule))


def headed(row: Row, capsule: str = CAPSULE, root: bytes = b"") -> Row:
    """The row with its hash and its author's signature."""
    row, author = hashed(row, capsule), row.log.partition(".")[0]
    return replace(row, signature=signed(root or ROOTS[author], author, "log/head", capsule, row.hash))


def chain(*rows: Row, root: bytes = b"") -> list[Row]:
    """Rows of one log, each with the hash of the one before; only the last is signed."""
    made: list[Row] = []
    for row in rows:
        made.append(hashed(replace(row, previous=made[-1].hash) if made else row))
    return [*made[:-1], headed(made[-1], root=root)]


def vector(
    name: str,
    expect: str,
    rows: list[Row],
    comment: str = "",
    counted: list[Row] | None = None,
    kind: str = "lesson",
    pins: dict[str, str] = PINS,
) -> Vector:
    """Rows, and which of them count; in a lesson all keys are pinned, a directory tells of others."""
    raw = json.dumps([row.told() for row in rows]).encode()
    shown = b"".join(row.hash for row in (rows if counted is None else counted))
    given = {"capsule": CAPSULE, "kind": kind, "pins": json.dumps(pins)}
    return Vector("rows", name, expect, comment, ok(raw, shown) if expect == SUCCESS else bad(raw), given)


def vectors() -> list[Vector]:
    """Good logs; a chain, a head or an order that is wrong; bodies."""
    return [*_good(), *_chains(), *_heads(), *_seen(), *_forks(), *_bodies()]


def _good() -> list[Vector]:
    three = chain(Row(MINE, 1), Row(MINE, 2, time=TIME), Row(MINE, 3, time=TIME + 5))
    mentors = chain(Row(MENTORS, 1, time=TIME - 9, seen=compact({MINE: 2}).decode()))
    stranger = [headed(Row(STRANGERS, 1))]
    unordered = [*three[:2], *mentors, three[2]]
    return [
        vector("ok_none", SUCCESS, []),
        vector("ok_one", SUCCESS, chain(Row(MINE, 1))),
        vector("ok_three", SUCCESS, three, "only the last is signed"),
        vector("ok_two_logs", SUCCESS, [*three, *mentors], "by depth, then time", unordered),
        vector("ok_unknown_author", SUCCESS, [*three, *stranger], "a log without a pinned key does not count", three),
    ]


def _chains() -> list[Vector]:
    first = hashed(Row(MINE, 1))
    second = headed(Row(MINE, 2, previous=first.hash))

    def wrong(name: str, change: Callable[[Row], Row], comment: str = "") -> Vector:
        """The second row is another, with a hash and signature that are its own."""
        return vector(f"chain_{name}", TAMPERED, [first, headed(change(second))], comment)

    def stale(name: str, changed: Row, comment: str = "") -> Vector:
        """The second row is another, and still has the hash and signature of what it was."""
        return vector(f"hash_{name}", TAMPERED, [first, changed], comment)

    return [
        wrong("number_gap", lambda row: replace(row, number=3)),
        wrong("previous_other", lambda row: replace(row, previous=bytes(32))),
        wrong("time_backwards", lambda row: replace(row, time=TIME - 1)),
        vector("chain_first_missing", TAMPERED, [second]),
        vector("chain_first_not_one", TAMPERED, [headed(Row(MINE, 2))]),
        vector("chain_first_has_previous", TAMPERED, [headed(Row(MINE, 1, previous=bytes(31) + b"\1"))]),
        stale("of_another_time", replace(second, time=TIME + 1)),
        stale("of_another_kind", replace(second, kind="ready")),
        stale("of_another_body", replace(second, body_hash=bytes(32))),
        stale("of_another_seen", replace(second, seen='{"x":1}')),
        stale("flipped", replace(second, hash=flipped(second.hash, 0))),
        vector("hash_of_another_log", TAMPERED, [replace(headed(Row(MINE, 1)), log=MENTORS)]),
    ]


def _heads() -> list[Vector]:
    row = Row(MINE, 1)
    whole = headed(row)
    return [
        vector("head_unsigned", TAMPERED, [hashed(row)]),
        vector("head_cut_off", TAMPERED, chain(row, Row(MINE, 2))[:1], "the signed row is missing"),
        vector("head_flipped", TAMPERED, [replace(whole, signature=flipped(whole.signature, 3))]),
        vector("head_by_a_stranger", TAMPERED, [headed(row, root=STRANGER_ROOT)]),
        vector("head_of_another_capsule", TAMPERED, [headed(row, capsule=OTHER)]),
        vector("head_for_another_capsule", TAMPERED, [_signed_for_another(row)], "the hash is right"),
    ]


def _signed_for_another(row: Row) -> Row:
    whole = hashed(row)
    return replace(whole, signature=signed(KEY, PERSON, "log/head", OTHER, whole.hash))


def _seen() -> list[Vector]:
    mine = chain(Row(MINE, 1))
    beyond = chain(Row(MENTORS, 1, seen=compact({MINE: 2}).decode()))
    there, back = Row(MINE, 1, seen=compact({MENTORS: 1}).decode()), Row(MENTORS, 1, seen=compact({MINE: 1}).decode())
    return [
        vector("seen_what_is_not_there", OLDER, [*mine, *beyond], "rows were lost"),
        vector("seen_each_other", OLDER, [*chain(there), *chain(back)], "neither can have been first"),
        vector("seen_no_json", MALFORMED, chain(Row(MINE, 1, seen="{"))),
        vector("seen_list", MALFORMED, chain(Row(MINE, 1, seen="[]"))),
        vector("seen_zero", MALFORMED, [*mine, *chain(Row(MENTORS, 1, seen=compact({MINE: 0}).decode()))]),
    ]


def _forks() -> list[Vector]:
    first = hashed(Row(MINE, 1))
    one, other = (headed(Row(MINE, 2, previous=first.hash, time=TIME + later)) for later in (1, 2))
    seen = chain(Row(MENTORS, 1, time=TIME - 9, seen=compact({MINE: 2}).decode()))
    two = [headed(Row(MINE, 1, time=TIME + later)) for later in (1, 2)]
    before = chain(Row(MENTORS, 1, seen=compact({MINE: 1}).decode()))
    return [
        vector("ok_fork", SUCCESS, [first, one, other], "two rows of one number: both ways count"),
        vector("ok_fork_seen", SUCCESS, [first, one, other, *seen], "number 2 means row 1", [first, *seen, one, other]),
        vector("ok_fork_at_the_first_row", SUCCESS, [*two, *before], "number 1 means nothing", [*before, *two]),
        vector("fork_unsigned", TAMPERED, [first, one, replace(other, signature=b"")], "each way ends with a head"),
        vector("fork_other_hash", TAMPERED, [first, one, replace(other, hash=flipped(other.hash, 0))]),
    ]


def _bodies() -> list[Vector]:
    text = compact({"note": "ab" * 16, "text": "words"})
    whole = hashlib.sha256(framed("log/body", SALT, text)).hexdigest()

    def body(name: str, expect: str, raw: bytes, comment: str = "", salt: bytes = SALT, of: str = whole) -> Vector:
        given = {"body_hash": of, "salt": salt.hex()}
        return Vector("bodies", name, expect, comment, ok(raw, raw) if expect == SUCCESS else bad(raw), given)

    def own(raw: bytes) -> str:
        return hashlib.sha256(framed("log/body", SALT, raw)).hexdigest()

    return [
        body("ok", SUCCESS, text),
        body("content_flipped", TAMPERED, flipped(text, 9)),
        body("salt_flipped", TAMPERED, text, salt=flipped(SALT, 0)),
        body("salt_moved", TAMPERED, SALT[-1:] + text, "a byte of the salt before the text", salt=SALT[:-1]),
        body("no_json", MALFORMED, text[:-1], of=own(text[:-1])),
        body("no_object", MALFORMED, b"[1]", of=own(b"[1]")),
        body("deep", MALFORMED, b"[" * 100_000, "a member can write it, and it is refused", of=own(b"[" * 100_000)),
    ]

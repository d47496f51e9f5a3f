"""Rows of a directory whose author changed keys (FORMAT 4.6, 4.8, 6.4)."""

from __future__ import annotations

from typing import Any

from tests.vectors.generating.building import (
    CAPSULE,
    MENTOR,
    MENTOR_ROOT,
    NEXT_ROOT,
    STRANGER,
    STRANGER_ROOT,
    SUCCESS,
    TAMPERED,
    THIRD_ROOT,
    Vector,
    compact,
    ed25519_public,
    link,
)
from tests.vectors.generating.headers import PINS
from tests.vectors.generating.rows import MENTORS, MINE, TIME, Row, chain, hashed, saying, vector

LATER, THIEFS, THIRDS = (f"{MENTOR}.{replica * 8}" for replica in ("88", "00", "99"))
LINK = link(MENTOR, MENTOR_ROOT, NEXT_ROOT)
NEW_PIN = PINS | {MENTOR: ed25519_public(NEXT_ROOT, MENTOR).hex()}
FIRST, SECOND, LATE = OLD = chain(Row(MENTORS, 1), Row(MENTORS, 2, time=TIME + 1), Row(MENTORS, 3, time=TIME + 2))


def said(number: int, row: Row, made: dict[str, str] = LINK) -> dict[str, Any]:
    """The body of a ``keys`` row: the old log ends at this row."""
    return {"link": made, "ended": {CAPSULE: {MENTORS: [number, row.hash.hex()]}}, "headers": {}}


def new_log(body: dict[str, Any], log: str = LATER, root: bytes = NEXT_ROOT) -> list[Row]:
    """A log that begins with a ``keys`` row, and goes on with a note."""
    return chain(saying(log, 1, "keys", body), Row(log, 2, time=TIME + 9), root=root)


def vectors() -> list[Vector]:
    """Where the former key ended; how the new one is known; what a thief of the former one says."""
    return [*_ends(), *_introductions(), *_thieves()]


def _good(name: str, comment: str, rows: list[Row], counted: list[Row], pins: dict[str, str] = PINS) -> Vector:
    return vector(name, SUCCESS, rows, comment, counted, "directory", pins)


def _bad(name: str, expect: str, comment: str, rows: list[Row]) -> Vector:
    return vector(name, expect, rows, comment, kind="directory")


def _ends() -> list[Vector]:
    whole, cut = new_log(said(3, LATE)), new_log(said(2, SECOND))
    other = new_log(said(2, FIRST))
    beyond = new_log(said(4, hashed(Row(MENTORS, 4, previous=LATE.hash))))
    unnamed = new_log(said(3, LATE) | {"ended": {}})
    seen = chain(Row(MINE, 1, time=TIME + 5, seen=compact({MENTORS: 3}).decode()))
    return [
        _good("keys_ok", "the old log ends where it ends", [*OLD, *whole], [FIRST, SECOND, whole[1], LATE]),
        _good("keys_ok_late_rows", "row 3 was written after the end", [*OLD, *cut], [FIRST, SECOND, cut[1]]),
        _good("keys_ok_late_row_seen", "who has seen row 3 knows row 2", [*OLD, *cut, *seen],
              [FIRST, SECOND, cut[1], *seen]),
        _good("keys_ok_log_ended_at_another_row", "it does not count", [*OLD, *other], [other[1]]),
        _good("keys_ok_log_ended_beyond", "row 4 was lost: it does not count", [*OLD, *beyond], [beyond[1]]),
        _good("keys_ok_log_not_named", "it does not count", [*OLD, *unnamed], [unnamed[1]]),
    ]  # fmt: skip


def _introductions() -> list[Vector]:
    whole = new_log(said(3, LATE))
    again = new_log(
        {"link": link(MENTOR, NEXT_ROOT, THIRD_ROOT), "ended": {CAPSULE: {LATER: [2, whole[1].hash.hex()]}},
         "headers": {}},
        THIRDS, THIRD_ROOT,
    )  # fmt: skip
    notes = [FIRST, SECOND, whole[1], LATE]
    forged = link(MENTOR, MENTOR_ROOT, NEXT_ROOT, STRANGER_ROOT)
    unknown, theirs = link(MENTOR, STRANGER_ROOT, NEXT_ROOT), link(STRANGER, STRANGER_ROOT, NEXT_ROOT)
    late = chain(Row(LATER, 1), saying(LATER, 2, "keys", said(3, LATE)), root=NEXT_ROOT)
    two = new_log(said(3, LATE, link(MENTOR, MENTOR_ROOT, THIRD_ROOT)), THIRDS, THIRD_ROOT)
    mine = new_log(said(3, LATE) | {"ended": []})
    return [
        _good("keys_ok_new_key_pinned", "the former one is known by the row", [*OLD, *whole], notes, NEW_PIN),
        _good("keys_ok_twice", "two changes", [*OLD, *whole, *again], [FIRST, SECOND, whole[1], again[1], LATE]),
        _bad("keys_link_not_genuine", TAMPERED, "signed by a stranger", [*OLD, *new_log(said(3, LATE, forged))]),
        _bad("keys_link_from_an_unknown_key", TAMPERED, "", [*OLD, *new_log(said(3, LATE, unknown))]),
        _bad("keys_link_of_another_person", TAMPERED, "", [*OLD, *new_log(said(3, LATE, theirs))]),
        _bad("keys_not_the_first_row", TAMPERED, "", [*OLD, *late]),
        _bad("keys_no_statement", TAMPERED, "ended is a list", [*OLD, *mine]),
        _bad("keys_two_from_one_key", "identity-changed", "", [*OLD, *whole, *two]),
        _bad("keys_log_by_a_third_key", TAMPERED, "", [*OLD, *new_log(said(3, LATE), root=THIRD_ROOT)]),
    ]  # fmt: skip


def _thieves() -> list[Vector]:
    true, lie = new_log(said(2, SECOND)), said(3, LATE)
    thiefs = new_log(lie, THIEFS, MENTOR_ROOT)
    fork = chain(saying(LATER, 1, "keys", lie), root=MENTOR_ROOT)
    counted = [FIRST, SECOND, true[1]]
    return [
        _good("keys_ok_former_key_says_when_it_ended", "a copied link in a log of the old key: it says nothing",
              [*thiefs, *OLD, *true], counted),
        _good("keys_ok_former_key_forks_the_new_log", "the same in the new log", [*OLD, *fork, *true], counted),
    ]  # fmt: skip

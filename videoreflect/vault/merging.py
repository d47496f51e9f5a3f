"""Two copies of one capsule become one: the union of their logs.

Commutative, associative, idempotent: nothing is chosen here, everything is kept. Where a log forked
both ways are kept, and what counts is computed from all of it (``history``, ``entitlement``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from videoreflect.errors import IntegrityError
from videoreflect.vault import log
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.database import Connection, opened, reading
from videoreflect.vault.grants import open_grant
from videoreflect.vault.header import key_check, read_header


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge brought. ``forks`` are logs that now hold two different rows of one number."""

    rows: int
    bodies: int
    forks: frozenset[str]


def merge_copy(capsule: Capsule, copy: Path) -> Merged:
    """Take in what another copy of this capsule holds and this one does not, as one commit.

    ``copy`` is a capsule folder that this person can open, with the epoch it had when it was copied.
    Only rows that verify, and that their authors' keys vouch for, are taken. What was erased here stays
    erased. Raises IntegrityError, NotAllowed, StorageError; then nothing was taken.
    """
    rows = _rows_of(capsule, copy)
    before = capsule.forked_logs
    added, bodies = capsule.take_in(rows)
    return Merged(added, bodies, frozenset(capsule.forked_logs - before))


def _rows_of(capsule: Capsule, copy: Path) -> list[log.WithBody]:
    signed = read_header(copy / "header.json")
    header = signed.header
    if (header.vault, header.capsule, header.kind) != (capsule.header.vault, capsule.id, capsule.header.kind):
        raise IntegrityError("That is not a copy of this lesson. Choose the copy that belongs to it.")
    capsule.check_header_of_copy(signed)
    key = open_grant(copy, header, capsule.identity)
    if key_check(key, capsule.id, header.epoch) != header.key_check:
        raise IntegrityError
    with opened(copy / header.records, key, log.SCHEMA, log.VERSION) as db, reading(db):
        rows = log.read_rows(db, log.tally(db), {})
        counted = capsule.verified_apart(db, rows)
        return list(_with_bodies(db, counted))


def _with_bodies(db: Connection, rows: Iterable[log.Row]) -> Iterable[log.WithBody]:
    for row in rows:
        yield log.WithBody(row, *log.raw_body(db, row))

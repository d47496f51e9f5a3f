"""The rows of one log, checked: a line, or a tree where the log forked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from videoreflect.crypto.signing import verified
from videoreflect.errors import IntegrityError
from videoreflect.vault.log import FIRST_PREVIOUS, Row, row_hash


@dataclass(frozen=True, slots=True)
class AuthorKey:
    """A signing key of an author. ``ended``: where each log under it ends in this capsule; None while in force.

    After the end a row proves nothing: somebody else may have the key by then.
    """

    ed25519: bytes
    ended: Mapping[str, tuple[int, str]] | None = None


@dataclass(slots=True)
class LogTree:
    """Rows of one log that count, parents before children, and the newest row of each branch."""

    rows: list[Row] = field(default_factory=list)
    leaves: list[Row] = field(default_factory=list)
    ended_at: int | None = None
    """The last number that counts, if the log goes on beyond the end of its key."""


def checked_tree(capsule: str, rows: Iterable[Row], head: Row | None, keys: Iterable[AuthorKey]) -> LogTree | None:
    """Check rows that follow ``head`` (None: from the first row), and keep those that count.

    None if they are signed with a key that ended, at a place that is not known to belong to it.
    Raises IntegrityError for rows that do not follow each other, or that no key signed.
    """
    rows = sorted(rows, key=lambda row: (row.number, row.hash))
    parents = _parents(capsule, rows, head)
    counted: dict[bytes, Row] = {}
    leaves, ended_at, signers = [], None, list(keys)
    for leaf in newest_rows(rows):
        key = _signer(capsule, leaf, signers)
        end = leaf if key.ended is None else _end(leaf, key.ended, parents, head)
        if end is None:
            continue
        if end is not leaf:
            ended_at = end.number
        leaves.append(end)
        _count(end, parents, head, counted)
    if not leaves:
        return None
    kept = [row for row in rows if row.hash in counted]
    return LogTree(kept, [leaf for leaf in leaves if not head or leaf.hash != head.hash], ended_at)


def newest_rows(rows: Iterable[Row]) -> list[Row]:
    """The rows that no other follows."""
    rows = list(rows)
    followed = {row.previous for row in rows}
    return [row for row in rows if row.hash not in followed]


def way_to(leaf: Row, rows: Iterable[Row]) -> list[Row]:
    """The rows of a log from its first to ``leaf``, as far as they name each other; nothing is checked."""
    by_hash = {row.hash: row for row in rows}
    way = [leaf]
    while (before := by_hash.get(way[-1].previous)) is not None and before.number < way[-1].number:
        way.append(before)
    return way[::-1]


def _parents(capsule: str, rows: list[Row], head: Row | None) -> dict[bytes, Row | None]:
    """Every row's hash -> the row before it. Raises IntegrityError for a row that follows nothing."""
    by_hash: dict[bytes, Row | None] = {head.hash: head} if head else {FIRST_PREVIOUS: None}
    parents: dict[bytes, Row | None] = {}
    for row in rows:
        if row.previous not in by_hash:
            raise IntegrityError(log=row.log, number=row.number)
        parent = by_hash[row.previous]
        follows = row.number == (parent.number if parent else 0) + 1 and row.time >= (parent.time if parent else 0)
        if not follows or row_hash(capsule, row) != row.hash:
            raise IntegrityError(log=row.log, number=row.number)
        by_hash[row.hash], parents[row.hash] = row, parent
    return parents


def _signer(capsule: str, leaf: Row, keys: list[AuthorKey]) -> AuthorKey:
    for key in keys:
        if leaf.signature and verified(key.ed25519, leaf.signature, "log/head", capsule, leaf.hash):
            return key
    raise IntegrityError(log=leaf.log, number=leaf.number)


def _end(
    leaf: Row, ended: Mapping[str, tuple[int, str]], parents: Mapping[bytes, Row | None], head: Row | None
) -> Row | None:
    """The last row on the way to ``leaf`` that still counts; None if the end is not on this way."""
    number, hashed = ended.get(leaf.log, (0, ""))
    row: Row | None = leaf
    while row is not None and row.number > number:
        row = None if head and row.hash == head.hash else parents[row.hash]
    if row is None:
        return head if head and head.number >= number > 0 else None
    return row if row.hash.hex() == hashed else None


def _count(leaf: Row, parents: Mapping[bytes, Row | None], head: Row | None, counted: dict[bytes, Row]) -> None:
    row: Row | None = leaf
    while row is not None and row.hash not in counted and not (head and row.hash == head.hash):
        counted[row.hash] = row
        row = parents[row.hash]

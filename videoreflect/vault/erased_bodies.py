"""Which bodies count as erased, whether or not they lie in the file.

A union of two copies of a capsule brings back every body that one of them still has; the
``bodies-erased`` rows, which it brings too, keep them from being read, and say what to delete.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from videoreflect.vault.entitlement import NEVER_ERASED
from videoreflect.vault.history import PlacedRow
from videoreflect.vault.log import Row, Statement

KIND = "bodies-erased"
_HASH_HEX = 64


def erasing_statement(rows: Iterable[Row]) -> Statement:
    """The row that names the rows whose bodies are erased in the same commit."""
    return Statement(KIND, {"rows": [row.hash.hex() for row in rows]})


def erased_rows(
    named: Iterable[tuple[PlacedRow, dict[str, Any]]], rows: Iterable[PlacedRow], owners: Collection[str]
) -> frozenset[bytes]:
    """Hashes of the rows whose bodies are erased: named by their own author, or by an owner.

    ``named`` are counted ``bodies-erased`` rows. What the policy is made from can never be named.
    """
    by_hash: dict[str, set[str]] = defaultdict(set)
    for placed, body in named:
        for text in _hashes(body):
            by_hash[text].add(placed.row.author)
    if not by_hash:
        return frozenset()
    return frozenset(
        placed.row.hash for placed in rows if _may_be_erased(placed.row, by_hash.get(placed.row.hash.hex()), owners)
    )


def may_erase(person: str, row: Row, owners: Collection[str]) -> bool:
    """Whether a person's word is enough to erase the body of a row."""
    return row.kind not in NEVER_ERASED and (row.author == person or person in owners)


def _may_be_erased(row: Row, named_by: set[str] | None, owners: Collection[str]) -> bool:
    return named_by is not None and any(may_erase(person, row, owners) for person in named_by)


def _hashes(body: dict[str, Any]) -> list[str]:
    rows = body.get("rows")
    if not isinstance(rows, list):
        return []
    return [text for text in rows if isinstance(text, str) and len(text) == _HASH_HEX]

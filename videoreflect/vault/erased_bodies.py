"""Which bodies count as erased, whether or not they lie in the file.

A union of two copies of a capsule brings back every body that one of them still has; the
``bodies-erased`` rows, which it brings too, keep them from being read, and say what to delete.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from videoreflect.errors import IntegrityError, NotAllowed
from videoreflect.vault.database import Connection
from videoreflect.vault.entitlement import NEVER_ERASED
from videoreflect.vault.history import PlacedRow
from videoreflect.vault.log import Row, Statement, read_body
from videoreflect.vault.ownership import Ownership

KIND = "bodies-erased"
_HASH_HEX = 64


def erasing_statements(rows: Collection[Row]) -> list[Statement]:
    """The row that names the rows whose bodies are erased in the same commit; none for no rows."""
    return [Statement(KIND, {"rows": [row.hash.hex() for row in rows]})] if rows else []


def erasable(rows: Iterable[Row], person: str, owners: Collection[str]) -> list[Row]:
    """These rows, if the person may erase all of them: their own, or an owner any, but none of the register.

    Raises NotAllowed.
    """
    chosen = list(rows)
    if any(row.kind in NEVER_ERASED or not (row.author == person or person in owners) for row in chosen):
        raise NotAllowed("That was said by somebody else, or has to stay, so it cannot be erased.")
    return chosen


def erased_rows(
    db: Connection, named: Iterable[PlacedRow], rows: Iterable[PlacedRow], ownership: Ownership
) -> frozenset[bytes]:
    """Hashes of the rows whose bodies are erased: named by their own author, or by who owned the capsule then.

    ``named`` are counted ``bodies-erased`` rows. Raises IntegrityError if one of them says nothing any
    more: whoever took its words away would bring back what it erased.
    """
    by_hash: dict[str, set[str]] = defaultdict(set)
    for one in named:
        everybody = ownership.spoke_as_owner(one)
        for text in _hashes(read_body(db, one.row)):
            by_hash[text].add("" if everybody else one.row.author)
    if not by_hash:
        return frozenset()
    return frozenset(one.row.hash for one in rows if _is_erased(one.row, by_hash.get(one.row.hash.hex(), set())))


def _is_erased(row: Row, by: Collection[str]) -> bool:
    """``by``: authors who named it, "" for an owner, whose word is enough for any row."""
    return row.kind not in NEVER_ERASED and ("" in by or row.author in by)


def _hashes(body: dict[str, Any] | None) -> list[str]:
    if body is None:
        raise IntegrityError
    rows = body.get("rows")
    if not isinstance(rows, list):
        return []
    return [text for text in rows if isinstance(text, str) and len(text) == _HASH_HEX]

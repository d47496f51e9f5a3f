"""Who may say what in a capsule: a row by somebody else changes nothing."""

from __future__ import annotations

from videoreflect.vault.header import Header
from videoreflect.vault.history import Delegation, PlacedRow

ANYBODY = frozenset({"note", "ready", "said", "action", "confirm", "backup"})
OWNER = frozenset({"person", "lesson", "blob", "consent", "grant", "delegation", "transcript", "transcript-end"})
JOB = frozenset({"blob", "transcript", "transcript-end"})
REGISTER = frozenset({"consent", "grant"})
"""What the policy is computed from."""

NEVER_ERASED = REGISTER | {"person"}
"""Rows whose bodies are never erased: one that is missing was taken away, and is an error."""


def counts(placed: PlacedRow, header: Header, jobs: dict[str, Delegation]) -> bool:
    """Whether the author of a row was entitled to say it."""
    author, kind = placed.row.author, placed.row.kind
    if author in jobs:
        return kind in JOB and placed.row.time <= jobs[author].end_ms
    if kind in OWNER:
        return author in header.owners
    return kind in ANYBODY

"""What an owner lets a job say: its own key, for one action, until an end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from videoreflect.errors import FormatError
from videoreflect.vault.log import Row
from videoreflect.vault.strict_json import to_bytes, to_int

LONGEST_MS = 12 * 3_600_000


@dataclass(frozen=True, slots=True)
class Delegation:
    """A job's own key and what it may do until ``end_ms``; ``row`` is the hash of the row that says so."""

    job: str
    ed25519: bytes
    action: str
    end_ms: int
    row: bytes


def delegation_in(row: Row, body: dict[str, Any] | None) -> Delegation | None:
    """Read the body of a ``delegation`` row; None if it was erased or is not well-formed."""
    try:
        fields = body or {}
        end = min(to_int(fields["end"]), row.time + LONGEST_MS)
        return Delegation(str(fields["job"]), to_bytes(fields["ed25519"], 32), str(fields["action"]), end, row.hash)
    except (KeyError, FormatError):
        return None

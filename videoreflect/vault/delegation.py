"""What an owner lets a job say: its own key, for one action, until an end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from videoreflect.crypto.derive import digest
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


def job_id(ed25519: bytes) -> str:
    """The id of a job follows from its public key: else a member could give somebody's job another key."""
    return digest("log/job", ed25519)[:16].hex()


def delegation_in(row: Row, body: dict[str, Any] | None) -> Delegation | None:
    """Read the body of a ``delegation`` row; None if it was erased, is not well-formed, or names another key's job."""
    try:
        fields = body or {}
        end = min(to_int(fields["end"]), row.time + LONGEST_MS)
        key = to_bytes(fields["ed25519"], 32)
        if fields["job"] != job_id(key):
            return None
        return Delegation(job_id(key), key, str(fields["action"]), end, row.hash)
    except (KeyError, FormatError):
        return None

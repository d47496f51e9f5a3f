"""Random names for people, capsules, blobs, notes, jobs and replicas."""

from __future__ import annotations

import re
import secrets

from videoreflect.errors import FormatError

_ID = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """16 random bytes as 32 lower-case hex digits; says nothing about what it names."""
    return secrets.token_hex(16)


def new_replica_id() -> str:
    """8 random bytes as 16 hex digits; drawn when a copy of a vault is made."""
    return secrets.token_hex(8)


def is_id(text: object) -> bool:
    """Whether ``text`` has the form of an id."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def checked_id(text: object) -> str:
    """Return ``text`` if it is an id. Raises FormatError otherwise: ids become file names."""
    if not is_id(text):
        raise FormatError
    return str(text)

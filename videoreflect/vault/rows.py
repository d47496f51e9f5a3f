"""Rows of the directory that concern the vault as a whole."""

from __future__ import annotations

from typing import Any

from videoreflect.vault.history import PlacedRow
from videoreflect.vault.signin import SignIn

OF_THE_VAULT = frozenset({"backup"})
"""Kinds that say nothing of a lesson's content; every member of the directory may read them."""


def directory_rows(session: SignIn, kind: str) -> list[tuple[PlacedRow, dict[str, Any]]]:
    """Counted rows of one of these kinds, in order."""
    if kind not in OF_THE_VAULT:
        raise ValueError(kind)
    return session.directory._entries(kind)

"""Rows of the directory about backups and clocks: every member of the vault may read them."""

from __future__ import annotations

from videoreflect.vault.capsule import Entry
from videoreflect.vault.signin import SignIn

BACKUP = "backup"


def backup_rows(session: SignIn) -> list[Entry]:
    """What was said about backups, in order."""
    return session.directory._entries(BACKUP)


CLOCK = "clock"


def clock_rows(session: SignIn) -> list[Entry]:
    """What was said about clocks that were ahead, in order: every member of the vault may read it."""
    return session.directory._entries(CLOCK)

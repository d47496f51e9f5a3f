"""The backups of this vault that were made known: rows in the directory, by whoever made them.

A certificate of erasure lists them: a backup that is detached cannot be reached by erasing.
"""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.domain.ids import is_id
from videoreflect.vault.log import Statement
from videoreflect.vault.rows import BACKUP, backup_rows
from videoreflect.vault.signin import SignIn

BEGUN, COMPLETE, PRUNED = "begun", "complete", "pruned"
STATES = (BEGUN, COMPLETE, PRUNED)


@dataclass(frozen=True, slots=True)
class KnownBackup:
    """A backup as last heard of. ``time_ms``: when that state was reached. ``by``: who made it first."""

    id: str
    label: str
    time_ms: int
    state: str
    by: str


def note_backup(session: SignIn, backup: str, label: str, state: str) -> None:
    """Make a backup known. One that is known already is not told as begun again."""
    if state == BEGUN and any(one.id == backup for one in known_backups(session)):
        return
    body = {"backup": backup, "label": label, "time": session.now_ms(), "state": state}
    session.directory.append([Statement(BACKUP, body)])


def known_backups(session: SignIn) -> list[KnownBackup]:
    """All backups made known in this vault, the last heard of at the end."""
    found: dict[str, KnownBackup] = {}
    for placed, body in backup_rows(session):
        one = _read(body, placed.row.author)
        if one is not None:
            before = found.pop(one.id, None)
            label = one.label or (before.label if before else "")
            found[one.id] = KnownBackup(one.id, label, one.time_ms, one.state, before.by if before else one.by)
    return list(found.values())


def _read(body: dict[str, object], author: str) -> KnownBackup | None:
    """A row as any member may have written it; one that says nothing sensible is passed over."""
    backup, label, time_ms, state = (body.get(key) for key in ("backup", "label", "time", "state"))
    fits = is_id(backup) and isinstance(label, str) and type(time_ms) is int and state in STATES
    if not fits:
        return None
    return KnownBackup(str(backup), str(label)[:200], int(str(time_ms)), str(state), author)

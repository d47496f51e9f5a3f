"""What is being said and is not stopped yet: pieces of a recording in their author's private file, in their order.

A piece has its place in bytes, so one that comes twice is taken once, and none is taken before the one it follows.
"""

from __future__ import annotations

from collections.abc import Iterable

from videoreflect.domain.voice_note import MOST_BYTES, MOST_SPEAKING
from videoreflect.errors import InvalidInput
from videoreflect.vault.database import Connection

SPEAKING_SCHEMA = """
CREATE TABLE speaking (id TEXT NOT NULL, at INTEGER NOT NULL, made_ms INTEGER NOT NULL, sound BLOB NOT NULL,
                       PRIMARY KEY (id, at))
"""
_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'speaking'"
_TOO_MANY = "There is too much in this lesson that you began to say. Open it again, and save or discard it."
_TOO_LONG = "A voice note may last three minutes."


def add(db: Connection, speaking: str, at: int, sound: bytes, now_ms: int) -> int:
    """Keep the bytes of ``sound``, which begin at byte ``at``, as far as they are new, in a transaction of the caller.

    Returns how many bytes are kept now: fewer than ``at`` if an earlier piece is missing, and nothing was taken then.
    Raises InvalidInput for more than a voice note can be, or one more than there may be at once.
    """
    if db.execute(_THERE).fetchone() is None:
        db.execute(SPEAKING_SCHEMA)
    kept = _length(db, speaking)
    new = sound[kept - at :] if at <= kept else b""
    if not new:
        return kept
    if kept + len(new) > MOST_BYTES:
        raise InvalidInput(_TOO_LONG, too_large=True)
    if not kept and len(made_times(db)) >= MOST_SPEAKING:
        raise InvalidInput(_TOO_MANY)
    db.execute("INSERT INTO speaking VALUES (?, ?, ?, ?)", (speaking, kept, now_ms, new))
    return kept + len(new)


def whole(db: Connection, speaking: str) -> bytes:
    """All that was kept of it, in order; nothing if there is none."""
    if db.execute(_THERE).fetchone() is None:
        return b""
    found = db.execute("SELECT sound FROM speaking WHERE id = ? ORDER BY at", (speaking,))
    return b"".join(bytes(sound) for (sound,) in found)


def made_times(db: Connection) -> dict[str, int]:
    """When the last piece of each came (ms)."""
    if db.execute(_THERE).fetchone() is None:
        return {}
    found = db.execute("SELECT id, max(made_ms) FROM speaking GROUP BY id")
    return {str(speaking): int(made_ms) for speaking, made_ms in found}


def remove(db: Connection, speaking: Iterable[str]) -> None:
    """Take some out, in a transaction of the caller."""
    if db.execute(_THERE).fetchone() is not None:
        db.executemany("DELETE FROM speaking WHERE id = ?", [(one,) for one in speaking])


def _length(db: Connection, speaking: str) -> int:
    found = db.execute("SELECT sum(length(sound)) FROM speaking WHERE id = ?", (speaking,)).fetchone()
    return int(found[0] or 0)

"""The peer of the vault: the same rows in a plain SQLite file, as durable, without encryption or signatures."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class PlainNotes:
    """One table of JSON rows; the connection stays open, as an ordinary program would keep it."""

    def __init__(self, path: Path, *, any_thread: bool = False) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=not any_thread)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("CREATE TABLE IF NOT EXISTS row (id TEXT PRIMARY KEY, kind TEXT, content TEXT)")

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """One row, durable when this returns."""
        self.add_all(kind, [content])

    def add_all(self, kind: str, contents: Iterable[dict[str, Any]]) -> None:
        """Rows as one commit."""
        rows = [(secrets.token_hex(16), kind, json.dumps(content)) for content in contents]
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT INTO row VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Every row of a kind."""
        found = self._db.execute("SELECT content FROM row WHERE kind = ? ORDER BY rowid", (kind,))
        return [json.loads(content) for (content,) in found]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def read_anew(path: Path, kind: str) -> list[dict[str, Any]]:
    """Open the file, read every row of a kind, close it."""
    notes = PlainNotes(path)
    try:
        return notes.all(kind)
    finally:
        notes.close()

"""The peer of the index: the same texts in plain SQLite full text, with nothing to decide and nothing encrypted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

_SEARCH = "SELECT rowid, snippet(text, 0, '', '', '…', 20) FROM text WHERE text MATCH ? ORDER BY rowid DESC LIMIT 60"


class PlainWords:
    """One file with one table, kept open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute(
            "CREATE VIRTUAL TABLE text USING fts5(words, prefix = '2', tokenize = 'unicode61 remove_diacritics 2')"
        )

    def fill(self, lessons: Iterator[list[str]]) -> None:
        """Put all texts in, one commit a lesson."""
        for texts in lessons:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT INTO text VALUES (?)", ((text,) for text in texts))
            self._db.execute("COMMIT")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def search(self, words: str) -> list[tuple[int, str]]:
        """The newest 60 rows with all words, the last as a beginning."""
        asked = " AND ".join(f'"{word}"' for word in words.split())
        return self._db.execute(_SEARCH, (asked + ("" if words.endswith(" ") else "*"),)).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

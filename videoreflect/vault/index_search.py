"""Searching the index: newest lessons first, and nothing of a lesson before it is known that it may be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from videoreflect.errors import IntegrityError
from videoreflect.vault.database import Connection
from videoreflect.vault.index_rows import ENTRIES, ROW_BITS, Fields, Indexed, indexed, parsed
from videoreflect.vault.search_terms import Part, Question, snippet

_MATCHES = "SELECT rowid FROM text WHERE text MATCH ? AND rowid < ? ORDER BY rowid DESC"
_TEXT = "SELECT words, kind, start_ms, end_ms, author FROM text WHERE rowid = ?"
_LESSON_AT = f"{ENTRIES} WHERE first = ? AND card IS NOT NULL"


@dataclass(frozen=True, slots=True)
class TextHit:
    """A row that was found; ``snippet`` is a stretch of its words."""

    kind: str
    start_ms: int | None
    end_ms: int | None
    author: str
    snippet: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class LessonHits:
    """What was found in one lesson, with its card; ``more`` if that is not all."""

    lesson: str
    card: Fields
    hits: tuple[TextHit, ...]
    more: bool


class Search:
    """Goes through what matches, the newest lesson first, and passes over what nobody asked for."""

    _PATIENCE = 300
    """So many further rows of a lesson are passed over one by one before the question is put again beyond it."""

    _MOST_LESSONS = 200
    """So many lessons are looked at, shown or not: whatever the file holds, a search ends."""

    def __init__(self, db: Connection, asked: Question, most: int, most_each: int) -> None:
        self._db, self._asked, self._most, self._each = db, asked, most, most_each
        self._looked_at = 0

    def run(self, may_show: Callable[[Indexed], bool]) -> list[LessonHits]:
        """All that is found and may be shown."""
        found: list[LessonHits] = []
        below: int | None = (1 << 63) - 1
        left = self._most
        while below is not None and left > 0:
            below = self._pass(below, may_show, found)
            left = self._most - sum(len(one.hits) for one in found)
        return found

    def _pass(self, below: int, may_show: Callable[[Indexed], bool], found: list[LessonHits]) -> int | None:
        """Go down from ``below``; returns where to go on, None at the end."""
        rows = self._db.execute(_MATCHES, (self._asked.expression, below))
        first, hits, passed, shown = -1, list[TextHit](), 0, None
        room = self._most - sum(len(one.hits) for one in found)
        for (rowid,) in rows:
            if rowid >> ROW_BITS << ROW_BITS != first:
                room -= self._enter(found, shown, hits, more=passed > 0)
                if room <= 0 or self._looked_at >= self._MOST_LESSONS:
                    return None
                first, hits, passed = rowid >> ROW_BITS << ROW_BITS, [], 0
                shown = self._lesson_at(first, may_show)
            if shown is not None and len(hits) < min(self._each, room):
                hits.append(self._hit(rowid))
            else:
                passed += 1
            if passed > self._PATIENCE:
                self._enter(found, shown, hits, more=True)
                return first
        self._enter(found, shown, hits, more=passed > 0)
        return None

    def _hit(self, rowid: int) -> TextHit:
        row = self._db.execute(_TEXT, (rowid,)).fetchone()
        if row is None:  # pages of different days: SQLCipher takes each for genuine
            raise IntegrityError
        words, kind, start_ms, end_ms, author = row
        return TextHit(kind, start_ms, end_ms, author, snippet(words, self._asked))

    def _lesson_at(self, first: int, may_show: Callable[[Indexed], bool]) -> tuple[str, Fields] | None:
        self._looked_at += 1
        values = self._db.execute(_LESSON_AT, (first,)).fetchone()
        if values is None or not may_show(indexed(values)):
            return None
        (card,) = self._db.execute("SELECT card FROM entry WHERE first = ?", (first,)).fetchone()
        return values[0], parsed(card)

    @staticmethod
    def _enter(found: list[LessonHits], shown: tuple[str, Fields] | None, hits: list[TextHit], *, more: bool) -> int:
        if shown is None or not hits:
            return 0
        found.append(LessonHits(*shown, tuple(hits), more))
        return len(hits)

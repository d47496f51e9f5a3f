"""Rows of the index: entries of lessons, and their words."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from videoreflect.errors import IntegrityError
from videoreflect.vault.database import Connection, writing
from videoreflect.vault.search_terms import kept
from videoreflect.vault.strict_json import compact

ROW_BITS, NUMBER_BITS = 21, 20
"""A text's rowid is the day of its lesson, the entry's number and a number of its own: newest lessons come first."""

_FEW = 40
"""Deleting words without a trace takes about 1 ms a row; where more would go, they go in the background."""

_COLUMNS = "words, kind, start_ms, end_ms, author"
_THERE = "SELECT rowid, words, kind, start_ms, end_ms, author FROM text WHERE rowid BETWEEN ? AND ?"
ENTRIES = "SELECT lesson, file, floor, people, stamps, version, register, card IS NOT NULL FROM entry"
ENTRIES_WITH_CARDS = ENTRIES.replace(" FROM", ", card FROM")

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Indexed:
    """An entry without its content. ``file``, ``floor``, ``people`` and ``stamps`` say of which state it is.

    ``register`` holds what the policy decides from, ``version`` the register version that permits
    are bound to. An entry that is to be looked at again in any case has ``stamps`` that no files have.
    """

    lesson: str
    file: str
    floor: str = ""
    people: str = ""
    stamps: str = ""
    version: str = ""
    register: Fields | None = None
    has_card: bool = False


@dataclass(frozen=True, slots=True)
class TextRow:
    """Something to be found; times in ms or None.

    ``kind`` is title, class, subject, focus, transcript, english (the transcript in English) or note.
    """

    words: str
    kind: str
    start_ms: int | None = None
    end_ms: int | None = None
    author: str = ""


def place_texts(db: Connection, entry: Indexed, day: int, rows: list[tuple[Any, ...]]) -> tuple[int, int]:
    """Make the texts of a lesson be ``rows``; returns its number and the first of its rowids."""
    before: tuple[int, int] | None = db.execute(
        "SELECT number, first FROM entry WHERE lesson = ?", (entry.lesson,)
    ).fetchone()
    if before is not None and before[1] == _first(day, before[0]) and _mended(db, before[1], rows):
        return before
    if before is not None:
        db.execute("INSERT OR IGNORE INTO leaving VALUES (?)", (before[1],))
        db.execute("DELETE FROM entry WHERE lesson = ?", (entry.lesson,))
    number = db.execute("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'entry'").fetchone()[0]
    if number >= 1 << NUMBER_BITS:
        raise IntegrityError  # a fresh file counts from 1
    first = _first(day, number)
    _insert(db, first, rows)
    return number, first


def _mended(db: Connection, first: int, rows: list[tuple[Any, ...]]) -> bool:
    """Change the texts that are there into ``rows``, if few have to go; whether that was done."""
    there = db.execute(_THERE, (first, _last(first))).fetchall()
    wanted, gone = Counter(rows), []
    for rowid, *values in there:
        if wanted[tuple(values)] > 0:
            wanted[tuple(values)] -= 1
        else:
            gone.append((rowid,))
    highest = max((rowid for rowid, *_ in there), default=first - 1)
    new = [row for row, times in wanted.items() for _ in range(times)]
    if len(gone) > _FEW or highest + len(new) > _last(first):
        return False
    db.executemany("DELETE FROM text WHERE rowid = ?", gone)
    _insert(db, highest + 1, new)
    return True


def _insert(db: Connection, first: int, rows: list[tuple[Any, ...]]) -> None:
    """From the end of the clip to its beginning: what is found is read downwards."""
    ordered = sorted(rows, key=lambda row: row[2] or 0, reverse=True)
    statement = f"INSERT INTO text (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608 - a constant
    db.executemany(statement, ((first + offset, *row) for offset, row in enumerate(ordered)))


def write_entry(db: Connection, entry: Indexed, place: tuple[int, int], card: str | None) -> None:
    """Put an entry in, or in the place of the one before."""
    register = compact(entry.register or {}).decode()
    values = (entry.file, entry.floor, entry.people, entry.stamps, entry.version, register)
    db.execute(
        "INSERT OR REPLACE INTO entry (number, lesson, file, floor, people, stamps, version, register, first, card)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (place[0], entry.lesson, *values, place[1], card),
    )


def swept(db: Connection, most: int) -> bool:
    """Delete the words of what was taken out, up to ``most`` rows; whether any are left."""
    if db.execute("SELECT 1 FROM leaving").fetchone() is None:
        return False
    with writing(db):
        for (first,) in db.execute("SELECT first FROM leaving").fetchall():
            most -= _deleted(db, first, most)
            if most <= 0:
                break
            db.execute("DELETE FROM leaving WHERE first = ?", (first,))
        more = db.execute("SELECT 1 FROM leaving").fetchone() is not None
    if not more:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return more


def _deleted(db: Connection, first: int, most: int) -> int:
    found = db.execute("SELECT rowid FROM text WHERE rowid BETWEEN ? AND ? LIMIT ?", (first, _last(first), most))
    rows = found.fetchall()
    db.executemany("DELETE FROM text WHERE rowid = ?", rows)
    return len(rows)


def _first(day: int, number: int) -> int:
    return (day << NUMBER_BITS | number) << ROW_BITS


def _last(first: int) -> int:
    return first + (1 << ROW_BITS) - 1


def day_number(day: str) -> int:
    """An ISO date as a number that grows; 0 for none."""
    try:
        return datetime.date.fromisoformat(day).toordinal()
    except ValueError:
        return 0


def row_of(text: TextRow) -> tuple[Any, ...]:
    """A text as a row of the table."""
    return kept(text.words), text.kind, text.start_ms, text.end_ms, text.author


def indexed(values: Sequence[Any]) -> Indexed:
    """An entry from a row of ``ENTRIES``."""
    lesson, file, floor, people, stamps, version, register, has_card = values
    return Indexed(lesson, file, floor, people, stamps, version, parsed(register), bool(has_card))


def parsed(text: str) -> Fields:
    """JSON of this file. Raises IntegrityError: a file that holds anything else is made anew."""
    try:
        fields = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        raise IntegrityError from None
    if not isinstance(fields, dict):
        raise IntegrityError
    return fields

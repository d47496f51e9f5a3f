"""Notes as a table that spreadsheets open.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which spreadsheets
take for "this is text". So does one that begins with an apostrophe already; reading takes
exactly one away again, so that every text comes back as it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from videoreflect.errors import InvalidInput
from videoreflect.formats.given import MOST_CHARACTERS
from videoreflect.formats.timecode import parse, vtt

COLUMNS = ("author", "start", "end", "text", "talk", "visibility", "created")

_GUARD = "'"
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", _GUARD)


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note; times in milliseconds from the start of the clip, ``end_ms`` None for a moment.

    ``talk`` is what was answered to it, ``created`` the time it was written, as the caller has it.
    """

    author: str
    start_ms: int
    end_ms: int | None
    text: str
    talk: str
    visibility: str
    created: str


def write(rows: Iterable[NoteRow]) -> str:
    """Write notes as CSV, every cell quoted; give it to Excel as UTF-8 with a byte order mark."""
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in rows:
        end = "" if row.end_ms is None else vtt(row.end_ms)
        cells = (row.author, vtt(row.start_ms), end, row.text, row.talk, row.visibility, row.created)
        table.writerow([_guarded(cell) for cell in cells])
    return out.getvalue()


def read(text: str) -> tuple[NoteRow, ...]:
    """Read what ``write`` made, also after a spreadsheet has saved it again.

    Raises InvalidInput when columns or times are not as they should be.
    """
    if len(text) > MOST_CHARACTERS:
        raise _unreadable()
    table = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        if tuple(next(table, ())) != COLUMNS:
            raise _unreadable()
        return tuple(_row(cells) for cells in table if cells)
    except csv.Error as error:
        raise _unreadable() from error


def _row(cells: list[str]) -> NoteRow:
    if len(cells) != len(COLUMNS):
        raise _unreadable()
    author, start, end, text, talk, visibility, created = (_bared(cell) for cell in cells)
    return NoteRow(author, parse(start), parse(end) if end else None, text, talk, visibility, created)


def _guarded(cell: str) -> str:
    return _GUARD + cell if cell.startswith(_GUARDED) else cell


def _bared(cell: str) -> str:
    return cell[1:] if cell.startswith(_GUARD) and cell[1:].startswith(_GUARDED) else cell


def _unreadable() -> InvalidInput:
    return InvalidInput("This is not a table of notes that videoreflect wrote. Export the notes again as CSV.")

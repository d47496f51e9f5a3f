"""Tables that spreadsheets open: written so that no cell is taken for a formula, and read from any of them.

A cell that a spreadsheet would take for a formula gets an apostrophe in front of its sign, which people know as
“this is text”. That holds at the beginning of a cell, and also behind a semicolon, a tab or a line break inside
of one: where the computer's list separator is a semicolon, a spreadsheet that opens a file by a double click cuts
cells there (OWASP, “CSV Injection”). Reading takes exactly one apostrophe away again, so every text comes back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from videoreflect.errors import InvalidInput
from videoreflect.formats.given import MOST_CHARACTERS, received

MOST_ROWS = 100_000
MOST_COLUMNS = 400

_SIGN = re.compile("[=+\\-@\uff1d\uff0b\uff0d\uff20]")
_CUTS = ";\t\r\n"
_SPACED = re.compile(r"\A('*)(?=[\t\r\n])")
_GUARDED_SPACE = re.compile(r"\A'('*)(?=[\t\r\n])")

csv.field_size_limit(MOST_CHARACTERS)  # of the whole process: Python's own limit is a tenth of what one note may hold


def write(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV, every cell quoted; give it to Excel as UTF-8 with a byte order mark."""
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        table.writerow([guarded(cell) for cell in row])
    return out.getvalue()


def read(text: str) -> list[list[str]]:
    """Read a table with commas, semicolons or tabs, whichever its first rows have most of.

    Rows without anything in them are left out. Raises InvalidInput for more rows or columns than a table of notes
    has, and for a quote that never ends.
    """
    if len(text) > MOST_CHARACTERS:
        raise _unreadable()
    text = text.removeprefix("\ufeff")
    text, mark = separated(text)
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=mark):
            if any(cell.strip() for cell in cells):
                rows.append([bared(cell) for cell in cells])
            if len(rows) > MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise _unreadable()
    except csv.Error:
        raise _unreadable() from None
    return rows


def guarded(cell: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula."""
    return _SPACED.sub(r"'\1", _joined(cell, [(at, at, "'") for at, _ in _beginnings(cell)]))


def bared(cell: str) -> str:
    """The text that ``guarded`` made a cell of."""
    cell = _GUARDED_SPACE.sub(r"\1", cell)
    return _joined(cell, [(at, at + 1, "") for at, sign in _beginnings(cell) if at < sign])


def _beginnings(cell: str) -> Iterator[tuple[int, int]]:
    """Each sign that begins a cell, however the text is cut: where its apostrophes begin, and where it stands itself.

    Looks back from each sign over apostrophes, blanks and quotes only, so the time grows with the text and no faster.
    """
    for found in _SIGN.finditer(cell):
        apostrophes = found.start()
        while apostrophes and cell[apostrophes - 1] == "'":
            apostrophes -= 1
        at = apostrophes
        cut = False
        while at and (cell[at - 1].isspace() or cell[at - 1] == '"'):
            at -= 1
            cut = cut or cell[at] in _CUTS
        if cut or not at or cell[at - 1] in _CUTS:
            yield apostrophes, found.start()


def _joined(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """The text with pieces, from and to, replaced."""
    parts, done = [], 0
    for start, end, instead in changes:
        parts += [text[done:start], instead]
        done = end
    return "".join([*parts, text[done:]])


def separated(text: str) -> tuple[str, str]:
    """Return a table's text without Excel's line that names the separator, and the separator: , ; or a tab."""
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=[,;\t]\r?", first):
        return rest, first[4]
    head = text[:4_000]
    return text, max(",;\t", key=lambda mark: _outside_quotes(head).count(mark))


def _outside_quotes(text: str) -> str:
    return re.sub(r'"(?:[^"]|"")*(?:"|\Z)', "", received(text))


def _unreadable() -> InvalidInput:
    return InvalidInput("This is not a table that can be read. Save it as CSV again and try once more.")

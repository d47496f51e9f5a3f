"""A codebook as a table: a row for each code; what is said of the whole stands in the row of the first."""

from __future__ import annotations

import csv
import io

from videoreflect.domain.codebook import Codebook
from videoreflect.errors import InvalidInput
from videoreflect.formats.codebook_mending import YES, LooseBook, LooseCode, Taken, mended
from videoreflect.formats.given import received
from videoreflect.formats.table import bared, guarded, separated

COLUMNS = (
    "name", "letters", "colour", "key", "about", "group", "one_of", "code", "group_code",
    "codebook", "title", "source", "purpose",
)  # fmt: skip
"""Only ``name`` has to be there, and columns may stand in any order."""

_ALSO = {
    "label": "name", "code name": "name", "description": "about", "definition": "about", "color": "colour",
    "hotkey": "key", "shortcut": "key", "abbreviation": "letters", "short": "letters", "category": "group",
    "one of": "one_of", "id": "code",
}  # fmt: skip
"""What other programs and people call a column."""


def write(book: Codebook) -> str:
    """Write a codebook as CSV, every cell quoted; give it to Excel as UTF-8 with a byte order mark."""
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(COLUMNS)
    groups = {group.id: group for group in book.groups}
    for place, code in enumerate(book.codes):
        group = groups.get(code.group)
        of_group = (group.name, "yes" if group.one_of else "no") if group else ("", "")
        of_book = ("", "", "", "") if place else (book.id, book.title, book.source, book.about)
        cells = (code.name, code.letters, str(code.colour), code.key, code.about, *of_group, code.id, code.group)
        table.writerow([guarded(cell) for cell in (*cells, *of_book)])
    return out.getvalue()


def read(text: str, called: str = "") -> Taken:
    """Read a table, also one that somebody typed in a spreadsheet; tells what had to be changed.

    ``called``: the title if the table names none. Raises InvalidInput for what is no such table.
    """
    text, separator = separated(received(text).removeprefix("\ufeff"))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise _unreadable() from None
    columns = _columns(rows[0] if rows else [])
    found = [_cells(columns, row) for row in rows[1:] if any(cell.strip() for cell in row)]
    of_book = found[0] if found else {}
    loose = LooseBook(
        codes=[_code(cells) for cells in found],
        id=of_book.get("codebook", ""),
        title=of_book.get("title", ""),
        source=of_book.get("source", ""),
        about=of_book.get("purpose", ""),
    )
    return mended(loose, called)


def _columns(heading: list[str]) -> dict[str, int]:
    names = [" ".join(bared(cell).replace("_", " ").split()).lower() for cell in heading]
    known = {_ALSO.get(name, name.replace(" ", "_")): place for place, name in reversed(list(enumerate(names)))}
    if "name" not in known:
        raise _unreadable()
    return {name: place for name, place in known.items() if name in COLUMNS}


def _cells(columns: dict[str, int], row: list[str]) -> dict[str, str]:
    return {name: bared(row[place]) for name, place in columns.items() if place < len(row)}


def _code(cells: dict[str, str]) -> LooseCode:
    return LooseCode(
        name=cells.get("name", ""),
        letters=cells.get("letters", ""),
        colour=cells.get("colour", ""),
        key=cells.get("key", ""),
        about=cells.get("about", ""),
        id=cells.get("code", ""),
        group=cells.get("group", ""),
        group_id=cells.get("group_code", ""),
        one_of=cells.get("one_of", "").strip().lower() in YES,
    )


def _unreadable() -> InvalidInput:
    return InvalidInput("This is not a table of codes: its first row needs a column “name”. Nothing was taken in.")

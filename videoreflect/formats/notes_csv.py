"""Notes as a table that spreadsheets open, with everything that a note says; ``table`` keeps formulas out.

``start`` is empty for a note about the whole lesson, ``end`` for a moment. ``codes`` has a code on each line, with
its name behind a colon. ``voice note`` is how long one is: its sound does not go along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from videoreflect.domain.note import STATES, Note
from videoreflect.errors import FormatError, InvalidInput
from videoreflect.formats import drawn_region, instant, table
from videoreflect.formats.timecode import parse, vtt
from videoreflect.formats.written_note import WrittenNote

COLUMNS = (
    "author", "start", "end", "text", "talk", "visibility", "created", "quote", "codes", "state", "shared",
    "regions", "voice note", "edited", "from", "id", "reply to",
)  # fmt: skip
FIRST = COLUMNS[:7]
"""What every version has written; the others may be missing."""

_CODE = re.compile(r"([^\s:/]+/[^\s:/]+)(?:: (.*))?")
_YES = {"yes": True, "": False}


def write(notes: Iterable[WrittenNote]) -> str:
    """Write notes as CSV, in their order."""
    return table.write([COLUMNS, *map(_cells, notes)])


def is_ours(header: Sequence[str]) -> bool:
    """Whether a first row is that of ours."""
    return set(FIRST) <= set(header)


def read(text: str) -> tuple[WrittenNote, ...]:
    """Read what ``write`` made, also after a spreadsheet has saved it again.

    Raises InvalidInput when columns or times are not as they should be.
    """
    header, *rows = table.read(text) or [[]]
    if not is_ours(header):
        raise InvalidInput("This is not a table of notes that videoreflect wrote. Copy the notes out again as a table.")
    return tuple(_note(dict(zip(header, cells, strict=False)), line) for line, cells in enumerate(rows, start=2))


def _cells(one: WrittenNote) -> tuple[str, ...]:
    note, names = one.note, dict(one.code_names)
    codes = (f"{code}: {names[code]}" if code in names else code for code in note.codes)
    return (
        one.author,
        "" if note.at_ms is None else vtt(note.at_ms),
        "" if note.to_ms is None else vtt(note.to_ms),
        note.text,
        "yes" if note.talk else "",
        one.visibility,
        instant.written(note.created_ms),
        note.quote,
        "\n".join(codes),
        note.state,
        "yes" if note.shared else "",
        drawn_region.as_text(note.regions),
        vtt(note.voice_ms) if note.voice_ms else "",
        instant.written(note.edited_ms),
        note.origin,
        note.id,
        note.reply_to,
    )


def _note(cells: dict[str, str], line: int) -> WrittenNote:
    def cell(name: str) -> str:
        return cells.get(name, "")

    try:
        codes = [_code(row) for row in cell("codes").splitlines() if row.strip()]
        note = Note(
            id=cell("id"),
            at_ms=parse(cell("start")) if cell("start") else None,
            to_ms=parse(cell("end")) if cell("end") else None,
            text=cell("text"),
            quote=cell("quote"),
            talk=_YES.get(cell("talk"), False),
            created_ms=instant.read(cell("created")),
            edited_ms=instant.read(cell("edited")),
            codes=tuple(code for code, _ in codes),
            state=cell("state") if cell("state") in STATES else "",
            shared=_YES.get(cell("shared"), False),
            reply_to=cell("reply to"),
            regions=drawn_region.from_text(cell("regions")),
            voice_ms=parse(cell("voice note")) if cell("voice note") else 0,
            origin=cell("from"),
        )
    except (InvalidInput, FormatError):
        raise InvalidInput(
            f"Row {line} of this table cannot be read. Put it right, or copy the notes out again."
        ) from None
    return WrittenNote(note, cell("author"), cell("visibility"), tuple((code, name) for code, name in codes if name))


def _code(row: str) -> tuple[str, str]:
    found = _CODE.fullmatch(row.strip())
    if found is None:
        raise FormatError
    return found[1], found[2] or ""

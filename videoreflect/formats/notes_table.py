"""Tables of notes that other programs wrote: a row for each, with a time, perhaps an end, and words.

Columns are told by their names, in the first row that has a time and words, so that a preamble may stand before it.
Of BORIS both tables of events are known: “aggregated events”, with start and stop in a row, and “tabular events”,
where one row starts a state and a later one stops it. ELAN's tab-delimited text with a row of names is read too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from videoreflect.domain.note import Note
from videoreflect.errors import InvalidInput
from videoreflect.formats.timecode import parse
from videoreflect.formats.written_note import ReadNotes, WrittenNote

NO_TIME = "rows whose time cannot be read"
NO_WORDS = "rows without words"

_LOOK_AT = 60
"""Rows in which the names of the columns are looked for."""

_NAMES: dict[str, tuple[str, ...]] = {
    "start": (
        "start", "start time", "begin", "begin time", "time", "timestamp", "time stamp", "timecode", "time code", "at",
        "in", "time in", "onset", "start_time", "starttime", "position",
    ),
    "end": ("end", "end time", "stop", "stop time", "out", "time out", "to", "finish", "end_time", "endtime"),
    "duration": ("duration", "length"),
    "text": (
        "text", "note", "notes", "comment", "comments", "annotation", "annotations", "description", "body", "content",
        "message", "transcript", "comment start", "title", "value", "moment",
    ),
    "more": ("comment stop",),
    "code": ("behavior", "behaviour", "code", "codes", "label", "labels", "tag", "tags", "category"),
    "modifiers": ("modifiers", "modifier"),
    "subject": ("subject",),
    "author": ("author", "user", "user name", "username", "observer", "coder", "created by", "creator", "participant",
               "speaker", "reviewer", "name", "tier"),
    "status": ("status",),
}  # fmt: skip
_UNIT = re.compile(
    r"\s*[(\[-]?\s*\b(s|sec|secs|seconds|ms|msec|milliseconds|hh:mm:ss(?:[.:]\w+)?|ss\.msec)\b[)\]]?\s*$"
)
_NOBODY = frozenset({"no focal subject", ""})
_MOST_MS = 1 << 40


def read(rows: Sequence[Sequence[str]]) -> ReadNotes:
    """Read the rows of a table. Raises InvalidInput where no row names a time and words, or no time can be read."""
    at, columns = _header(rows)
    left_out: Counter[str] = Counter()
    notes: list[WrittenNote] = []
    begun: dict[tuple[str, str], list[int]] = {}
    for cells in rows[at + 1 :]:
        row = _Row(columns, cells)
        try:
            one = row.note()
        except InvalidInput:
            left_out[NO_TIME] += 1
            continue
        if not one.note.text:
            left_out[NO_WORDS] += 1
        elif not _ends(row, one, begun, notes):
            notes.append(one)
    if not notes:
        raise _unreadable()
    return ReadNotes(tuple(notes), tuple(left_out.items()))


def _ends(row: _Row, one: WrittenNote, begun: dict[tuple[str, str], list[int]], notes: list[WrittenNote]) -> bool:
    """In a table of starts and stops: whether this row ends a note that began before; it is put right there."""
    status = row.cell("status").strip().upper()
    key = (one.author, row.label())
    if status == "START":
        begun.setdefault(key, []).append(len(notes))
    elif status == "STOP" and begun.get(key):
        place = begun[key].pop()
        first = notes[place].note
        notes[place] = replace(notes[place], note=replace(first, to_ms=one.note.at_ms))
        return True
    return False


class _Row:
    """The cells of one row by what they are."""

    def __init__(self, columns: dict[str, tuple[int, int]], cells: Sequence[str]) -> None:
        """Places and units (milliseconds in one) of the columns that were found."""
        self._columns, self._cells = columns, cells

    def cell(self, what: str) -> str:
        at, _ = self._columns.get(what, (-1, 0))
        return self._cells[at] if 0 <= at < len(self._cells) else ""

    def label(self) -> str:
        """What was coded, of whom, and how, as one line."""
        code, how, who = (" ".join(self.cell(what).split()) for what in ("code", "modifiers", "subject"))
        label = f"{code} ({how})" if code and how else code
        return f"{who}: {label}" if label and who.casefold() not in _NOBODY else label

    def note(self) -> WrittenNote:
        """The note of this row. Raises InvalidInput for a time that cannot be read."""
        start, end, length = (self._time(what) for what in ("start", "end", "duration"))
        if start is not None and end is None and length:
            end = start + length
        if end == start:
            end = None
        said = [self.label(), self.cell("text").strip(), self.cell("more").strip()]
        words = "\n".join(dict.fromkeys(filter(None, said)))
        return WrittenNote(Note("", start, None if start is None else end, words), self.cell("author").strip())

    def _time(self, what: str) -> int | None:
        said = self.cell(what).strip()
        if said.upper() in {"", "NA", "N/A", "-", "NAN"}:
            return None
        _, unit = self._columns[what]
        found = _milliseconds(said) if unit == 1 else parse(_short(said))
        if found >= _MOST_MS:
            raise InvalidInput("This is not a time.")
        return found


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, tuple[int, int]]]:
    for at, cells in enumerate(rows[:_LOOK_AT]):
        columns = _columns(cells)
        if "start" in columns and {"text", "code"} & columns.keys():
            return at, columns
    raise _unreadable()


def _columns(cells: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Place and unit of each column that is known; the name that stands first in its list counts."""
    plain: dict[str, tuple[int, int]] = {}
    for at, cell in enumerate(cells):
        name = " ".join(cell.casefold().replace("_", " ").split())
        unit = _UNIT.search(name)
        bare = name[: unit.start()].strip() if unit else name
        plain.setdefault(bare, (at, 1 if unit and unit[1].startswith(("ms", "milli")) else 1000))
    found = {what: next((plain[name] for name in names if name in plain), None) for what, names in _NAMES.items()}
    return {what: place for what, place in found.items() if place is not None}


def _short(said: str) -> str:
    """A time with at most three digits after the point."""
    found = re.fullmatch(r"(.*[.,][0-9]{3})[0-9]{1,12}", said)
    return found[1] if found else said


def _milliseconds(said: str) -> int:
    whole = said.partition(".")[0]
    if not whole.isascii() or not whole.isdigit() or len(whole) > 12:
        raise InvalidInput("This is not a time.")
    return int(whole)


def _unreadable() -> InvalidInput:
    return InvalidInput(
        "This table holds no notes that can be taken in: it needs a column for the time (start) and one for the words "
        "(text, note or comment), with their names above them."
    )

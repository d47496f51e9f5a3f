"""Reading transcripts in Word documents: our table, as a person put it right, and what Teams gives out.

Only the main text of the document is unpacked, up to a limit; what was deleted with “track changes” is left out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats import meeting
from videoreflect.formats.docx_writing import COLUMNS, LANGUAGE_COLUMN
from videoreflect.formats.given import language_code
from videoreflect.formats.named import one_name
from videoreflect.formats.timecode import parse
from videoreflect.formats.transcript_json import Transcript
from videoreflect.formats.xml_tree import tree

MOST_PARTS = 2_000
MOST_UNPACKED = 40_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "/relationships/officeDocument"
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_SIGNS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "\u2011"}


def read(raw: bytes) -> Transcript:
    """Read a Word document. Raises InvalidInput when it is none, is too big, or holds no transcript."""
    body = tree(_unpacked(raw)).find(f"{_W}body")
    if body is None:
        raise _no_document()
    for table in body.iter(f"{_W}tbl"):
        rows = _table(table)
        if rows and {"Start", "Text"} <= set(rows[0]):
            return Transcript(tuple(_lines(rows)), language=_language(raw))
    return Transcript(meeting.read("\n".join(_text(one) for one in body.iter(f"{_W}p")).split("\n")))


def _unpacked(raw: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if len(packed.infolist()) > MOST_PARTS:
                raise _too_big()
            return _part(packed, _main_part(packed))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise _no_document() from None


def _main_part(packed: zipfile.ZipFile) -> str:
    for one in tree(_part(packed, "_rels/.rels")):
        if str(one.get("Type", "")).endswith(_MAIN):
            return str(one.get("Target", "")).lstrip("/")
    raise _no_document()


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    """Unpack one part; it never gives more than the size it declares, and that is looked at first."""
    if packed.getinfo(name).file_size > MOST_UNPACKED:
        raise _too_big()
    return packed.read(name)


def _language(raw: bytes) -> str:
    """What the properties of the document say; nothing if they cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            said = tree(_part(packed, "docProps/core.xml")).find("{http://purl.org/dc/elements/1.1/}language")
    except (KeyError, InvalidInput, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
        return ""
    return language_code(said.text or "") if said is not None else ""


def _table(table: Any) -> list[list[str]]:
    return [
        ["\n".join(_text(one) for one in cell.iterfind(f"{_W}p")) for cell in row.iterfind(f"{_W}tc")]
        for row in table.iterfind(f"{_W}tr")
    ]


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[Line]:
    """The rows below the head; one without a start is no line (a row that somebody left empty)."""
    places = {name: rows[0].index(name) for name in (*COLUMNS, LANGUAGE_COLUMN) if name in rows[0]}
    for row in rows[1:]:
        cells = {name: row[at] for name, at in places.items() if at < len(row)}
        if not cells.get("Start", "").strip():
            continue
        start = parse(cells["Start"])
        end = parse(cells["End"]) if cells.get("End", "").strip() else start
        voice, language = one_name(cells.get("Who", "")), language_code(cells.get(LANGUAGE_COLUMN, ""))
        yield Line(start, end, cells.get("Text", ""), voice=voice, language=language)


def _text(paragraph: Any) -> str:
    """What stands in a paragraph; walked without recursion, since a file may nest deeply."""
    found: list[str] = []
    waiting = [paragraph]
    while waiting:
        one = waiting.pop()
        if one.tag == f"{_W}t":
            found.append(one.text or "")
        elif one.tag in _SIGNS:
            found.append(_SIGNS[one.tag])
        elif one.tag not in _LEFT_OUT and (one is paragraph or one.tag != f"{_W}p"):
            waiting.extend(reversed(one))
    return "".join(found)


def _no_document() -> InvalidInput:
    return InvalidInput("This is not a Word document that can be read. Save it in Word again, as .docx.")


def _too_big() -> InvalidInput:
    return InvalidInput("This document unpacks to far more than a transcript, so it was not read.")

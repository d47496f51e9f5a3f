"""Any file of notes, told by what is in it and not by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence

from videoreflect.domain.note import Note
from videoreflect.errors import InvalidInput
from videoreflect.formats import (
    notes_csv,
    notes_eaf_reading,
    notes_table,
    notes_vtt,
    otranscribe,
    table,
    web_annotation_reading,
)
from videoreflect.formats.given import decoded, received
from videoreflect.formats.written_note import MOST_NOTES, ReadNotes, WrittenNote

MOST_BYTES = 32 << 20

FORMS = {
    "csv": "Table of videoreflect",
    "table": "Table (CSV)",
    "annotations": "Web Annotations",
    "vtt": "Notes of videoreflect (WebVTT)",
    "cues": "Chapters or subtitles (WebVTT)",
    "eaf": "ELAN file",
    "otr": "oTranscribe",
}
"""What a file was found to be, in words."""

_XML = re.compile(r"\s*<(?:\?xml|!--|!DOCTYPE|ANNOTATION_DOCUMENT)")
_OTHERS = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")


def read_any(raw: bytes, tiers: Collection[int] | None = None) -> tuple[ReadNotes, str]:
    """Read notes in any form of ``FORMS``; of those with tiers only the chosen ones. Returns them and the form.

    Raises InvalidInput with a sentence when it is none of them, or too long.
    """
    check_length(raw)
    found, form = _read(raw, tiers)
    if not found.notes and not found.tiers:
        raise InvalidInput("This file holds no notes.")
    return found, form


def check_length(raw: bytes) -> None:
    """Raise InvalidInput for a file beyond ``MOST_BYTES``."""
    if len(raw) > MOST_BYTES:
        raise InvalidInput("This file is too long to hold notes: more than 32 MB.")


def check_number(found: ReadNotes) -> None:
    """Raise InvalidInput for more notes than are taken in at once."""
    if len(found.notes) > MOST_NOTES:
        more = " Choose fewer of its tiers." if len(found.tiers) > 1 else ""
        raise InvalidInput(f"This file has more notes than can be taken in at once: {MOST_NOTES:,}.{more}")


def needs_library(raw: bytes) -> bool:
    """Whether it would be parsed as XML by a library in C: better in a process of its own."""
    return _XML.match(received(decoded(raw))) is not None


def _read(raw: bytes, tiers: Collection[int] | None) -> tuple[ReadNotes, str]:
    if raw.startswith(_OTHERS):
        raise _unreadable()
    text = received(decoded(raw))
    if _XML.match(text):
        return notes_eaf_reading.read(raw, tiers), "eaf"
    if text.lstrip().startswith(("{", "[")):
        return _json(text)
    if re.match(r"WEBVTT(?=[ \t\n]|$)", text):
        return _vtt(text)
    return _table(decoded(raw))


def _json(text: str) -> tuple[ReadNotes, str]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if otranscribe.is_otr(content):
        lines = otranscribe.read(text)
        return ReadNotes(tuple(WrittenNote(Note("", one.start_ms, None, one.text), one.voice) for one in lines)), "otr"
    return web_annotation_reading.read(text), "annotations"


def _vtt(text: str) -> tuple[ReadNotes, str]:
    if notes_vtt.is_ours(text):
        return ReadNotes(notes_vtt.read(text)), "vtt"
    return ReadNotes(notes_vtt.read_others(text)), "cues"


def _table(text: str) -> tuple[ReadNotes, str]:
    rows: Sequence[Sequence[str]] = table.read(text)
    if rows and notes_csv.is_ours(rows[0]):
        return ReadNotes(notes_csv.read(text)), "csv"
    return notes_table.read(rows), "table"


def _unreadable() -> InvalidInput:
    return InvalidInput(
        "This file holds no notes that can be taken in: a table (CSV), Web Annotations (JSON), WebVTT, an ELAN file, "
        "or oTranscribe. Save it as one of these."
    )

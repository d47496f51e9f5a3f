"""Any transcript file, told by what is in it and not by its name."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence

from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats import (
    docx_reading,
    eaf_reading,
    meeting,
    otranscribe,
    srt,
    time_of_day,
    timed_text,
    transcript_json,
    webvtt,
)
from videoreflect.formats.given import decoded, received
from videoreflect.formats.transcript_json import Transcript

MOST_BYTES = 32 << 20
MOST_LINES = 100_000

FORMS = {
    "vtt": "Subtitles (WebVTT)",
    "srt": "Subtitles (SubRip)",
    "txt": "Text with times",
    "json": "JSON of videoreflect",
    "docx": "Word document",
    "eaf": "ELAN file",
    "otr": "oTranscribe",
    "teams": "Transcript of Teams",
    "zoom-chat": "Chat of Zoom, without private messages",
    "zoom-captions": "Captions that Zoom saved",
}
"""What a file was found to be, in words."""

_ZIP = b"PK\x03\x04"
_XML = re.compile(r"\s*<(?:\?xml|!--|!DOCTYPE|ANNOTATION_DOCUMENT)")
_HEAD_ROWS = 200


def read_any(raw: bytes) -> tuple[Transcript, str]:
    """Read a transcript in any form of ``FORMS``. Returns it, its lines in order of time, and the form.

    Raises InvalidInput with a sentence when it is none of them, too long, or a line ends before it begins.
    """
    check_length(raw)
    transcript, form = _read(raw)
    _check(transcript.lines)
    ordered = sorted(transcript.lines, key=lambda line: line.start_ms)
    return dataclasses.replace(transcript, lines=tuple(ordered)), form


def check_length(raw: bytes) -> None:
    """Raise InvalidInput for a file beyond ``MOST_BYTES``."""
    if len(raw) > MOST_BYTES:
        raise InvalidInput("This file is too long to be a transcript: more than 32 MB.")


def needs_library(raw: bytes) -> bool:
    """Whether it would be unpacked, or parsed as XML, by a library in C: better in a process of its own."""
    return raw.startswith(_ZIP) or _XML.match(received(decoded(raw))) is not None


def _read(raw: bytes) -> tuple[Transcript, str]:
    if raw.startswith(_ZIP):
        return docx_reading.read(raw), "docx"
    text = received(decoded(raw))
    if _XML.match(text):
        return eaf_reading.read(raw), "eaf"
    if form := time_of_day.form_of(text.split("\n", _HEAD_ROWS)[:_HEAD_ROWS]):
        found = time_of_day.read(text.split("\n"))
        return Transcript(found.lines, clock_ms=found.clock_ms), form
    if text.lstrip().startswith(("{", "[")) and not timed_text.begins(text.lstrip().split("\n", 1)[0]):
        return _json(text)
    for form, holds, read in _TEXTS:
        if holds(text):
            return Transcript(read(text), language=webvtt.language_of(text) if form == "vtt" else ""), form
    raise InvalidInput(
        "This is not a transcript in a form that can be taken in: "
        "WebVTT, SubRip, Word, ELAN, oTranscribe, Teams, Zoom, or a text or JSON of videoreflect."
    )


def _json(text: str) -> tuple[Transcript, str]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if otranscribe.is_otr(content):
        return Transcript(otranscribe.read(text)), "otr"
    return transcript_json.read(text), "json"


def _is_vtt(text: str) -> bool:
    return re.match(r"WEBVTT(?=[ \t\n]|$)", text) is not None


def _is_srt(text: str) -> bool:
    first = [row for row in text.split("\n", _HEAD_ROWS)[:_HEAD_ROWS] if row.strip()][:2]
    return any(srt.times_in(row) for row in first)


def _is_timed(text: str) -> bool:
    first = next((row for row in text.split("\n", _HEAD_ROWS) if row), "")
    return timed_text.begins(first)


def _is_meeting(text: str) -> bool:
    return meeting.begins(text.split("\n", _HEAD_ROWS)[:_HEAD_ROWS])


def _meeting(text: str) -> tuple[Line, ...]:
    return meeting.read(text.split("\n"))


_TEXTS = (
    ("vtt", _is_vtt, webvtt.read),
    ("txt", _is_timed, timed_text.read),
    ("srt", _is_srt, srt.read),
    ("teams", _is_meeting, _meeting),
)
"""In this order: the first that fits reads the whole file."""


def _check(lines: Sequence[Line]) -> None:
    if len(lines) > MOST_LINES:
        raise InvalidInput("This file has more lines than a lesson can have.")
    for number, line in enumerate(lines, start=1):
        if line.end_ms < line.start_ms:
            raise InvalidInput(f"Line {number} of this file ends before it begins. Put its times right and try again.")

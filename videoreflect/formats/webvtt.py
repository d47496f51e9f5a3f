"""WebVTT, the subtitles that browsers show.

Text is escaped so that nothing in it is taken for markup or for a time line; a new line inside
a text is written ``&#10;``, because an empty line would end it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats.given import printable, received
from videoreflect.formats.timecode import parse, vtt

_ARROW = "-->"
_TAG = re.compile(r"<[^<>]*>?")


def write(lines: Sequence[Line]) -> str:
    """Write lines as a WebVTT file; words and their probabilities are left out."""
    cues = (f"{vtt(line.start_ms)} {_ARROW} {vtt(line.end_ms)}\n{_escaped(line.text)}\n" for line in lines)
    return "\n".join(("WEBVTT\n", *cues))


def read(text: str) -> tuple[Line, ...]:
    """Read the cues of a WebVTT file in the order they stand; markup, notes and styles are left out.

    Raises InvalidInput when it is no WebVTT file or a time cannot be read.
    """
    rows = received(text).split("\n")
    if not re.match(r"WEBVTT(?=[ \t]|$)", rows[0]):
        raise InvalidInput("This is not a WebVTT file: its first line should be WEBVTT.")
    return tuple(_cues(rows))


def _cues(rows: Sequence[str]) -> Iterator[Line]:
    at = 1
    while at < len(rows):
        if _ARROW not in rows[at]:
            at += 1
            continue
        times, body = rows[at], at + 1
        at = body
        while at < len(rows) and rows[at] and _ARROW not in rows[at]:
            at += 1
        start_ms, end_ms = _times(times)
        yield Line(start_ms, end_ms, "\n".join(_unescaped(row) for row in rows[body:at]))


def _times(row: str) -> tuple[int, int]:
    start, _, rest = row.partition(_ARROW)
    settings = rest.split()
    if not settings or ":" not in start or ":" not in settings[0]:
        raise InvalidInput("A time in this subtitle file cannot be read. Export the file again.")
    return parse(start), parse(settings[0])


def _escaped(text: str) -> str:
    marked = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return marked.replace("\n", "&#10;")


def _unescaped(row: str) -> str:
    return html.unescape(_TAG.sub("", row))

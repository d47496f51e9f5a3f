"""SubRip (.srt), the subtitles that almost every player reads.

It holds times, texts and, as “Teacher: ” in front, voices; no words, no languages. The format has no escapes.
An empty line would end a text, so one inside a text is written as an invisible character (zero width space),
and taken out again when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats.given import printable, received
from videoreflect.formats.named import joined, parted
from videoreflect.formats.timecode import parse, srt

_INVISIBLE = "\u200b"
_TIMES = re.compile(r"\s*([0-9:]+[,.][0-9]{1,3})\s*-->\s*([0-9:]+[,.][0-9]{1,3})(?:\s.*)?")


def write(lines: Sequence[Line]) -> str:
    """Write lines as a SubRip file, numbered from 1; words, their probabilities and languages are left out."""
    texts = joined([(line.voice, printable(line.text)) for line in lines])
    return "\n".join(
        f"{number}\n{srt(line.start_ms)} --> {srt(line.end_ms)}\n{_guarded(text)}"
        for number, (line, text) in enumerate(zip(lines, texts, strict=True), start=1)
    )


def read(text: str) -> tuple[Line, ...]:
    """Read the texts of a SubRip file in the order they stand; markup in them is kept as it is.

    Raises InvalidInput when a numbered text has no time line that can be read.
    """
    lines = tuple(_lines(received(text).split("\n")))
    spoken = parted([line.text for line in lines])
    return tuple(
        Line(line.start_ms, line.end_ms, said, voice=voice) for line, (voice, said) in zip(lines, spoken, strict=True)
    )


def _lines(rows: Sequence[str]) -> Iterator[Line]:
    at = 0
    while at < len(rows):
        if not rows[at].strip():
            at += 1
            continue
        end = next((row for row in range(at, len(rows)) if not rows[row]), len(rows))
        yield _line(rows[at:end])
        at = end


def _line(block: Sequence[str]) -> Line:
    for at, row in enumerate(block[:2]):
        if times := _TIMES.fullmatch(row):
            text = "\n".join(_bared(row) for row in block[at + 1 :])
            return Line(parse(times[1]), parse(times[2]), text)
    raise InvalidInput("This is not a SubRip file: a text has no time line. Export the file again.")


def _guarded(text: str) -> str:
    if not text:
        return ""
    return "".join(f"{_INVISIBLE + row if _only_invisible(row) else row}\n" for row in text.split("\n"))


def _bared(row: str) -> str:
    return row[1:] if row and _only_invisible(row) else row


def _only_invisible(row: str) -> bool:
    return not row.strip(_INVISIBLE)

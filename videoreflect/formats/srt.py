"""SubRip (.srt), the subtitles that almost every player reads.

It holds times, texts and, as “Teacher: ” in front, voices; no words, no languages. The format has no escapes.
An empty row would end a text and a time begin another one, so a row that looks like either has an invisible
character in front (zero width space), and what players take for a tag has one inside (word joiner). Both are taken
out again when it is read. Tags of other programs are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats.given import printable, received
from videoreflect.formats.named import joined, parted
from videoreflect.formats.rolling import unrolled
from videoreflect.formats.timecode import parse_cut, srt

_INVISIBLE = "\u200b"
_JOINER = "\u2060"
_TIME = r"((?:[0-9]{1,4}:){1,2}[0-9]{1,2}(?:[,.][0-9]{1,9})?)"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_LIKE_TIMES = re.compile(r"\s*[0-9]{1,4}:[0-9:., ]{0,20}-->")
_NUMBER = re.compile(r"\s*[0-9]{1,9}\s*")
_TAG = re.compile(rf"<({_JOINER}*)(/?(?:[bius]|font(?:[ \t][^<>\n]*)?)>)|{{({_JOINER}*)(\\[^{{}}\n]*}})", re.IGNORECASE)


def write(lines: Sequence[Line]) -> str:
    """Write lines as a SubRip file, numbered from 1; words, their probabilities and languages are left out."""
    texts = joined([(line.voice, printable(line.text)) for line in lines])
    return "\n".join(
        f"{number}\n{srt(line.start_ms)} --> {srt(line.end_ms)}\n{_guarded(text)}"
        for number, (line, text) in enumerate(zip(lines, texts, strict=True), start=1)
    )


def read(text: str) -> tuple[Line, ...]:
    """Read the texts of a SubRip file in the order they stand, also where empty rows are missing or too many.

    Raises InvalidInput when there is no time line, or one cannot be read.
    """
    lines = unrolled([*_lines(received(text).split("\n"))])
    spoken = parted([line.text for line in lines])
    return tuple(
        Line(line.start_ms, line.end_ms, said, voice=voice) for line, (voice, said) in zip(lines, spoken, strict=True)
    )


def times_in(row: str) -> bool:
    """Whether a row is the time line of a text."""
    return _TIMES.fullmatch(row) is not None


def _lines(rows: Sequence[str]) -> Iterator[Line]:
    heads = [at for at, row in enumerate(rows) if _LIKE_TIMES.match(row)]
    if not heads or any(row.strip() and not _NUMBER.fullmatch(row) for row in rows[: heads[0]]):
        raise InvalidInput("This is not a SubRip file: a text has no time line. Export the file again.")
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        times = _TIMES.fullmatch(rows[head])
        if times is None:
            raise InvalidInput("A time in this subtitle file cannot be read. Export the file again.")
        said = "\n".join(_bared(row) for row in _said(rows[head + 1 : following], last=following is None))
        yield Line(parse_cut(times[1]), parse_cut(times[2]), _TAG.sub(_untagged, said))


def _said(rows: Sequence[str], *, last: bool) -> list[str]:
    """The rows of a text, without empty ones and without the number of the text that follows."""
    end = len(rows)
    while end and not rows[end - 1]:
        end -= 1
    numbered = end > 0 and _NUMBER.fullmatch(rows[end - 1]) is not None
    apart = end > 1 and not rows[end - 2]
    touches = end == len(rows) and not last
    if numbered and (apart or touches):
        end -= 1
    return [row for row in rows[:end] if row]


def _guarded(text: str) -> str:
    if not text:
        return ""
    rows = _TAG.sub(_marked, text).split("\n")
    return "".join(f"{_INVISIBLE + row if _misleads(row) else row}\n" for row in rows)


def _bared(row: str) -> str:
    return row[1:] if row.startswith(_INVISIBLE) and _misleads(row) else row


def _misleads(row: str) -> bool:
    bare = row.lstrip(_INVISIBLE)
    return not bare or _LIKE_TIMES.match(bare) is not None


def _marked(tag: re.Match[str]) -> str:
    return f"{tag[0][0]}{_JOINER}{tag[0][1:]}"


def _untagged(tag: re.Match[str]) -> str:
    """A tag is nothing; one that was marked is what was said."""
    return f"{tag[0][0]}{tag[0][2:]}" if tag[0][1] == _JOINER else ""

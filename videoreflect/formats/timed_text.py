"""Plain text with times to the millisecond, which a person can put right in any editor and take in again.

``[00:00:12.340 - 00:00:15.120] Teacher: text``, with a language as in ``[… de]``. It holds times, texts, voices and
languages; no words. Rows that do not begin with times go on with the line before. Text of ours without ends
(``[0:12] text``, see ``plain_text``) is read too; the ends are guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats.begun import Begun, with_ends
from videoreflect.formats.given import language_code, printable, received
from videoreflect.formats.named import joined, parted
from videoreflect.formats.timecode import parse, vtt

_GUARD = "\u200b"
_TIME = r"[0-9]{1,4}(?::[0-9]{1,2}){1,2}(?:[.,][0-9]{1,3})?"
_HEAD = re.compile(rf"\[({_TIME})(?:\s*(?:-->|[-–])\s*({_TIME}))?(?: ([A-Za-z][A-Za-z0-9-]{{1,34}}))?\](?: |$)")


def write(lines: Sequence[Line]) -> str:
    """Write a row for each line of speech; new lines in a text go on in rows of their own."""
    texts = joined([(line.voice, printable(line.text)) for line in lines])
    return "".join(f"{_head(line)} {_rows(text)}\n" for line, text in zip(lines, texts, strict=True))


def read(text: str) -> tuple[Line, ...]:
    """Read what ``write`` or ``plain_text`` made, also after an editor has saved it again.

    Raises InvalidInput when it does not begin with a time, or a time cannot be read.
    """
    rows = [row for row in received(text).split("\n") if row]
    if not rows or not begins(rows[0]):
        raise InvalidInput("This is not a text with times: its first line should begin like [0:12].")
    begun = _begun(rows)
    spoken = parted([one.text for one in begun])
    return with_ends(
        Begun(one.start_ms, said, voice, one.language, one.end_ms)
        for one, (voice, said) in zip(begun, spoken, strict=True)
    )


def begins(row: str) -> bool:
    """Whether a row begins with times."""
    return _HEAD.match(row) is not None


def _begun(rows: Sequence[str]) -> list[Begun]:
    found: list[tuple[re.Match[str], list[str]]] = []
    for row in rows:
        if head := _HEAD.match(row):
            found.append((head, [row[head.end() :]]))
        else:
            found[-1][1].append(row.removeprefix(_GUARD))
    return [
        Begun(
            parse(head[1]),
            "\n".join(texts),
            language=language_code(head[3] or ""),
            end_ms=parse(head[2]) if head[2] else None,
        )
        for head, texts in found
    ]


def _head(line: Line) -> str:
    language = language_code(line.language)
    return f"[{vtt(line.start_ms)} - {vtt(line.end_ms)}{' ' + language if language else ''}]"


def _rows(text: str) -> str:
    first, *more = text.split("\n")
    return "\n".join([first, *(_GUARD + row if not row or row[0] in _GUARD + "[" else row for row in more)])

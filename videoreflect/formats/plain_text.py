"""A transcript as plain text, for reading, printing and pasting into a document.

Whole seconds, no ends, no words: ``timed_text`` is the form that comes back unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence

from videoreflect.domain.transcript import Line
from videoreflect.formats.doubt import is_doubtful
from videoreflect.formats.given import printable
from videoreflect.formats.named import one_name
from videoreflect.formats.timecode import clock


def write(lines: Sequence[Line], *, times: bool = True, mark_doubtful: bool = False) -> str:
    """Write one line of text for each line of speech, with its start in front if ``times``.

    With ``mark_doubtful`` a word that Whisper was not sure of is followed by ``(?)``.
    """
    return "".join(f"{_start(line) if times else ''}{_voice(line)}{_text(line, mark_doubtful)}\n" for line in lines)


def _start(line: Line) -> str:
    return f"[{clock(line.start_ms)}] "


def _voice(line: Line) -> str:
    return f"{one_name(line.voice)}: " if one_name(line.voice) else ""


def _text(line: Line, mark_doubtful: bool) -> str:
    if not mark_doubtful or not line.words:
        return " ".join(printable(line.text).split())
    marked = "".join(f"{word.text}(?)" if is_doubtful(word) else word.text for word in line.words)
    return " ".join(printable(marked).split())

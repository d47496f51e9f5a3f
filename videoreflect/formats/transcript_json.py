"""A transcript with everything in it: words, probabilities, voices, languages and where somebody spoke.

Version 2 added ``id``, ``voice`` and ``language`` of a line, left out where empty; version 1 is read too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from videoreflect.domain.transcript import Line, Span, Word
from videoreflect.errors import InvalidInput
from videoreflect.formats.given import received

FORMAT = "videoreflect-transcript"
VERSION = 2
_READ = (1, 2)


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a transcript file holds; ``language`` is empty when nobody spoke.

    ``clock_ms`` is the time of the day at which its times begin, in ms after midnight, where it says that.
    """

    lines: tuple[Line, ...]
    speech: tuple[Span, ...] = ()
    language: str = ""
    clock_ms: int | None = None


def write(lines: Sequence[Line], *, speech: Sequence[Span] = (), language: str = "") -> str:
    """Write lines with their words as JSON; times are whole milliseconds."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "language": language,
        "lines": [_line(line) for line in lines],
        "speech": [[span.start_ms, span.end_ms] for span in speech],
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def read(text: str) -> Transcript:
    """Read what ``write`` made; unknown fields are passed over.

    Raises InvalidInput when it is anything else, or of a later version.
    """
    try:
        content = json.loads(received(text))
        if content["format"] != FORMAT:
            raise _unreadable()
        if content["version"] not in _READ:
            raise InvalidInput("This transcript was written by a newer videoreflect. Update videoreflect to read it.")
        return Transcript(
            tuple(_read_line(one) for one in _list(content["lines"])),
            tuple(Span(*_times(*one)) for one in _list(content.get("speech", []))),
            _text(content.get("language", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable() from error


def _line(line: Line) -> dict[str, Any]:
    words = [
        {"start_ms": one.start_ms, "end_ms": one.end_ms, "text": one.text, "probability": one.probability}
        for one in line.words
    ]
    named = {"id": line.id, "voice": line.voice, "language": line.language}
    told = {name: value for name, value in named.items() if value}
    return {"start_ms": line.start_ms, "end_ms": line.end_ms, **told, "text": line.text, "words": words}


def _read_line(one: Any) -> Line:
    words = tuple(_read_word(word) for word in _list(one.get("words", [])))
    named = (_text(one.get(name, "")) for name in ("id", "voice", "language"))
    return Line(*_times(one["start_ms"], one["end_ms"]), _text(one["text"]), words, *named)


def _read_word(one: Any) -> Word:
    probability = one["probability"]
    if isinstance(probability, bool) or not isinstance(probability, int | float) or not 0 <= probability <= 1:
        raise _unreadable()
    return Word(*_times(one["start_ms"], one["end_ms"]), _text(one["text"]), float(probability))


def _times(start_ms: Any, end_ms: Any) -> tuple[int, int]:
    if type(start_ms) is not int or type(end_ms) is not int or not 0 <= start_ms <= end_ms:
        raise _unreadable()
    return start_ms, end_ms


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _unreadable()
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _unreadable()
    return value


def _unreadable() -> InvalidInput:
    return InvalidInput("This is not a transcript that videoreflect wrote, or it is damaged. Export it again.")

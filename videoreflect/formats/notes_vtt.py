"""Notes as WebVTT metadata: a cue for each note, its text one line of JSON, as ``<track kind="metadata">`` has it.

A cue needs a time and a length, and a note need not have them; so ``about`` says what the note is about:
``moment``, ``range`` or ``lesson``. Times are those of the cue, so that a program may shift them all; a moment
lasts a millisecond there, and a note about the whole lesson goes from its beginning to its end. In the JSON ``<``,
``>`` and ``&`` are escaped, so that nothing is taken for a time line or markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from videoreflect.domain.note import Note
from videoreflect.domain.transcript import Line
from videoreflect.errors import FormatError, InvalidInput
from videoreflect.formats import note_json, webvtt
from videoreflect.formats.given import received
from videoreflect.formats.timecode import parse, vtt
from videoreflect.formats.written_note import WrittenNote

HEAD = "WEBVTT videoreflect notes"
"""The first line of ours."""

_ARROW = "-->"
_WORDS = ("text", "comment", "description", "title", "label", "value", "name")
"""Under which names other programs keep words in the JSON of a cue; the first that is there counts."""


def write(notes: Iterable[WrittenNote], duration_ms: int) -> str:
    """Write notes as cues, in their order; ``duration_ms`` is the length of the lesson."""
    return "\n".join((f"{HEAD}\n", *(_cue(one, duration_ms) for one in notes)))


def is_ours(text: str) -> bool:
    """Whether a file is one of ours."""
    return text.removeprefix("\ufeff").split("\n", 1)[0].strip() == HEAD


def read(text: str) -> tuple[WrittenNote, ...]:
    """Read the notes of a file of ours. Raises InvalidInput."""
    rows = received(text).split("\n")
    return tuple(_own(rows, at) for at in range(1, len(rows)) if _ARROW in rows[at])


def read_others(text: str) -> tuple[WrittenNote, ...]:
    """Read chapters, subtitles or metadata of another program: each cue is a note. Raises InvalidInput."""
    return tuple(_other(line) for line in webvtt.read(text))


def _cue(one: WrittenNote, duration_ms: int) -> str:
    note = one.note
    about, at, to = "range", note.at_ms, note.to_ms
    if at is None:
        about, at, to = "lesson", 0, max(duration_ms, 1)
    elif to is None:
        about, to = "moment", at + 1
    said = {"about": about} | note_json.content_of(one)
    for name in ("at_ms", "to_ms"):
        said.pop(name, None)
    cue = f"{vtt(at)} {_ARROW} {vtt(to or 0)}\n{_line(said)}\n"
    return f"{note.id}\n{cue}" if note.id else cue


def _line(said: dict[str, Any]) -> str:
    text = json.dumps(said, ensure_ascii=False)
    return re.sub("[<>&\x7f-\x9f\u2028\u2029\ufeff]", lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _own(rows: Sequence[str], at: int) -> WrittenNote:
    start, _, rest = rows[at].partition(_ARROW)
    try:
        content = json.loads(rows[at + 1] if at + 1 < len(rows) else "")
        one = note_json.written_from(content)
        begin, end = parse(start), parse((rest.split() or [""])[0])
        return replace(one, note=_timed(one.note, content.get("about"), begin, end))
    except (ValueError, RecursionError, FormatError, InvalidInput):
        raise InvalidInput(f"A note in line {at + 1} of this file cannot be read. Copy the notes out again.") from None


def _timed(note: Note, about: object, begin: int, end: int) -> Note:
    if about == "lesson":
        return replace(note, at_ms=None, to_ms=None)
    if about == "moment":
        return replace(note, at_ms=begin, to_ms=None)
    return replace(note, at_ms=begin, to_ms=end)


def _other(line: Line) -> WrittenNote:
    return WrittenNote(Note("", line.start_ms, line.end_ms, _words(line.text)), line.voice)


def _words(text: str) -> str:
    """What a cue says: its text, or if that is JSON, the words in it."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return text
    found = [content[name] for name in _WORDS if isinstance(content.get(name), str)]
    return found[0] if found else text

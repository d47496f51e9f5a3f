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
from itertools import takewhile
from typing import Any

from videoreflect.domain.note import Note, is_code
from videoreflect.errors import FormatError, InvalidInput
from videoreflect.formats import note_json, webvtt
from videoreflect.formats.given import received
from videoreflect.formats.timecode import parse, vtt
from videoreflect.formats.written_note import WrittenNote

HEAD = "WEBVTT videoreflect notes"
"""The first line of ours."""

_ARROW = "-->"
_WORDS = ("text", "note", "comment", "body", "content", "description", "title", "label", "value", "name")
"""Under which names other programs keep words in the JSON of a cue; the first that is there counts."""
_LABELS = ("tags", "labels", "codes")
_AUTHORS = ("author", "creator", "user")


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
    """Read chapters, subtitles or metadata of another program: each cue is a note. Raises InvalidInput.

    Metadata is JSON, in which nothing is markup; subtitles are read as subtitles.
    """
    lines = webvtt.read(text)  # says what is wrong with it
    rows = received(text).split("\n")
    cues = [(rows[at], "\n".join(takewhile(bool, rows[at + 1 :]))) for at in range(1, len(rows)) if _ARROW in rows[at]]
    if any(_object(said) is not None for _, said in cues):
        return tuple(_of_metadata(*cue) for cue in cues)
    return tuple(WrittenNote(Note("", one.start_ms, one.end_ms, one.text), one.voice) for one in lines)


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


def _of_metadata(times: str, said: str) -> WrittenNote:
    """A cue of metadata: the words in its JSON, its labels and its author; without words the whole of it."""
    start, _, rest = times.partition(_ARROW)
    content = _object(said) or {}
    words = next((content[name] for name in _WORDS if isinstance(content.get(name), str)), said)
    named = [one for name in _LABELS for one in _texts(content.get(name)) if one.strip()] if words != said else []
    codes = tuple(dict.fromkeys(one for one in named if is_code(one)))
    labels = [" ".join(one.split()) for one in named if one not in codes]
    text = "\n".join(filter(None, (words, f"Labels: {', '.join(labels)}" if labels else "")))
    author = next((content[name] for name in _AUTHORS if isinstance(content.get(name), str)), "")
    return WrittenNote(Note("", parse(start), parse(rest.split()[0]), text, codes=codes), author)


def _object(said: str) -> dict[str, Any] | None:
    if not said.lstrip().startswith("{"):
        return None
    try:
        content = json.loads(said)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _texts(value: object) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]

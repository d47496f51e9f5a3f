"""Chapters as WebVTT, as ``<track kind="chapters">`` has them: a cue for each, until the next begins.

Read are those of any program: where a cue begins, and its words on one line without markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from videoreflect.domain.chapter import Chapter
from videoreflect.errors import InvalidInput
from videoreflect.formats.given import received, unescaped
from videoreflect.formats.timecode import parse, vtt

_ARROW = "-->"
_HEAD = re.compile(r"WEBVTT(?=[ \t\n]|$)")
_TAG = re.compile(r"<[^<>]{0,1000}>")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def write(chapters: Sequence[Chapter], duration_ms: int) -> str:
    """Write chapters in the order of the clip; ``duration_ms`` is the length of the lesson.

    A cue needs a length, so of chapters that begin at one moment all go on until the next moment.
    """
    cues = [
        f"{vtt(one.at_ms)} {_ARROW} {vtt(_end(chapters, one.at_ms, duration_ms))}\n{_escaped(one.name)}\n"
        for one in chapters
    ]
    return "\n".join(("WEBVTT\n", *cues))


def read(text: str) -> tuple[tuple[int, str], ...]:
    """When each chapter begins, in ms, and its name. Raises InvalidInput."""
    text = received(text)
    if not _HEAD.match(text):
        raise InvalidInput("This is no WebVTT file. Save the chapters as WebVTT (.vtt) and try again.")
    rows = text.split("\n")
    return tuple(_cue(rows, at) for at in range(1, len(rows)) if _ARROW in rows[at])


def _end(chapters: Sequence[Chapter], at_ms: int, duration_ms: int) -> int:
    later = (one.at_ms for one in chapters if one.at_ms > at_ms)
    return min(later, default=max(duration_ms, at_ms + 1))


def _escaped(name: str) -> str:
    return re.sub("[&<>]", lambda sign: _ESCAPED[sign[0]], name)


def _cue(rows: Sequence[str], at: int) -> tuple[int, str]:
    said = " ".join(takewhile(str.strip, rows[at + 1 :]))
    return parse(rows[at].partition(_ARROW)[0]), unescaped(_TAG.sub("", said))

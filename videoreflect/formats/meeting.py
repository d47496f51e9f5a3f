"""Transcripts of Teams as a document or pasted from one: a row with name and time, then what was said.

``Name   0:03`` and the text below; older ones have ``0:0:0.0 --> 0:0:2.3``, then the name, then the text.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats.begun import Begun, with_ends
from videoreflect.formats.named import one_name
from videoreflect.formats.timecode import parse, parse_cut

_NAMED = re.compile(r"(\S[^\n]{0,99}?)[ \t\xa0]+([0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?)\s*")
_SPAN = re.compile(r"\s*([0-9]{1,4}:[0-9]{1,2}:[0-9]{1,2}[.,][0-9]{1,7})\s*-->\s*([0-9:]+[.,][0-9]{1,7})\s*")
_DATE = re.compile(r".*,|.*\b[0-9]{1,2}\D.*\b(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}\D.*\D[0-9]{1,2}")
_SWITCHED = re.compile(r".{1,100}\b(?:started|stopped) transcription\.?")
_OF_SWITCHING = re.compile(r"trans[ck]ri", re.IGNORECASE)

MOST_HEAD = 200
"""A longer row is no head, so that looking for a name in it takes no time."""


def begins(rows: Sequence[str]) -> bool:
    """Whether some row says who speaks and when, with something said below."""
    return any(len(row) <= MOST_HEAD and (_NAMED.fullmatch(row) or _SPAN.fullmatch(row)) for row in rows)


def read(rows: Sequence[str]) -> tuple[Line, ...]:
    """Read the rows of such a transcript; what stands before the first name (title, date) is left out.

    Raises InvalidInput when no row has a name and a time.
    """
    begun: list[Begun] = []
    said: list[str] = []
    voices: set[str] = set()
    waiting: tuple[int, int] | None = None
    for row in rows:
        head = row if len(row) <= MOST_HEAD else ""
        if span := _SPAN.fullmatch(head):
            _end(begun, said)
            waiting = parse_cut(span[1]), parse_cut(span[2])
        elif waiting and row.strip():
            begun.append(Begun(waiting[0], "", one_name(row), end_ms=waiting[1]))
            waiting = None
        elif not waiting and (named := _NAMED.fullmatch(head)) and (begun or not _is_date(head)):
            _end(begun, said)
            begun.append(Begun(parse(named[2]), "", one_name(named[1])))
            voices.add(begun[-1].voice)
        elif row.strip() and not _is_switch(row.strip(), voices):
            said.append(row.strip())
        if not begun:
            said.clear()
    _end(begun, said)
    if not begun:
        raise InvalidInput("This document holds no transcript: no row has a name and a time.")
    return with_ends(begun)


def _is_date(row: str) -> bool:
    """Whether a row at the top is the date with the time of the day, which would else be a name with a time."""
    named = _NAMED.fullmatch(row)
    return named is not None and _DATE.fullmatch(named[1]) is not None


def _is_switch(row: str, voices: Container[str]) -> bool:
    """Whether a row only says who began or ended the transcript; other languages say so of somebody who spoke."""
    if _SWITCHED.fullmatch(row):
        return True
    if len(row) > MOST_HEAD or not _OF_SWITCHING.search(row):
        return False
    return any(row[: blank.start()] in voices for blank in re.finditer(" ", row))


def _end(begun: list[Begun], said: list[str]) -> None:
    if begun:
        last = begun[-1]
        begun[-1] = Begun(last.start_ms, "\n".join(said), last.voice, end_ms=last.end_ms)
    said.clear()

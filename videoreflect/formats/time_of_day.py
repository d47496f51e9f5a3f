"""Transcripts with times of the day: what Zoom saves of a chat and of live captions.

A chat has ``09:03:12 From Ana Holt to Everyone: text``, also with a date in front, and the text on rows of its own;
captions have ``[Ana Holt] 09:03:12`` and the text below. Times count from the first line; what time of the day that was
is told besides. Private messages of a chat are left out: they were for one person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats.begun import Begun, with_ends
from videoreflect.formats.named import one_name

DAY_MS = 86_400_000
_CLOCK = r"(?P<clock>[0-2]?[0-9]:[0-5][0-9]:[0-5][0-9])(?:[ \xa0\u202f]?(?P<half>[AaPp])\.?[Mm]\.?)?"
_CHAT = re.compile(
    rf"\s*(?:[0-9][0-9./-]{{5,9}},?\s+)?{_CLOCK}\s+[Ff]rom\s+(?P<who>[^\s:][^:]{{0,199}}):(?:\s(?P<text>.*))?"
)
_CAPTION = re.compile(rf"\s*\[(?P<who>[^\[\]]{{1,100}})\]\s+{_CLOCK}\s*")
_TO = re.compile(r"(.*\S)\s+[Tt]o\s+\S")
_PRIVATE = re.compile(r"\((?:direct message|privately)\)|\bprivately$", re.IGNORECASE)
_HEAD = 400
"""So much of a row is looked at for who and when."""


@dataclass(frozen=True, slots=True)
class OfTheDay:
    """Lines from the first on; ``clock_ms`` is the time of the day of that one, in ms after midnight."""

    lines: tuple[Line, ...]
    clock_ms: int


def form_of(rows: Sequence[str]) -> str:
    """Return “zoom-chat” or “zoom-captions”, or nothing: by the first row that says anything."""
    first = next((row for row in rows if row.strip()), "")[:_HEAD]
    if _CAPTION.fullmatch(first):
        return "zoom-captions"
    return "zoom-chat" if _CHAT.fullmatch(first) else ""


def read(rows: Sequence[str]) -> OfTheDay:
    """Read either. Raises InvalidInput when nothing in it was said to everybody."""
    begun: list[tuple[int, str, list[str]]] = []
    reached, private = 0, False
    for row in rows:
        head = _CAPTION.fullmatch(row[:_HEAD]) or _CHAT.match(row[:_HEAD])
        if head is None:
            if begun and not private and row.strip():
                begun[-1][2].append(row.strip())
            continue
        private = bool(_PRIVATE.search(head["who"].strip()))
        if private:
            continue
        reached = _later(_of_the_day(head["clock"], head["half"]), reached)
        who = _TO.match(head["who"])
        begun.append((reached, one_name(who[1] if who else head["who"]), _rest(row, head)))
    if not begun:
        raise InvalidInput("Nothing in this file was said to everybody.")
    first = begun[0][0]
    lines = with_ends(Begun(max(0, at - first), "\n".join(said), who) for at, who, said in begun)
    return OfTheDay(lines, first % DAY_MS)


def parsed(text: str) -> int:
    """Read a time of the day such as 09:03 or 9:03:12, in ms after midnight. Raises InvalidInput."""
    found = re.fullmatch(r"\s*([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9]))?\s*", text)
    if found is None or int(found[1]) > 23:
        raise InvalidInput("A time of the day is written like 09:03:12.")
    return ((int(found[1]) * 60 + int(found[2])) * 60 + int(found[3] or 0)) * 1000


def told(clock_ms: int) -> str:
    """Write a time of the day as 09:03:12."""
    seconds = clock_ms // 1000 % 86_400
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _rest(row: str, head: re.Match[str]) -> list[str]:
    """What a chat says in the row of its head."""
    said = row[head.start("text") :].strip() if head.groupdict().get("text") else ""
    return [said] if said else []


def _of_the_day(clock: str, half: str | None) -> int:
    hours, minutes, seconds = map(int, clock.split(":"))
    if half:
        hours = hours % 12 + (12 if half in "Pp" else 0)
    if hours > 23:
        raise InvalidInput("A time of the day in this file is after midnight: hours go from 0 to 23.")
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def _later(at: int, reached: int) -> int:
    """The same time on the day that it is by then: a meeting may go on over midnight."""
    at += reached // DAY_MS * DAY_MS
    return at + DAY_MS if at < reached - DAY_MS // 2 else at

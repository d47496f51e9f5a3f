"""Who has looked at a lesson: what a member's program wrote about it, and that in plain words.

Self-reported: other software, or an old copy of the vault, writes nothing. It serves trust, and proves nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from videoreflect.domain.consent import MAX_MS
from videoreflect.errors import FormatError

MOST_PARTS = 100
JOIN_MS = 2_000
"""Parts that are no further apart were watched in one go: a pause, a slip of the finger."""

HONEST = (
    "videoreflect itself writes this down when somebody opens, plays or copies out a lesson. Other software, or an old "
    "copy of the vault, would not write it."
)

Part = tuple[int, int]
"""From and to, in ms of the clip."""


class Did(StrEnum):
    """What somebody did."""

    OPENED = "opened"
    PLAYED = "played"
    EXPORTED = "exported"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One entry: who did what when; ``parts`` of what was played, ``export`` what was copied out."""

    person: str
    did: Did
    at_ms: int
    parts: tuple[Part, ...] = ()
    export: str = ""

    def content(self) -> dict[str, Any]:
        """The body of a ``seen`` row; its author is the person."""
        parts = [list(part) for part in self.parts]
        return {"did": str(self.did), "at_ms": self.at_ms, "parts": parts, "export": self.export}


def sighting_from(person: str, content: Mapping[str, Any]) -> Sighting:
    """Read the body of a ``seen`` row. Raises FormatError."""
    try:
        fields = dict(content)
        found = Sighting(person, Did(fields.pop("did")), fields.pop("at_ms"), (), fields.pop("export"))
        parts = fields.pop("parts")
    except (KeyError, ValueError):
        raise FormatError from None
    if fields or type(found.at_ms) is not int or not 0 <= found.at_ms <= MAX_MS:
        raise FormatError
    if not isinstance(found.export, str) or len(found.export) > 40:
        raise FormatError
    return Sighting(person, found.did, found.at_ms, parts_from(parts), found.export)


def parts_from(found: object, end_ms: int = MAX_MS) -> tuple[Part, ...]:
    """Parts as they were sent or read, in order and joined; what lies beyond ``end_ms`` is cut. Raises FormatError."""
    if not isinstance(found, list) or len(found) > MOST_PARTS:
        raise FormatError
    parts = []
    for part in found:
        if not (isinstance(part, list) and len(part) == 2 and all(map(_is_time, part))):
            raise FormatError
        start, end = part[0], min(part[1], end_ms)
        parts += [(start, end)] if start < end else []
    return joined(parts)


def _is_time(found: object) -> bool:
    return type(found) is int and 0 <= found <= MAX_MS


def joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The same in order, without overlaps and without gaps that nobody would name."""
    found: list[Part] = []
    for start, end in sorted(parts):
        if found and start - found[-1][1] <= JOIN_MS:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SeenDay:
    """What one person did on one day, with the words for it."""

    person: str
    day: datetime.date
    words: str


def seen_days(sightings: Iterable[Sighting], first_names: Mapping[str, str]) -> list[SeenDay]:
    """By person and day, the newest first: “Gwyn opened it on 18 October and watched 12:30–14:05.”"""
    days: dict[tuple[datetime.date, str], list[Sighting]] = {}
    for one in sightings:
        days.setdefault((_day(one.at_ms), one.person), []).append(one)
    ordered = sorted(days.items(), key=lambda item: max(one.at_ms for one in item[1]), reverse=True)
    return [
        SeenDay(person, day, _words(first_names.get(person, "Somebody"), day, found))
        for (day, person), found in ordered
    ]


def _words(name: str, day: datetime.date, found: list[Sighting]) -> str:
    kinds = {one.did for one in found}
    parts = joined(part for one in found for part in one.parts)
    exports = sorted({one.export for one in found if one.did is Did.EXPORTED and one.export})
    acts = ["opened it"] if Did.OPENED in kinds or not kinds - {Did.PLAYED} else []
    rest = [f"watched {_listed([f'{_clock(start)}–{_clock(end)}' for start, end in parts])}"] if parts else []
    rest += [f"copied out {_listed([f'the {one}' for one in exports]) or 'text'}"] if Did.EXPORTED in kinds else []
    rest += ["printed it"] if Did.PRINTED in kinds else []
    first, *others = [*acts, *rest]
    return f"{name} {_listed([f'{first} on {day.day} {day:%B %Y}', *others])}."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _clock(ms: int) -> str:
    seconds = ms // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def _day(ms: int) -> datetime.date:
    try:
        return datetime.datetime.fromtimestamp(ms / 1000).astimezone().date()
    except (OverflowError, OSError, ValueError):  # a time that no clock has shown
        return datetime.date.max

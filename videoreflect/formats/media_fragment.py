"""Times as Media Fragments 1.0 have them: ``t=npt:12.5,13.25`` in seconds (normal play time).

Read are also those of tapes, ``t=smpte-25:0:00:12:12``; of the clock on the wall (``clock:``) nothing is known here.
"""

from __future__ import annotations

import re

from videoreflect.errors import InvalidInput
from videoreflect.formats.timecode import parse

STANDARD = "http://www.w3.org/TR/media-frags/"

_TIME = re.compile(r"(?:^|[#&?])t=(?:npt:)?([0-9:.]{0,20})s?(?:,([0-9:.]{0,20})s?)?(?=$|&)")
_TAPE = re.compile(r"(?:^|[#&?])t=smpte(|-25|-30|-30-drop):([0-9:.]{0,20})(?:,([0-9:.]{0,20}))?(?=$|&)")
_TAPE_TIME = re.compile(r"([0-9]{1,3}):([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{2})?)?")
_ANY = re.compile(r"(?:^|[#&?])t=.")


def time(start_ms: int, end_ms: int) -> str:
    """A stretch of time; it may not be empty, so a moment is given with its first millisecond."""
    return f"t=npt:{_seconds(start_ms)},{_seconds(max(end_ms, start_ms + 1))}"


def read_time(fragment: str) -> tuple[int, int | None] | None:
    """Begin and end in milliseconds, the end None if none is said; None where there is no time.

    Raises InvalidInput for a time that cannot be read. By the standard a fragment without an end goes on to the
    end of the clip; the programs that write one mean a moment.
    """
    fragment = fragment.replace("%3A", ":").replace("%2C", ",")
    found = _TIME.search(fragment)
    if found is None:
        return _on_tape(fragment)
    if not (found[1] or found[2]):
        return None
    return _milliseconds(found[1]) if found[1] else 0, _milliseconds(found[2]) if found[2] else None


def has_time(fragment: str) -> bool:
    """Whether a fragment says a time at all, one that can be read or not."""
    return _ANY.search(fragment) is not None


def _on_tape(fragment: str) -> tuple[int, int | None] | None:
    """Hours, minutes, seconds and frames: of the standard 30 in a second, unless 25 are said."""
    found = _TAPE.search(fragment)
    if found is None:
        return None
    rate = 25 if found[1] == "-25" else 30
    start, end = (_tape_ms(text, rate) for text in (found[2], found[3] or ""))
    return None if start is None and end is None else (start or 0, end)


def _tape_ms(text: str, rate: int) -> int | None:
    said = _TAPE_TIME.fullmatch(text)
    if said is None:
        return None
    hours, minutes, seconds, frames = (int(part or 0) for part in said.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + frames * 1000 // rate


def _seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03}".rstrip("0").rstrip(".")


def _milliseconds(text: str) -> int:
    """Some programs write more than three digits after the point."""
    whole, point, part = text.partition(".")
    if point and not part.isdigit():
        raise InvalidInput("A time in this file cannot be read.")
    return parse(f"{whole or '0'}.{part[:3]}" if part else whole)

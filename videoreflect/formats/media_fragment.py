"""Times as Media Fragments 1.0 have them: ``t=npt:12.5,13.25`` in seconds (normal play time)."""

from __future__ import annotations

import re

from videoreflect.errors import InvalidInput
from videoreflect.formats.timecode import parse

STANDARD = "http://www.w3.org/TR/media-frags/"

_TIME = re.compile(r"(?:^|[#&?])t=(?:npt:)?([0-9:.]{0,20})s?(?:,([0-9:.]{1,20})s?)?(?=$|&)")


def time(start_ms: int, end_ms: int) -> str:
    """A stretch of time; it may not be empty, so a moment is given with its first millisecond."""
    return f"t=npt:{_seconds(start_ms)},{_seconds(max(end_ms, start_ms + 1))}"


def read_time(fragment: str) -> tuple[int, int | None] | None:
    """Begin and end in milliseconds, the end None if none is said; None where there is no time.

    Raises InvalidInput for a time that cannot be read. By the standard a fragment without an end goes on to the
    end of the clip; the programs that write one mean a moment.
    """
    found = _TIME.search(fragment.replace("%3A", ":").replace("%2C", ","))
    if found is None or not (found[1] or found[2]):
        return None
    return _milliseconds(found[1]) if found[1] else 0, _milliseconds(found[2]) if found[2] else None


def _seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03}".rstrip("0").rstrip(".")


def _milliseconds(text: str) -> int:
    """Some programs write more than three digits after the point."""
    whole, point, part = text.partition(".")
    if point and not part.isdigit():
        raise InvalidInput("A time in this file cannot be read.")
    return parse(f"{whole or '0'}.{part[:3]}" if part else whole)

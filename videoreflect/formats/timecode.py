"""The one module that turns milliseconds into text and back."""

from __future__ import annotations

import re

from videoreflect.errors import InvalidInput

_TIME = re.compile(r"(?:(?:([0-9]{1,4}):)?([0-9]{1,4}):)?([0-9]{1,9})(?:[.,]([0-9]{1,3}))?")
_FINER = re.compile(r"([.,][0-9]{3})[0-9]{1,17}\Z")


def clock(ms: int) -> str:
    """Write a time as a clock shows it, whole seconds, rounded down: ``13:24``, ``1:02:03``."""
    hours, minutes, seconds, _ = _split(ms)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def vtt(ms: int) -> str:
    """Write a time as WebVTT has it: ``01:02:03.500``."""
    return _full(ms, ".")


def srt(ms: int) -> str:
    """Write a time as SubRip has it: ``01:02:03,500``."""
    return _full(ms, ",")


def parse(text: str) -> int:
    """Read a time and return it in milliseconds.

    Takes seconds (``12.5``), minutes and seconds (``1:02``) or hours too (``1:02:03.5``), with a
    point or a comma before the fraction. Raises InvalidInput for anything else, and for 60 or
    more minutes or seconds behind a larger unit.
    """
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise _not_a_time()
    hours, minutes, seconds = (int(part or 0) for part in found.group(1, 2, 3))
    if (found[2] and seconds >= 60) or (found[1] and minutes >= 60):
        raise _not_a_time()
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((found[4] or "").ljust(3, "0"))


def parse_cut(text: str) -> int:
    """Read a time as ``parse`` does, whose fraction may be finer than a millisecond, as other programs write it."""
    return parse(_FINER.sub(r"\1", text.strip()))


def _full(ms: int, mark: str) -> str:
    hours, minutes, seconds, rest = _split(ms)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{rest:03}"


def _split(ms: int) -> tuple[int, int, int, int]:
    if ms < 0:
        raise ValueError("a time in a clip is never negative")
    seconds, rest = divmod(ms, 1000)
    return seconds // 3600, seconds // 60 % 60, seconds % 60, rest


def _not_a_time() -> InvalidInput:
    return InvalidInput("This is not a time. Write it like 12.5 (seconds), 1:02 or 1:02:03.5.")

"""Captions that roll: each shows again what the one before said, above what is new. YouTube writes its own so.

Between two of them stands one of ten milliseconds that says nothing new. Taken as they are, everything would be
there two or three times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from videoreflect.domain.transcript import Line

MOMENT_MS = 50
"""What stands for so short a time that nobody can read it says nothing of its own."""

LEAST_MOMENTS = 2
LEAST_SHARE = 0.2
"""Captions roll when so many of them are such moments and repeat what stood right before."""


def unrolled(lines: Sequence[Line], *, surely: bool = False) -> tuple[Line, ...]:
    """Lines that each say only what is new, in the order given; unchanged unless they roll.

    ``surely``: something else in the file says that they roll.
    """
    if not surely and not _roll(lines):
        return tuple(lines)
    kept: list[Line] = []
    shown: list[str] = []
    until_ms = -1
    for line in lines:
        rows = [row.strip() for row in line.text.split("\n") if row.strip()]
        known = _overlap(shown, rows) if line.start_ms == until_ms else 0
        if rows[known:]:
            kept.append(replace(line, text="\n".join(rows[known:])))
        shown, until_ms = rows, line.end_ms
    return tuple(kept)


def _roll(lines: Sequence[Line]) -> bool:
    moments = sum(1 for before, line in pairwise(lines) if _repeats(before, line))
    return moments >= LEAST_MOMENTS and moments >= LEAST_SHARE * len(lines)


def _repeats(before: Line, line: Line) -> bool:
    short = 0 < line.end_ms - line.start_ms <= MOMENT_MS and line.start_ms == before.end_ms
    return short and bool(line.text.strip()) and before.text.rstrip().endswith(line.text.strip())


def _overlap(shown: Sequence[str], rows: Sequence[str]) -> int:
    """How many of the first rows are the last ones that were shown."""
    most = min(len(shown), len(rows))
    return next((count for count in range(most, 0, -1) if list(shown[-count:]) == list(rows[:count])), 0)

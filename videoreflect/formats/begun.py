"""Lines of which only the beginning is known, as in the transcripts of Teams and oTranscribe."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from videoreflect.domain.transcript import Line

LEAST_MS = 2_000
WORD_MS = 600
"""A slow word (100 a minute); a line is taken to last so long for each of its words, or until the next begins."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A line whose ``end_ms`` is None when the file does not say it."""

    start_ms: int
    text: str
    voice: str = ""
    language: str = ""
    end_ms: int | None = None


def with_ends(begun: Iterable[Begun]) -> tuple[Line, ...]:
    """Lines in the order given; a missing end is guessed: the next beginning, or earlier for a few words."""
    all_of_them = list(begun)
    starts = sorted({one.start_ms for one in all_of_them})
    return tuple(
        Line(one.start_ms, _end(one, starts), one.text, voice=one.voice, language=one.language) for one in all_of_them
    )


def _end(one: Begun, starts: list[int]) -> int:
    if one.end_ms is not None:
        return one.end_ms
    guessed = one.start_ms + max(LEAST_MS, WORD_MS * len(one.text.split()))
    later = bisect_right(starts, one.start_ms)
    return min(guessed, starts[later]) if later < len(starts) else guessed

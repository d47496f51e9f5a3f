"""Words replaced in a whole transcript, also where they run on from one line into the next.

What is written instead stands in the line in which the old words began; the lines after it keep the rest. The edge
between the two lines goes where the words are, and every word that stays keeps its times.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from videoreflect.domain.line_changes import merge_all, split
from videoreflect.domain.matching import Wanted
from videoreflect.domain.retiming import cleaned, is_spaced, retimed
from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Replaced:
    """``lines``: what was there, and what stands there now, None if nothing. ``across``: places that span lines."""

    lines: tuple[tuple[Line, Line | None], ...]
    places: int
    across: int


def replaced_in(lines: Sequence[Line], wanted: Wanted, by: str) -> Replaced:
    """Replace what is wanted in lines in the order of the clip; lines that stay as they are are left out."""
    texts, starts, whole = _joined(lines)
    now = [""] * len(lines)
    reached, spans = 0, list[tuple[int, int]]()
    stretches = wanted.stretches(whole)
    for start, end in stretches:
        _keep(now, texts, starts, reached, start)
        first, last = _line_of(starts, start), _line_of(starts, end - 1)
        now[first] += by
        spans += [(first, last)] if last > first else []
        reached = end
    _keep(now, texts, starts, reached, len(whole))
    given = {at: _given(lines[at], text) for at, text in enumerate(now) if text != texts[at]}
    for first, last in _alone(spans):
        given |= _with_edge(lines, now, first, last)
    places = len(spans) + sum(
        whole[start:end] != by for start, end in stretches if _line_of(starts, start) == _line_of(starts, end - 1)
    )
    return Replaced(tuple((lines[at], given[at]) for at in sorted(given)), places, len(spans))


def _joined(lines: Sequence[Line]) -> tuple[list[str], list[int], str]:
    """The texts of lines, where each begins in all of them as one, and that one."""
    texts = [line.text.strip() for line in lines]
    pieces, starts, length = [], [], 0
    for line, text in zip(lines, texts, strict=True):
        starts.append(length)
        piece = f"{text} " if is_spaced(line) else text
        pieces.append(piece)
        length += len(piece)
    return texts, starts, "".join(pieces)


def _line_of(starts: list[int], at: int) -> int:
    return bisect_right(starts, at) - 1


def _keep(now: list[str], texts: list[str], starts: list[int], start: int, end: int) -> None:
    """Take over a stretch of the whole text as it is, each line its part."""
    for at in range(_line_of(starts, start), _line_of(starts, max(start, end - 1)) + 1) if start < end else ():
        now[at] += texts[at][max(0, start - starts[at]) : end - starts[at]]


def _given(line: Line, text: str) -> Line | None:
    return retimed(line, text) if cleaned(text) else None


def _alone(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places that share no line with another place of the kind."""
    ends = [(-1, -1), *spans, (1 << 60, 1 << 60)]
    before = [one[1] for one, _ in pairwise(ends[:-1])]
    after = [other[0] for _, other in pairwise(ends[1:])]
    return [span for span, left, right in zip(spans, before, after, strict=True) if left < span[0] and span[1] < right]


def _with_edge(lines: Sequence[Line], now: list[str], first: int, last: int) -> dict[int, Line | None]:
    """The lines of a place that spans some, the edge between the first and the last where the words are."""
    chain = lines[first : last + 1]
    texts = cleaned(now[first]), cleaned(now[last])
    if not texts[0] or any(one.end_ms > other.start_ms for one, other in pairwise(chain)):
        return {}
    whole, gone = merge_all(chain), dict.fromkeys(range(first + 1, last + 1))
    if not texts[1]:
        return {**gone, first: _called(retimed(whole, texts[0]), chain[0])}
    try:
        one, other = split(whole, *texts)
    except InvalidInput:
        return {}
    return {**gone, first: _called(one, chain[0]), last: _called(other, chain[-1])}


def _called(line: Line, named: Line) -> Line:
    return replace(line, id=named.id, voice=named.voice, language=named.language)

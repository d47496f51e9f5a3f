"""Names of stretches of time: what is said later covers what was said before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator


class Timeline:
    """Names of stretches that stand apart; what is painted later covers what was there."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int, str]] = []

    def paint(self, start_ms: int, end_ms: int, name: str) -> None:
        """Call a stretch by a name; an empty stretch changes nothing."""
        if start_ms >= end_ms:
            return
        first, last = self._reached(start_ms, end_ms)
        around: list[tuple[int, int, str]] = []
        if first < last:
            left, right = self._spans[first], self._spans[last - 1]
            around += [(left[0], start_ms, left[2])] if left[0] < start_ms else []
            around += [(start_ms, end_ms, name)]
            around += [(end_ms, right[1], right[2])] if end_ms < right[1] else []
        self._spans[first:last] = around or [(start_ms, end_ms, name)]

    def rename(self, was: str, name: str) -> None:
        """Call by ``name`` whatever was called ``was``."""
        self._spans = [(start, end, name if one == was else one) for start, end, one in self._spans]

    def move(self, start_ms: int, end_ms: int, by_ms: int) -> None:
        """Move what lies in a stretch, cut at its ends; it covers what it comes to, and is cut at 0."""
        first, last = self._reached(start_ms, end_ms) if start_ms < end_ms else (0, 0)
        inside = [(max(start, start_ms), min(end, end_ms), name) for start, end, name in self._spans[first:last]]
        if not inside:
            return
        left, right = self._spans[first], self._spans[last - 1]
        around = [(left[0], start_ms, left[2])] if left[0] < start_ms else []
        around += [(end_ms, right[1], right[2])] if end_ms < right[1] else []
        self._spans[first:last] = around
        for start, end, name in inside:
            self.paint(max(0, start + by_ms), end + by_ms, name)

    def inside(self, start_ms: int, end_ms: int) -> Counter[str]:
        """How much of a stretch has which name, in ms; nothing of one that ends before it begins."""
        found: Counter[str] = Counter()
        if start_ms >= end_ms:
            return found
        first, last = self._reached(start_ms, end_ms)
        for start, end, name in self._spans[first:last]:
            found[name] += min(end, end_ms) - max(start, start_ms)
        return found

    def gaps(self, start_ms: int, end_ms: int) -> Iterator[tuple[int, int]]:
        """The parts of a stretch that have no name."""
        first, last = self._reached(start_ms, end_ms)
        for start, end, _ in self._spans[first:last]:
            if start_ms < start:
                yield start_ms, start
            start_ms = end
        if start_ms < end_ms:
            yield start_ms, end_ms

    def spans(self) -> tuple[tuple[int, int, str], ...]:
        """Every stretch with its name, in order and apart."""
        return tuple(self._spans)

    def names(self) -> list[str]:
        """Every name that stands somewhere, in order of time."""
        return list(dict.fromkeys(name for _, _, name in self._spans))

    def _reached(self, start_ms: int, end_ms: int) -> tuple[int, int]:
        """The spans from the first to before the second lie within the stretch, at least in part."""
        first = bisect_right(self._spans, start_ms, key=lambda one: one[1])
        return first, max(first, bisect_left(self._spans, end_ms, key=lambda one: one[0]))

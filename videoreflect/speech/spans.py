"""Reckoning with spans of time: what lies between them, and how much of a line they cover."""

from __future__ import annotations

from collections.abc import Iterable

from videoreflect.domain.transcript import Span


def gaps(spans: Iterable[Span], start_ms: int, end_ms: int) -> tuple[Span, ...]:
    """Return what lies between ordered spans inside ``[start_ms, end_ms)``, in order."""
    between: list[Span] = []
    reached = start_ms
    for span in spans:
        if span.start_ms > reached:
            between.append(Span(reached, min(span.start_ms, end_ms)))
        reached = max(reached, span.end_ms)
    between.append(Span(reached, end_ms))
    return tuple(gap for gap in between if gap.end_ms > gap.start_ms)


def covered_ms(spans: Iterable[Span], start_ms: int, end_ms: int) -> int:
    """Return how many milliseconds of ``[start_ms, end_ms)`` lie within spans that stand apart."""
    return sum(max(0, min(span.end_ms, end_ms) - max(span.start_ms, start_ms)) for span in spans)

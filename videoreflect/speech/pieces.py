"""Cutting a stream of sound into pieces at silences, with memory that does not grow.

The first piece is short, so that the first lines show within seconds for a lesson of any
length. Each piece is a checkpoint: where the next one is cut depends on the sound from this
one's end on and on nothing else, so that work taken up there goes on the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from videoreflect.domain.transcript import Span
from videoreflect.speech.activity import speech_spans
from videoreflect.speech.sound import SAMPLES_PER_MS, Samples, milliseconds
from videoreflect.speech.spans import gaps


@dataclass(frozen=True, slots=True)
class SoundPiece:
    """One stretch of sound; times in milliseconds from the start of the clip.

    ``speech`` lies within ``[start_ms, end_ms)``. ``last`` is true for the piece that ends the
    clip. ``samples`` are as they came: mono, 16 kHz, 16 to each millisecond.
    """

    start_ms: int
    end_ms: int
    samples: Samples
    speech: tuple[Span, ...]
    last: bool


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long a piece is at least and at most, in milliseconds."""

    shortest_ms: int
    longest_ms: int


FIRST = Lengths(20_000, 36_000)
LATER = Lengths(270_000, 330_000)

_DIP_SEARCH_MS = 5_000
_DIP_MS = 100


def pieces(
    chunks: Iterable[Samples], start_ms: int = 0, *, first: Lengths = FIRST, later: Lengths = LATER
) -> Iterator[SoundPiece]:
    """Cut a stream of sound, which begins at ``start_ms`` of the clip, into pieces.

    Every sample is in exactly one piece, in order; chunks may have any length. A piece ends in
    the middle of the longest silence between its shortest and longest length; where nobody
    pauses it ends at the quietest moment before the longest. A stream without a sample
    gives no piece.
    """
    waiting = _Waiting(iter(chunks))
    lengths = first if start_ms == 0 else later
    while len(window := waiting.peek(lengths.longest_ms * SAMPLES_PER_MS + 1)):
        last = len(window) <= lengths.longest_ms * SAMPLES_PER_MS
        end_ms = start_ms + (milliseconds(len(window)) if last else lengths.longest_ms)
        heard = speech_spans(window[: (end_ms - start_ms) * SAMPLES_PER_MS], start_ms)
        if not last:
            end_ms = _cut(window, heard, start_ms, lengths)
        samples = waiting.take((end_ms - start_ms) * SAMPLES_PER_MS)
        yield SoundPiece(start_ms, end_ms, samples, _until(heard, end_ms), last)
        start_ms, lengths = end_ms, later


class _Waiting:
    """The sound that has come and is in no piece yet."""

    def __init__(self, chunks: Iterator[Samples]) -> None:
        self._chunks = chunks
        self._held: Samples = np.empty(0, dtype=np.float32)

    def peek(self, count: int) -> Samples:
        """Return the next ``count`` samples without taking them; fewer only at the end."""
        parts, held = [self._held], len(self._held)
        while held < count and (chunk := next(self._chunks, None)) is not None:
            parts.append(np.asarray(chunk, dtype=np.float32).reshape(-1))
            held += len(parts[-1])
        self._held = np.concatenate(parts) if len(parts) > 1 else parts[0]
        return self._held[:count]

    def take(self, count: int) -> Samples:
        """Return the next ``count`` samples, or what is left, and let go of them."""
        taken, self._held = self._held[:count].copy(), self._held[count:].copy()
        return taken


def _cut(window: Samples, heard: tuple[Span, ...], start_ms: int, lengths: Lengths) -> int:
    """Choose where a piece ends, in milliseconds of the clip."""
    earliest, latest = start_ms + lengths.shortest_ms, start_ms + lengths.longest_ms
    silences = gaps(heard, earliest, latest)
    if not silences:
        return _quietest(window, start_ms, lengths)
    # Of two silences as long as each other the later one: fewer pieces.
    longest = max(silences, key=lambda gap: (gap.end_ms - gap.start_ms, gap.start_ms))
    return (longest.start_ms + longest.end_ms) // 2


def _quietest(window: Samples, start_ms: int, lengths: Lengths) -> int:
    begin_ms = max(lengths.shortest_ms, lengths.longest_ms - _DIP_SEARCH_MS)
    dip = _DIP_MS * SAMPLES_PER_MS
    searched = np.nan_to_num(window[begin_ms * SAMPLES_PER_MS : lengths.longest_ms * SAMPLES_PER_MS])
    frames = searched[: len(searched) // dip * dip].reshape(-1, dip)
    if not len(frames):
        return start_ms + lengths.longest_ms
    quietest = int(np.argmin(np.square(frames, dtype=np.float64).sum(axis=1)))
    return start_ms + begin_ms + quietest * _DIP_MS + _DIP_MS // 2


def _until(heard: tuple[Span, ...], end_ms: int) -> tuple[Span, ...]:
    return tuple(Span(one.start_ms, min(one.end_ms, end_ms)) for one in heard if one.start_ms < end_ms)

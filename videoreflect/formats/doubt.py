"""Which words of a transcript to look at twice."""

from __future__ import annotations

from videoreflect.domain.transcript import Word

DOUBTFUL_BELOW = 0.5
"""A word with a lower probability is marked, never hidden; about every second of these is wrong."""


def is_doubtful(word: Word) -> bool:
    """Tell whether Whisper was less sure of a word than ``DOUBTFUL_BELOW``."""
    return word.probability < DOUBTFUL_BELOW

"""Silence and wait time, measured on speech spans; Whisper says only where a question stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from videoreflect.domain.transcript import Line, Span
from videoreflect.speech.spans import gaps

SHORTEST_WAIT_MS = 3_000
"""From about three seconds on a pause after a question is called wait time (Rowe 1974)."""

_QUESTION_MARKS = ("?", "？", "؟", "՞")
_CLOSING = " \"'”’»›)]}…."
_SLACK_MS = 400


@dataclass(frozen=True, slots=True)
class Wait:
    """A pause after a question, from the last sound of the question to the next voice."""

    start_ms: int
    end_ms: int


def silence_spans(speech: Sequence[Span], start_ms: int, end_ms: int, at_least_ms: int = 0) -> tuple[Span, ...]:
    """Return the stretches of ``[start_ms, end_ms)`` in which nobody speaks, in order."""
    return tuple(
        gap for gap in gaps(tuple(speech), start_ms, end_ms) if gap.end_ms - gap.start_ms >= max(1, at_least_ms)
    )


def waits(lines: Sequence[Line], speech: Sequence[Span]) -> tuple[Wait, ...]:
    """Return the pauses of at least three seconds that follow a line ending with a question mark.

    ``lines`` and ``speech`` are those of the whole clip, in order. A silence at the very end of
    the clip, after which nobody speaks, is no wait.
    """
    if not speech:
        return ()
    silences = silence_spans(speech, speech[0].start_ms, speech[-1].end_ms, SHORTEST_WAIT_MS)
    found: list[Wait] = []
    for at, line in enumerate(lines):
        if not is_question(line.text):
            continue
        spoken_until = lines[at + 1].start_ms if at + 1 < len(lines) else speech[-1].end_ms
        found.extend(_pause_after(line, spoken_until, silences))
    return tuple(found)


def is_question(text: str) -> bool:
    """Tell whether a line ends with a question mark; quotes and brackets may follow it."""
    return text.rstrip(_CLOSING).endswith(_QUESTION_MARKS)


def _pause_after(line: Line, next_line_ms: int, silences: Sequence[Span]) -> Sequence[Wait]:
    # The start of the last word is firm; its end is often stretched over the whole pause.
    last_word_ms = line.words[-1].start_ms if line.words else line.start_ms
    for silence in silences:
        middle_ms = (silence.start_ms + silence.end_ms) // 2
        if last_word_ms - _SLACK_MS <= silence.start_ms and last_word_ms < middle_ms <= next_line_ms:
            return (Wait(silence.start_ms, silence.end_ms),)
    return ()

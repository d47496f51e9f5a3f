"""Where somebody speaks: Silero's voice activity detector, which comes with faster_whisper.

On and off are right within about 0.04 s (median); Whisper's own word ends are not, so
silence, talk and wait times rest on this module alone.
"""

from __future__ import annotations

from faster_whisper.vad import VadOptions, get_speech_timestamps

from videoreflect.domain.transcript import Span
from videoreflect.speech.levels import level
from videoreflect.speech.sound import SAMPLES_PER_MS, Samples

SHORTEST_SILENCE_MS = 200
"""A gap shorter than this is part of speaking."""

_OPTIONS = VadOptions(min_silence_duration_ms=SHORTEST_SILENCE_MS, speech_pad_ms=0)


def speech_spans(samples: Samples, start_ms: int = 0) -> tuple[Span, ...]:
    """Return where somebody speaks, in order and apart; ``start_ms`` is the time of the first sample.

    Sound of any loudness is levelled first. A lesson is not passed whole but piece by piece,
    see ``pieces``: memory grows with the length.
    """
    if not len(samples):
        return ()
    found = get_speech_timestamps(level(samples), _OPTIONS)
    spans = (
        Span(start_ms + int(one["start"]) // SAMPLES_PER_MS, start_ms + int(one["end"]) // SAMPLES_PER_MS)
        for one in found
    )
    return tuple(span for span in spans if span.end_ms > span.start_ms)

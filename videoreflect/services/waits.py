"""Wait time: the pauses after a question, measured on what the voice detector heard."""

from __future__ import annotations

from videoreflect.services.transcripts import Transcript
from videoreflect.speech.talk import waits


def waits_in(transcript: Transcript) -> list[tuple[int, int]]:
    """Pauses of three seconds and more after a question, as (start, end) in ms."""
    return [(wait.start_ms, wait.end_ms) for wait in waits(transcript.lines, transcript.speech)]

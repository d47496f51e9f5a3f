"""How fast a model writes down speech on this machine, measured by doing it for a few seconds."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from videoreflect.errors import SpeechError
from videoreflect.speech.pieces import Lengths, pieces
from videoreflect.speech.sound import Samples
from videoreflect.speech.whisper import Whisper

ENOUGH_S = 4.0
"""After so many seconds of work nothing more is begun; a slow model takes longer for its first piece."""

_LENGTHS = Lengths(24_000, 30_000)
"""Whisper listens to half a minute at once, so less would say nothing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """``times_real``: seconds of sound in one second of work. ``load_s``: how long loading took."""

    times_real: float
    load_s: float


def measure(model_folder: Path, sound: Iterable[Samples], threads: int | None = None) -> Measured:
    """Write down some speech as a transcription does it, and tell how fast that was.

    ``sound`` holds speech at 16 kHz, half a minute and more; only as much is taken as
    ``ENOUGH_S`` allows. Raises SpeechError.
    """
    begun = time.perf_counter()
    model = Whisper(model_folder, threads)
    loaded = time.perf_counter()
    heard_ms = 0
    for piece in pieces(sound, first=_LENGTHS, later=_LENGTHS):
        model.write_down(piece, progress=lambda _: None)
        heard_ms += piece.end_ms - piece.start_ms
        if time.perf_counter() - loaded > ENOUGH_S:
            break
    worked = time.perf_counter() - loaded
    if not heard_ms:
        raise SpeechError("There is no sound to measure the speech model with. Install videoreflect again.")
    return Measured(heard_ms / 1000 / worked, loaded - begun)

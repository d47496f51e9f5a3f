"""The peer of ``transcribe``: faster-whisper as its README calls it, with this program's settings."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import Any

from faster_whisper import WhisperModel

SETTINGS: dict[str, Any] = {
    "beam_size": 5,
    "vad_filter": True,
    "condition_on_previous_text": False,
    "word_timestamps": True,
}


def write_down(clip: str, model_folder: str, threads: int) -> dict[str, Any]:
    """The whole text, and at what time (seconds since 1970) its first line was there."""
    with suppress(OSError, AttributeError):
        os.nice(10)
    model = WhisperModel(model_folder, device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
    segments, _ = model.transcribe(clip, **SETTINGS)
    texts, first_line = [], 0.0
    for segment in segments:
        first_line = first_line or time.time()
        texts.append(segment.text.strip())
    return {"text": " ".join(texts), "first_line": first_line}

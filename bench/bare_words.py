"""The peer of ``onsets``: the words of bare faster-whisper with their times, all settings as ours."""

from __future__ import annotations

from typing import Any

from faster_whisper import WhisperModel

from bench.bare_whisper import SETTINGS


def words_of(clip: str, model_folder: str, threads: int) -> list[Any]:
    """Each word as ``[text, start_ms, end_ms]``."""
    model = WhisperModel(model_folder, device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
    segments, _ = model.transcribe(clip, **SETTINGS)
    found = [word for segment in segments for word in segment.words or ()]
    return [[word.word, round(word.start * 1000), round(word.end * 1000)] for word in found]

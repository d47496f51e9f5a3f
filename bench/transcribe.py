"""From a clip in the vault to a transcript in the vault, beside bare faster-whisper on the same file."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.clips import repeated_sample
from bench.isolated import in_own_process
from bench.lesson import Prepared, prepared
from bench.resident import ChildrenWatch
from bench.settings import Settings, scratch
from bench.table import Table, spread
from videoreflect.cli.demo_check import word_error_rate
from videoreflect.errors import VideoReflectError
from videoreflect.services import transcription
from videoreflect.services.sample_lesson import sample
from videoreflect.speech.store import ModelStore
from videoreflect.speech.whisper import usable_threads

TURNS = 3
"""The sample three times over is about five minutes."""


@dataclass(frozen=True, slots=True)
class Written:
    """One transcript: what it took, and how good it is."""

    seconds: float
    first_line_s: float
    peak_mb: float | None
    wrong: float


def measure(settings: Settings) -> Table:
    """Both in turn, as often as asked; each loads its model in a process of its own."""
    turns = 1 if settings.quick else TURNS
    length_s = turns * sample().truth["duration_ms"] / 1000
    table = Table(
        f"transcribe: {length_s:.0f} s of the sample lesson ({turns} x), base int8, {usable_threads()} threads",
        ("way", "work", "times real time", "first line after", "peak of its process", "word error rate"),
        "bare faster-whisper (WhisperModel.transcribe on the file, same model, settings and threads, also at nice 10)",
        notes=["Both start a process and load the model. Ours also decrypts, signs and stores every piece."],
    )
    model = str(ModelStore().locate(transcription.DEFAULT_MODEL))
    truth = " ".join([sample().true_text] * turns)
    ours, bare = [], []
    with scratch() as folder:
        clip = repeated_sample(folder / "clip.mp4", turns)
        for number in range(settings.repeats):
            own = folder / str(number)
            own.mkdir()
            ours.append(_in_vault(prepared(own, clip), truth))
            bare.append(_bare(clip, model, truth))
    table.add("videoreflect", *_cells(ours, length_s))
    table.add("bare faster-whisper", *_cells(bare, length_s))
    return table


def _cells(found: list[Written], length_s: float) -> tuple[Any, ...]:
    return (
        spread([one.seconds for one in found], "s"),
        spread([length_s / one.seconds for one in found], "x"),
        spread([one.first_line_s for one in found], "s"),
        spread([one.peak_mb for one in found if one.peak_mb is not None], "MB"),
        spread([one.wrong * 100 for one in found], "%"),
    )


def _in_vault(ready: Prepared, truth: str) -> Written:
    """As the app does it; the first line counts when a page that looks every 50 ms could show it."""
    watch, first = ChildrenWatch(), _FirstPiece(ready)
    watch.start()
    begun = time.perf_counter()
    first.start()
    written = transcription.transcribe(ready.session, ready.lesson)
    seconds = time.perf_counter() - begun
    return Written(seconds, first.found_at() - begun, watch.end(), word_error_rate(truth, written.text))


class _FirstPiece(threading.Thread):
    """Looks until the lesson has a first piece of transcript."""

    def __init__(self, ready: Prepared) -> None:
        super().__init__(daemon=True, name="first-piece")
        self._ready, self._at = ready, 0.0
        self._session = ready.sign_in()

    def run(self) -> None:
        """Look at the lesson as another process would."""
        while not self._there():
            time.sleep(0.05)
        self._at = time.perf_counter()

    def found_at(self) -> float:
        """When it was there, on the clock of ``time.perf_counter``."""
        self.join(timeout=5)
        return self._at

    def _there(self) -> bool:
        try:
            return bool(self._session.capsule(self._ready.lesson).placed("transcript"))
        except VideoReflectError:  # read in the middle of a change: look again
            return False


def _bare(clip: Path, model: str, truth: str) -> Written:
    begun = time.time()
    found = in_own_process("bench.bare_whisper", "write_down", str(clip), model, usable_threads())
    seconds, told = time.time() - begun, found.result
    return Written(seconds, told["first_line"] - begun, found.peak_mb, word_error_rate(truth, told["text"]))

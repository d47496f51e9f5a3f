"""Memory of a transcription, and the time to its first line, by the length of the lesson: both are to stay as they are.

The lesson is the sample over and over, with a minute of silence, of noise and of chords now and then.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from bench.lesson import prepared
from bench.resident import ChildrenWatch
from bench.settings import Settings, scratch
from bench.table import Table
from videoreflect.media.sound import RATE, pcm
from videoreflect.services import transcription
from videoreflect.services.sample_lesson import sample

MINUTES = (10, 60, 180)
AIM_MB, AIM_FIRST_S = 900, 10
Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Written:
    """What one transcription took: seconds of work, until the first piece, and the child's highest memory."""

    minutes: int
    seconds: float
    first_s: float
    peak_mb: float | None
    lines: int


def measure(settings: Settings) -> Table:
    """Once for each length: an hour of lesson is minutes of work."""
    table = Table(
        "long: a transcription by the length of the lesson, base int8",
        ("lesson", "work", "times real time", "first lines after", "peak of the child"),
        f"none; aims: under {AIM_MB} MB, first lines within {AIM_FIRST_S} s, both for any length",
    )
    for minutes in MINUTES[:1] if settings.quick else MINUTES:
        with scratch() as folder:
            found = written(folder, minutes)
        speed = f"{60 * minutes / found.seconds:.1f} x"
        peak = "–" if found.peak_mb is None else f"{found.peak_mb:.0f} MB"
        table.add(f"{minutes} min", f"{found.seconds:.0f} s", speed, f"{found.first_s:.1f} s", peak)
    return table


def written(
    folder: Path, minutes: int, model: str = transcription.DEFAULT_MODEL, parts: Iterable[Samples] | None = None
) -> Written:
    """Write down a lesson of that length in a vault of its own; ``parts`` is its sound, by default that of a lesson."""
    ready = prepared(folder, lasting(folder / "lesson.flac", minutes, parts or lesson_parts()))
    first: list[float] = []

    def progress(done: int, total: int) -> None:
        if not first and ready.session.capsule(ready.lesson).placed("transcript"):
            first.append(time.perf_counter() - begun)

    watch = ChildrenWatch()
    watch.start()
    begun = time.perf_counter()
    found = transcription.transcribe(ready.session, ready.lesson, model, progress)
    seconds = time.perf_counter() - begun
    return Written(minutes, seconds, first[0] if first else seconds, watch.end(), len(found.lines))


def lasting(target: Path, minutes: int, parts: Iterable[Samples]) -> Path:
    """Sound of that many minutes as FLAC, written as a stream."""
    with av.open(str(target), "w", format="flac") as out:
        stream: Any = out.add_stream("flac", rate=RATE, layout="mono")
        given = 0
        for part in parts:
            part = part[: minutes * 60 * RATE - given]
            if not len(part):
                break
            frame = av.AudioFrame.from_ndarray((part * 32767).astype(np.int16)[None, :], format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, given, Fraction(1, RATE)
            out.mux(stream.encode(frame))
            given += len(part)
        out.mux(stream.encode(None))
    return target


def lesson_parts(speech_turns: int = 2, other_turns: int = 1) -> Iterator[Samples]:
    """Turns of speech, then of something else, a minute each; without an end."""
    with sample().clip.open("rb") as file:
        speech = np.clip(np.concatenate(list(pcm(file))), -1, 1)
    seconds = np.arange(60 * RATE) / RATE
    chords = 0.1 * sum(np.sin(2 * np.pi * hertz * seconds) for hertz in (262, 330, 392)) * (1 - seconds % 0.5)
    noise = np.random.default_rng(5).standard_normal(60 * RATE) * 0.05
    others = [np.zeros(60 * RATE), np.clip(noise, -1, 1), chords]
    turn = 0
    while True:
        yield from [speech] * speech_turns
        for _ in range(other_turns):
            yield others[turn % len(others)].astype(np.float32)
            turn += 1

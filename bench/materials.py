"""What is transcribed: the sample lesson, and real speech if there is some beside the project."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av

from bench.clips import repeated_sample
from videoreflect.services.sample_lesson import sample

DATA = "VIDEOREFLECT_TEST_DATA"
READ_ALOUD = "lj001"
TURNS = 3
"""The sample three times over is about five minutes."""

READ_TURNS = 4
"""A minute of reading aloud, four times over."""


@dataclass(frozen=True, slots=True)
class Material:
    """A clip, what is said in it, and how long it is."""

    name: str
    clip: Path
    truth: str
    length_s: float


def materials(folder: Path, *, quick: bool) -> Iterator[Material]:
    """The sample, and a voice that reads aloud where the folder named in ``VIDEOREFLECT_TEST_DATA`` has it."""
    turns = 1 if quick else TURNS
    length_s = turns * sample().truth["duration_ms"] / 1000
    truth = " ".join([sample().true_text] * turns)
    yield Material("sample lesson", repeated_sample(folder / "clip.mp4", turns), truth, length_s)
    if real := real_speech():
        turns = 1 if quick else READ_TURNS
        clip = folder / "read.m4a"
        length_s = _encoded(real / f"{READ_ALOUD}.flac", clip, turns)
        said = " ".join(one["text"] for one in json.loads((real / f"{READ_ALOUD}.json").read_text("utf-8")))
        yield Material("read aloud", clip, " ".join([said] * turns), length_s)


def real_speech() -> Path | None:
    """The folder with real speech, if there is one."""
    named = os.environ.get(DATA)
    folder = Path(named) / "speech" if named else None
    return folder if folder is not None and (folder / f"{READ_ALOUD}.json").is_file() else None


def _encoded(source: Path, target: Path, times: int) -> float:
    """AAC, several times over, so that all ways read the very same bytes; returns the length in seconds."""
    with av.open(str(target), "w", format="mp4") as out:
        sound: Any = out.add_stream("aac", rate=16_000, layout="mono")
        sound.bit_rate = 96_000
        samples = 0
        for _ in range(times):
            with av.open(str(source)) as clip:
                for frame in clip.decode(audio=0):
                    frame.pts = None
                    samples += frame.samples
                    out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    return samples / 16_000

"""Guessing who speaks: how much is right, and what it takes for lessons of several lengths."""

from __future__ import annotations

import os
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.clips import repeated_sample
from bench.isolated import Measured, in_own_process
from bench.materials import real_speech
from bench.settings import Settings, scratch
from bench.table import NONE, NOT_HERE, Table, spread
from bench.two_voices import Said, frames_right, heard, in_turn, lesson_truth, with_noise
from videoreflect.domain.voices import VoiceSpan
from videoreflect.errors import ModelMissing
from videoreflect.media.sound import pcm
from videoreflect.services.sample_lesson import sample
from videoreflect.speech.pieces import pieces
from videoreflect.speech.sound import SAMPLES_PER_SECOND, Samples
from videoreflect.speech.store import ModelStore
from videoreflect.speech.voice_encoder import VoiceEncoder
from videoreflect.speech.voice_model import VOICES_MODEL
from videoreflect.speech.voices import guess_voices

LONG_S = (600, 3_600, 10_800)
PEER = "calling everybody the teacher"


@dataclass(frozen=True, slots=True)
class _Sound:
    name: str
    path: Path
    length_s: float
    truth: list[Said] | None


def measure(settings: Settings) -> Table:
    """Each sound in a process of its own, as often as asked; what is right does not change from run to run."""
    table = Table(
        "voices: who speaks, guessed by GE2E in numpy over Silero VAD, average linkage",
        ("sound", "teacher or others right", PEER, "voices", "work per hour of sound", "peak over the interpreter"),
        f"{PEER}: the share of its own talk. Frames of 10 ms in which somebody speaks.",
        notes=[
            "The sample’s voices are synthetic, the two in turn are real. No real classroom was measured: expect less."
        ],
    )
    try:
        model = str(ModelStore().locate(VOICES_MODEL))
    except ModelMissing:
        table.add("every sound", NOT_HERE, NONE, NONE, NONE, NONE)
        return table
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the child of the app does it
    with scratch() as folder:
        for sound in _sounds(folder, quick=settings.quick):
            times = settings.repeats if sound.truth is not None else 1
            found = [in_own_process("bench.voices", "guessed", str(sound.path), model) for _ in range(times)]
            table.add(sound.name, *_cells(sound, found))
    return table


def guessed(clip: str, model: str) -> list[list[int]]:
    """The whole work on one clip, as the child does it."""
    with Path(clip).open("rb") as file:
        spans = guess_voices(pieces(pcm(file)), VoiceEncoder(Path(model)))
    return [[one.start_ms, one.end_ms, one.number] for one in spans]


def _cells(sound: _Sound, found: list[Measured]) -> tuple[Any, ...]:
    spans = [VoiceSpan(*one) for one in found[0].result]
    right = peer = NONE
    if sound.truth is not None:
        alone = [VoiceSpan(one.start_ms, one.end_ms, 1) for one in spans]
        right, peer = (f"{frames_right(sound.truth, one):.3f}" for one in (spans, alone))
    return (
        right,
        peer,
        str(len({one.number for one in spans})),
        spread([one.seconds * 3_600 / sound.length_s for one in found], "s"),
        spread([one.over_mb for one in found if one.over_mb is not None], "MB"),
    )


def _sounds(folder: Path, *, quick: bool) -> Iterator[_Sound]:
    clip, truth = heard(sample().clip), lesson_truth()
    length_s = len(clip) / SAMPLES_PER_SECOND
    yield _Sound("sample lesson", sample().clip, length_s, truth)
    for decibels in () if quick else (-20, -12):
        made = _written(folder / f"noise{decibels}.wav", with_noise(clip, decibels))
        yield _Sound(f"sample lesson, white noise {decibels} dB", made, length_s, truth)
    real = real_speech()
    for pause_ms in (600, 150) if real else ():
        both, who = in_turn(real or folder, pause_ms)
        for decibels in (0,) if quick else (0, -12):
            name = f"two real voices, pauses of {pause_ms} ms" + (f", white noise {decibels} dB" if decibels else "")
            made = _written(folder / f"{pause_ms}{decibels}.wav", with_noise(both, decibels) if decibels else both)
            yield _Sound(name, made, len(both) / SAMPLES_PER_SECOND, who)
    for seconds in () if quick else LONG_S:
        times = round(seconds / length_s)
        made = repeated_sample(folder / "long.mp4", times)
        yield _Sound(f"the sample {times} times: {seconds // 60} min", made, times * length_s, None)


def _written(path: Path, sound: Samples) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, SAMPLES_PER_SECOND, 0, "NONE", ""))
        out.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())
    return path

"""Who really speaks, and how much of it a guess has right: the sample lesson, and two real voices in turn."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from videoreflect.domain.voices import VoiceSpan
from videoreflect.media.sound import pcm
from videoreflect.services.sample_lesson import sample
from videoreflect.speech.sound import SAMPLES_PER_MS, Samples

SPEAKER_SAYS = ((300, 2_200), (3_200, 4_400), (5_300, 7_700), (8_100, 10_600))
"""Four stretches of ``jfk.flac``, in ms."""

_FRAME_MS = 10


class Said(NamedTuple):
    """Who really speaks when, in ms."""

    start_ms: int
    end_ms: int
    who: str


def heard(path: Path) -> Samples:
    """The whole sound of a short clip."""
    with path.open("rb") as file:
        return np.concatenate(list(pcm(file)))


def lesson_truth() -> list[Said]:
    """Who speaks in the sample lesson."""
    return [Said(turn["start_ms"], turn["end_ms"], turn["speaker"]) for turn in sample().truth["turns"]]


def in_turn(folder: Path, pause_ms: int) -> tuple[Samples, list[Said]]:
    """A woman reading and a man speaking one after the other: ``lj001.flac`` with its JSON, and ``jfk.flac``."""
    reader, speaker = heard(folder / "lj001.flac"), heard(folder / "jfk.flac")
    told = json.loads((folder / "lj001.json").read_text("utf-8"))
    parts: list[Samples] = []
    truth: list[Said] = []
    for at, one in enumerate(told):
        read = (round(one["onset"] * 1000), round(one["offset"] * 1000))
        for who, sound, (start, end) in (("reader", reader, read), ("speaker", speaker, SPEAKER_SAYS[at % 4])):
            begun = sum(map(len, parts)) // SAMPLES_PER_MS
            parts += [sound[start * SAMPLES_PER_MS : end * SAMPLES_PER_MS], silence(pause_ms)]
            truth.append(Said(begun, begun + end - start, who))
    return np.concatenate(parts), truth


def silence(ms: int) -> Samples:
    """No sound."""
    return np.zeros(ms * SAMPLES_PER_MS, dtype=np.float32)


def with_noise(sound: Samples, decibels: float, seed: int = 1) -> Samples:
    """White noise on top, so many decibels from the sound as a whole."""
    made = np.random.default_rng(seed).standard_normal(len(sound)) * np.std(sound) * 10 ** (decibels / 20)
    return np.asarray(sound + made, dtype=np.float32)


def frames_right(truth: Iterable[Said], guess: Iterable[VoiceSpan]) -> float:
    """The share of frames of 10 ms in which both know who speaks and agree: who talks most, or somebody else."""
    truth, guess = list(truth), list(guess)
    length = max([one.end_ms for one in truth] + [one.end_ms for one in guess]) // _FRAME_MS + 1
    most = _talks_most(truth)
    real, found = np.zeros(length, dtype=np.int8), np.zeros(length, dtype=np.int8)
    for said in truth:
        real[said.start_ms // _FRAME_MS : said.end_ms // _FRAME_MS] = 1 if said.who == most else 2
    for one in guess:
        found[one.start_ms // _FRAME_MS : one.end_ms // _FRAME_MS] = 1 if one.number == 1 else 2
    known = (real > 0) & (found > 0)
    return float(np.mean(real[known] == found[known]))


def _talks_most(truth: list[Said]) -> str:
    talk = {one.who: sum(said.end_ms - said.start_ms for said in truth if said.who == one.who) for one in truth}
    return max(talk, key=lambda who: talk[who])

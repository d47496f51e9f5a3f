"""Who speaks: teacher and others told apart on the sample lesson and on two real voices."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from tests.unit.speech.sounds import Samples, joined, noise, silence, voice
from tests.unit.speech.voice_weights import encoder_or_skip
from videoreflect.domain.voices import VoiceSpan
from videoreflect.media.sound import pcm
from videoreflect.services.sample_lesson import sample
from videoreflect.speech.pieces import pieces
from videoreflect.speech.sound import SAMPLES_PER_MS
from videoreflect.speech.voice_encoder import VoiceEncoder
from videoreflect.speech.voices import MOST_VOICES, guess_voices

pytestmark = pytest.mark.model

JFK_SAYS = ((300, 2_200), (3_200, 4_400), (5_300, 7_700), (8_100, 10_600))
"""Four stretches of the speech, in ms."""


class Said(NamedTuple):
    """Who really speaks when."""

    start_ms: int
    end_ms: int
    who: str


@pytest.fixture(scope="module")
def encoder() -> VoiceEncoder:
    return encoder_or_skip()


def heard(path: Path) -> Samples:
    with path.open("rb") as file:
        return np.concatenate(list(pcm(file)))


def guessed(encoder: VoiceEncoder, sound: Samples) -> tuple[VoiceSpan, ...]:
    return guess_voices(pieces(iter([sound])), encoder)


def frames_right(truth: Iterable[Said], guess: Iterable[VoiceSpan]) -> float:
    """The share of 10 ms frames where both know who speaks and agree: who talks most, or somebody else."""
    truth, guess = list(truth), list(guess)
    length = max([one.end_ms for one in truth] + [one.end_ms for one in guess]) // 10 + 1
    talk = {who: sum(one.end_ms - one.start_ms for one in truth if one.who == who) for _, _, who in truth}
    real, found = np.zeros(length, dtype=np.int8), np.zeros(length, dtype=np.int8)
    for one in truth:
        real[one.start_ms // 10 : one.end_ms // 10] = 1 if one.who == max(talk, key=lambda who: talk[who]) else 2
    for span in guess:
        found[span.start_ms // 10 : span.end_ms // 10] = 1 if span.number == 1 else 2
    known = (real > 0) & (found > 0)
    return float(np.mean(real[known] == found[known]))


@pytest.fixture(scope="module")
def lesson_truth() -> list[Said]:
    return [Said(turn["start_ms"], turn["end_ms"], turn["speaker"]) for turn in sample().truth["turns"]]


@pytest.fixture(scope="module")
def lesson_guess(encoder: VoiceEncoder) -> tuple[VoiceSpan, ...]:
    return guessed(encoder, heard(sample().clip))


def test_the_teacher_of_the_sample_lesson_is_told_from_the_pupils(
    lesson_guess: tuple[VoiceSpan, ...], lesson_truth: list[Said]
) -> None:
    assert frames_right(lesson_truth, lesson_guess) >= 0.95


def test_pupils_14_db_softer_are_told_from_the_teacher(encoder: VoiceEncoder, lesson_truth: list[Said]) -> None:
    sound = heard(sample().clip).copy()
    for said in lesson_truth:
        if said.who != "Miss Holt":
            sound[said.start_ms * SAMPLES_PER_MS : said.end_ms * SAMPLES_PER_MS] *= 0.2

    assert frames_right(lesson_truth, guessed(encoder, sound)) >= 0.95


@pytest.mark.external
@pytest.mark.parametrize("noise_db", [None, -20, -12])
def test_two_real_voices_in_turn_are_told_apart(encoder: VoiceEncoder, test_data: Path, noise_db: int | None) -> None:
    sound, truth = in_turn(test_data / "speech", pause_ms=600)
    if noise_db is not None:
        sound = sound + noise(len(sound) // 16 + 1, float(np.std(sound)) * 10 ** (noise_db / 20))[: len(sound)]

    assert frames_right(truth, guessed(encoder, sound)) >= 0.95


@pytest.mark.external
def test_one_voice_alone_is_one_voice(encoder: VoiceEncoder, test_data: Path) -> None:
    assert {one.number for one in guessed(encoder, heard(test_data / "speech" / "lj001.flac"))} == {1}


def test_spans_lie_in_speech_in_order_and_apart(lesson_guess: tuple[VoiceSpan, ...]) -> None:
    speech = [span for piece in pieces(iter([heard(sample().clip)])) for span in piece.speech]
    spans = lesson_guess

    assert all(one.end_ms <= two.start_ms for one, two in itertools.pairwise(spans))
    assert {one.start_ms for one in spans[:1]} == {speech[0].start_ms}
    assert all(one.start_ms < one.end_ms for one in spans)
    covered = sum(one.end_ms - one.start_ms for one in spans)
    assert covered >= sum(one.end_ms - one.start_ms for one in speech)
    assert sorted({one.number for one in spans}) == list(range(1, max(one.number for one in spans) + 1))


def test_who_talks_most_is_the_first_voice(lesson_guess: tuple[VoiceSpan, ...]) -> None:
    talk: dict[int, int] = {}
    for one in lesson_guess:
        talk[one.number] = talk.get(one.number, 0) + one.end_ms - one.start_ms

    assert sorted(talk, key=lambda number: -talk[number])[0] == 1


def test_how_the_sound_comes_in_chunks_does_not_matter(
    encoder: VoiceEncoder, lesson_guess: tuple[VoiceSpan, ...]
) -> None:
    assert guess_voices(pieces(iter(np.array_split(heard(sample().clip), 300))), encoder) == lesson_guess


@pytest.mark.parametrize("sound", [silence(0), silence(5_000), noise(5_000, 0.1)], ids=["nothing", "silence", "noise"])
def test_where_nobody_speaks_there_is_no_voice(encoder: VoiceEncoder, sound: Samples) -> None:
    assert guessed(encoder, sound) == ()


def test_sound_that_is_broken_or_very_short_is_guessed_without_an_error(encoder: VoiceEncoder) -> None:
    sound = joined(silence(1_000), voice(300), silence(1_000), voice(2_000, 1), silence(1_000))
    sound[20_000:20_100] = np.nan
    sound[40_000] = np.inf

    assert all(1 <= one.number <= MOST_VOICES for one in guessed(encoder, sound))


def in_turn(folder: Path, pause_ms: int) -> tuple[Samples, list[Said]]:
    """A woman reading and a man speaking, one after the other, as a lesson with two people would be."""
    reader, speaker = heard(folder / "lj001.flac"), heard(folder / "jfk.flac")
    read = [(round(one["onset"] * 1000), round(one["offset"] * 1000)) for one in json_of(folder / "lj001.json")]
    parts: list[Samples] = []
    truth: list[Said] = []
    for at, place in enumerate(read):
        for who, sound, (start, end) in (("reader", reader, place), ("speaker", speaker, JFK_SAYS[at % 4])):
            begun = sum(map(len, parts)) // SAMPLES_PER_MS
            parts += [sound[start * SAMPLES_PER_MS : end * SAMPLES_PER_MS], silence(pause_ms)]
            truth.append(Said(begun, begun + end - start, who))
    return np.concatenate(parts), truth


def json_of(path: Path) -> list[dict[str, float]]:
    found: list[dict[str, float]] = json.loads(path.read_text("utf-8"))
    return found

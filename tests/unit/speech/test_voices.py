"""Who speaks: teacher and others told apart on the sample lesson and on two real voices."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from bench import two_voices
from bench.two_voices import Said, frames_right, heard, in_turn, with_noise
from tests.unit.speech.sounds import Samples, joined, noise, silence, voice
from tests.unit.speech.voice_weights import encoder_or_skip
from videoreflect.domain.voices import VoiceSpan
from videoreflect.services.sample_lesson import sample
from videoreflect.speech.pieces import pieces
from videoreflect.speech.sound import SAMPLES_PER_MS
from videoreflect.speech.voice_encoder import VoiceEncoder
from videoreflect.speech.voices import MOST_VOICES, guess_voices

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def encoder() -> VoiceEncoder:
    return encoder_or_skip()


def guessed(encoder: VoiceEncoder, sound: Samples) -> tuple[VoiceSpan, ...]:
    return guess_voices(pieces(iter([sound])), encoder)


@pytest.fixture(scope="module")
def lesson_truth() -> list[Said]:
    return two_voices.lesson_truth()


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
        sound = with_noise(sound, noise_db)

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

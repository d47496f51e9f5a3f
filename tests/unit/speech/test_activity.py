"""Voice activity on sound made up for it, and the level that sound is brought to first."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.speech.sounds import RATE, Samples, joined, noise, silence, tone, voice
from videoreflect.domain.transcript import Span
from videoreflect.speech.activity import speech_spans
from videoreflect.speech.levels import MOST_GAIN, TARGET_RMS, level
from videoreflect.speech.spans import covered_ms, gaps

HUM = tone(3_000, 50, 0.05) + tone(3_000, 150, 0.02)


@pytest.mark.parametrize(
    "sound",
    [
        silence(3_000),
        noise(3_000, 0.1),
        noise(3_000, 0.001),
        tone(3_000),
        HUM,
        silence(3_000) + 0.2,
        silence(0),
    ],
    ids=["silence", "noise", "hiss", "tone", "hum", "offset", "nothing"],
)
def test_no_voice_no_speech(sound: Samples) -> None:
    assert speech_spans(sound.astype(np.float32)) == ()


def test_on_and_off_are_right_within_a_tenth_of_a_second() -> None:
    sound = joined(silence(1_000), voice(1_270), silence(3_000), voice(1_270, 1), silence(1_000))

    first, second = speech_spans(sound, start_ms=60_000)

    assert first.start_ms == pytest.approx(61_000, abs=100)
    assert first.end_ms == pytest.approx(62_270, abs=100)
    assert second.start_ms == pytest.approx(65_270, abs=100)


@pytest.mark.parametrize("decibels", [-20, -40, -55])
def test_a_soft_voice_is_heard_as_a_loud_one_is(decibels: int) -> None:
    sound = joined(silence(1_000), voice(3_000), silence(1_000))

    soft = (sound * 10 ** (decibels / 20)).astype(np.float32)

    assert covered_ms(speech_spans(soft), 0, 5_000) > 0.9 * covered_ms(speech_spans(sound), 0, 5_000)


def test_quiet_sound_is_brought_to_the_target_with_one_factor() -> None:
    quiet = noise(2_000, 0.01)

    levelled = level(quiet)

    factor = levelled[0] / quiet[0]
    assert np.allclose(levelled, quiet * factor, rtol=1e-5)
    assert levelled.std() == pytest.approx(TARGET_RMS, rel=0.1)
    assert levelled.dtype == np.float32


def test_what_is_added_is_bounded() -> None:
    hiss = noise(2_000, 0.0002)

    assert level(hiss).std() == pytest.approx(0.0002 * MOST_GAIN, rel=0.01)


@pytest.mark.parametrize("sound", [noise(2_000, 0.06), silence(2_000), noise(10, 0.001)])
def test_usual_sound_and_silence_are_left_as_they_are(sound: Samples) -> None:
    assert np.array_equal(level(sound), sound)


def test_overdriven_sound_is_brought_below_one() -> None:
    assert np.abs(level(tone(1_000, loudness=7.0))).max() <= 1.0


def test_what_is_no_number_becomes_silence() -> None:
    broken = voice(1_000)
    broken[: RATE // 2] = np.nan
    broken[-1] = np.inf

    assert np.isfinite(level(broken)).all()
    assert level(np.full(RATE, np.nan, dtype=np.float32)).max() == 0.0


def test_gaps_are_what_lies_between() -> None:
    spans = (Span(100, 200), Span(200, 300), Span(500, 600))

    assert gaps(spans, 0, 700) == (Span(0, 100), Span(300, 500), Span(600, 700))
    assert gaps(spans, 250, 550) == (Span(300, 500),)
    assert gaps((), 5, 5) == ()
    assert covered_ms(spans, 150, 550) == 50 + 100 + 50

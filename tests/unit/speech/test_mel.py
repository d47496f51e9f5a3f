"""Mel frames as the voice encoder was trained on them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.speech.sounds import noise, tone
from videoreflect.speech.mel import BANDS, mel_frames


def test_the_numbers_are_those_of_librosa() -> None:
    """Computed once with librosa 0.11.0, ``melspectrogram(y, sr=16000, n_fft=400, hop_length=160, n_mels=40)``.

    Over all 201 x 40 numbers the two differed by less than 4e-7 of each.
    """
    frames = mel_frames(noise(2_000, 0.05, seed=7))

    assert frames.shape == (201, BANDS)
    known = {(0, 0): 0.009947344, (50, 5): 0.02152777, (100, 20): 0.010881057, (200, 12): 0.004806323}
    for place, value in known.items():
        assert frames[place] == pytest.approx(value, rel=1e-5)
    assert frames.sum(dtype=np.float64) == pytest.approx(74.684195, rel=1e-5)


@pytest.mark.parametrize(("hertz", "band"), [(440.0, 5), (1_000.0, 13), (4_000.0, 31)])
def test_a_tone_lies_in_the_band_of_its_pitch(hertz: float, band: int) -> None:
    frames = mel_frames(tone(1_000, hertz))

    assert set(np.argmax(frames[5:-5], axis=1)) == {band}


@pytest.mark.parametrize(("samples", "rows"), [(0, 1), (1, 1), (159, 1), (160, 2), (16_000, 101)])
def test_there_is_a_row_for_every_10_ms_begun(samples: int, rows: int) -> None:
    assert mel_frames(np.zeros(samples, dtype=np.float32)).shape == (rows, BANDS)

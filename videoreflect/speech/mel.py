"""Sound as the ear has it: power in 40 mel bands, 100 frames a second.

What the voice encoder was trained on (``librosa.feature.melspectrogram`` with its defaults): Hann
windows of 25 ms every 10 ms, centred, with silence before and after; Slaney's mel scale and
area-normalised triangles from 0 to 8 kHz; the power itself, no logarithm.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from videoreflect.speech.sound import SAMPLES_PER_SECOND, Samples

BANDS = 40
HOP = SAMPLES_PER_SECOND // 100
"""Samples from one frame to the next: 10 ms."""

_WINDOW = SAMPLES_PER_SECOND // 40
_LINEAR_TO_HZ, _HZ_PER_MEL = 1000.0, 200.0 / 3
_LINEAR_TO_MEL = _LINEAR_TO_HZ / _HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27.0
"""Slaney's scale: straight up to 1 kHz, from there on 27 mels for a factor of 6.4."""

Frames = npt.NDArray[np.float32]


def mel_frames(samples: Samples) -> Frames:
    """Return the power in each band, one row per 10 ms: ``len(samples) // 160 + 1`` rows of 40."""
    padded = np.pad(samples, _WINDOW // 2)
    cut = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP]
    power = np.square(np.abs(np.fft.rfft(cut * _hann(), axis=1)))
    return np.asarray(power @ _filters(), dtype=np.float32)


@cache
def _hann() -> npt.NDArray[np.float64]:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW)


@cache
def _filters() -> npt.NDArray[np.float64]:
    """The triangles, one column per band."""
    top = float(_to_mel(np.array(SAMPLES_PER_SECOND / 2)))
    corners = _to_hz(np.linspace(0.0, top, BANDS + 2))
    bins = np.fft.rfftfreq(_WINDOW, 1 / SAMPLES_PER_SECOND)[:, None]
    low, middle, high = corners[:-2], corners[1:-1], corners[2:]
    rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)) * (2.0 / (high - low)))


def _to_mel(hz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    above = _LINEAR_TO_MEL + np.log(np.maximum(hz, _LINEAR_TO_HZ) / _LINEAR_TO_HZ) / _LOG_STEP
    return np.where(hz < _LINEAR_TO_HZ, hz / _HZ_PER_MEL, above)


def _to_hz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    above = _LINEAR_TO_HZ * np.exp(_LOG_STEP * (np.maximum(mel, _LINEAR_TO_MEL) - _LINEAR_TO_MEL))
    return np.where(mel < _LINEAR_TO_MEL, mel * _HZ_PER_MEL, above)

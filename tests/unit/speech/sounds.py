"""Sound made up for tests: silence, noise, tones, and vowels that count as a voice."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

RATE = 16_000
Samples = npt.NDArray[np.float32]

_SYLLABLE = 3_500
_VOWELS = (
    (110.0, ((700, 80), (1200, 90), (2600, 120))),
    (130.0, ((300, 60), (2200, 100), (2900, 120))),
    (120.0, ((450, 60), (900, 90), (2400, 120))),
)


def silence(ms: int) -> Samples:
    """Return digital silence."""
    return np.zeros(ms * RATE // 1000, dtype=np.float32)


def noise(ms: int, loudness: float, seed: int = 1) -> Samples:
    """Return white noise of that standard deviation."""
    made = np.random.default_rng(seed).standard_normal(ms * RATE // 1000) * loudness
    return made.astype(np.float32)


def tone(ms: int, hertz: float = 440.0, loudness: float = 0.3) -> Samples:
    """Return one steady tone."""
    made = loudness * np.sin(2 * np.pi * hertz * np.arange(ms * RATE // 1000) / RATE)
    return made.astype(np.float32)


def voice(ms: int, vowel: int = 0) -> Samples:
    """Return a row of changing vowels that the voice activity detector takes for speech."""
    out = silence(ms)
    for turn, start in enumerate(range(0, len(out) - _SYLLABLE + 1, 4_000)):
        out[start : start + _SYLLABLE] += _syllable((vowel + turn) % len(_VOWELS))
    return out


def joined(*parts: Samples) -> Samples:
    """Return the parts one after the other."""
    return np.concatenate(parts)


@cache
def _syllable(vowel: int) -> Samples:
    pitch, formants = _VOWELS[vowel]
    seconds = np.arange(_SYLLABLE) / RATE
    phase = np.cumsum(pitch * (1 + 0.03 * np.sin(2 * np.pi * 4 * seconds))) / RATE
    sound = np.diff(np.floor(phase), prepend=0.0)
    for centre, width in formants:
        sound = _resonance(sound, centre, width)
    sound *= np.minimum(1, np.minimum(seconds / 0.03, (seconds[-1] - seconds) / 0.05))
    return np.asarray(0.3 * sound / np.abs(sound).max(), dtype=np.float32)


def _resonance(sound: npt.NDArray[np.float64], centre: int, width: int) -> npt.NDArray[np.float64]:
    radius = np.exp(-np.pi * width / RATE)
    near, far = -2 * radius * np.cos(2 * np.pi * centre / RATE), radius**2
    out = np.zeros(len(sound) + 2)
    for at, sample in enumerate(sound):
        out[at + 2] = sample - near * out[at + 1] - far * out[at]
    return out[2:]

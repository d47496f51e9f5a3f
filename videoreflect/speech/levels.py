"""Bringing quiet and overdriven sound to one level before it is listened to.

A lesson recorded from the back of the room may lie 40 dB below full scale, where the voice
activity detector misses soft voices. Only one factor is applied to a whole piece: nothing is
compressed or filtered, so times and the relation of loud to soft stay as they were.
"""

from __future__ import annotations

import numpy as np

from videoreflect.speech.sound import SAMPLES_PER_SECOND, Samples

TARGET_RMS = 0.1
"""The level of the loud parts afterwards: 20 dB below full scale, a usual speech level."""

MOST_GAIN = 16.0
"""At most 24 dB are added, so that the hiss of an empty room does not become a voice."""

_FLOOR_RMS = 0.00005
"""Below -86 dB there is nothing to hear; it is left as it is."""

_FRAME = SAMPLES_PER_SECOND // 20
_LOUD_SHARE = 95


def level(samples: Samples) -> Samples:
    """Return the sound with its loud parts at ``TARGET_RMS`` and no sample beyond 1.

    Samples that are not numbers, as a damaged file may decode to, become silence. Sound that
    needs less than a factor of 2 is returned as it is, so that a usual recording is not touched.
    """
    clean = samples if np.isfinite(samples).all() else np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    factor = _gain(clean)
    return clean if factor == 1.0 else (clean * np.float32(factor)).astype(np.float32, copy=False)


def _gain(samples: Samples) -> float:
    if len(samples) < _FRAME:
        return 1.0
    peak = float(max(samples.max(), -samples.min()))
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = np.einsum("ij,ij->i", frames, frames) / _FRAME  # no copy of the whole piece
    loud = float(np.sqrt(np.percentile(power, _LOUD_SHARE)))
    if loud < _FLOOR_RMS:
        return 1.0
    wanted = min(TARGET_RMS / loud, MOST_GAIN, 1.0 / peak if peak > 1.0 else MOST_GAIN)
    return wanted if wanted >= 2.0 or peak > 1.0 else 1.0

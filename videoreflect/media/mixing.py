"""Two channels to one, so that no voice is lost on the way.

Added up, two channels of which one is turned round (a wrongly soldered plug, a “wide” effect) cancel each
other: a lesson that everybody can hear would be silence to the transcript. Whichever way the two agree is used.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

AGAINST = -0.5
"""So far the channels must go against each other before one is turned round; two microphones hardly ever do."""

_MEMORY_SAMPLES = 16_000
"""What was heard a second ago counts for a third."""

_NOTHING = 1e-12


class Mixer:
    """Mixes one stretch of sound, block by block; what it heard before decides which way round the second goes."""

    def __init__(self) -> None:
        self._left = self._right = self._both = 0.0
        self._turned = False

    def mix(self, channels: Samples) -> Samples:
        """Return the mean of two rows of samples, the second turned round while the two go against each other."""
        if not channels.shape[1]:
            return np.zeros(0, np.float32)
        self._listen(channels)
        first, second = channels
        mixed = (first - second if self._turned else first + second) * np.float32(0.5)
        return np.asarray(mixed, dtype=np.float32)

    def _listen(self, channels: Samples) -> None:
        first, second = channels.astype(np.float64)
        kept = float(np.exp(-len(first) / _MEMORY_SAMPLES))
        self._left = self._left * kept + float(first @ first)
        self._right = self._right * kept + float(second @ second)
        self._both = self._both * kept + float(first @ second)
        loudness = np.sqrt(self._left * self._right)
        if not np.isfinite(loudness) or loudness < _NOTHING:
            return
        if self._both > 0:
            self._turned = False
        elif self._both < AGAINST * loudness:
            self._turned = True

"""The outline of a clip's sound, for drawing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from videoreflect.errors import InvalidInput
from videoreflect.media.sound import RATE


class Waveform:
    """Takes the chunks of ``sound.pcm`` in order and keeps one byte for each tenth of a second.

    A byte is the square root of the loudest sample, 0 to 255: speech from the far end of
    a room stays visible, and a player draws ``byte / 255`` of the height. Memory is
    ``peaks_per_second`` bytes a second, whatever the size of the chunks.
    """

    def __init__(self, peaks_per_second: int = 10) -> None:
        if peaks_per_second < 1 or RATE % peaks_per_second:
            raise InvalidInput
        self._window = RATE // peaks_per_second
        self._peaks = bytearray()
        self._loudest = 0.0
        self._filled = 0

    def feed(self, samples: npt.NDArray[np.float32]) -> None:
        """Take the next samples (float32, mono, 16 kHz, -1 to 1)."""
        loud = np.abs(np.nan_to_num(samples, posinf=1.0, neginf=-1.0))
        missing = min(self._window - self._filled, len(loud))
        self._take_part(loud[:missing])
        whole = (len(loud) - missing) // self._window * self._window
        if whole:
            windows = loud[missing : missing + whole].reshape(-1, self._window).max(axis=1)
            self._peaks += _as_bytes(windows)
        self._take_part(loud[missing + whole :])

    def peaks(self) -> bytes:
        """Give the outline so far; a window that is not full yet counts as one."""
        return bytes(self._peaks) + (_as_bytes(np.array([self._loudest])) if self._filled else b"")

    def _take_part(self, loud: npt.NDArray[np.float32]) -> None:
        if len(loud) == 0:
            return
        self._loudest = max(self._loudest, float(loud.max()))
        self._filled += len(loud)
        if self._filled == self._window:
            self._peaks += _as_bytes(np.array([self._loudest]))
            self._loudest, self._filled = 0.0, 0


def _as_bytes(loudest: npt.NDArray[np.floating]) -> bytes:
    return bytes(np.rint(np.sqrt(np.clip(loudest, 0.0, 1.0)) * 255).astype(np.uint8))

"""Sound as this layer knows it: mono, 16 kHz, 32-bit floats between -1 and 1."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SAMPLES_PER_SECOND = 16_000
SAMPLES_PER_MS = SAMPLES_PER_SECOND // 1000

Samples = npt.NDArray[np.float32]


def milliseconds(samples: int) -> int:
    """Return how long so many samples last, in whole milliseconds, rounded up."""
    return -(-samples // SAMPLES_PER_MS)

"""A peer of ``transcribe``: whisper.cpp through ``pywhispercpp``, with weights made of the same tensors."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import Any

from faster_whisper.audio import decode_audio

BEAM = {"beam_size": 5, "patience": -1.0}


def write_down(clip: str, weights: str, threads: int) -> dict[str, Any]:
    """The whole text, and at what time (seconds since 1970) its first line was there."""
    from pywhispercpp.model import Model

    with suppress(OSError, AttributeError):
        os.nice(10)
    first: list[float] = []
    model = Model(
        weights,
        params_sampling_strategy=1,
        redirect_whispercpp_logs_to=None,
        n_threads=threads,
        beam_search=BEAM,
        no_context=True,
        token_timestamps=True,
        language="auto",
        print_progress=False,
        print_realtime=False,
    )
    heard = decode_audio(clip, sampling_rate=16_000)
    segments = model.transcribe(heard, new_segment_callback=lambda _: first.append(time.time()))
    return {"text": " ".join(one.text.strip() for one in segments), "first_line": first[0] if first else 0.0}

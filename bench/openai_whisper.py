"""A peer of ``transcribe``: OpenAI's own program on PyTorch, with the same weights, in 32 bit as it does on processors.

Its own ``.pt`` files need a connection; the tensors of the pinned model are the same numbers.
"""

from __future__ import annotations

import io
import os
import time
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper.audio import decode_audio

from bench.whisper_tensors import whisper_tensors


def write_down(clip: str, model_folder: str, threads: int) -> dict[str, Any]:
    """The whole text, and at what time (seconds since 1970) its first line was there."""
    import torch

    with suppress(OSError, AttributeError):
        os.nice(10)
    torch.set_num_threads(threads)
    model = _loaded(Path(model_folder))
    printed = _FirstPrinted()
    with redirect_stdout(printed):
        told = model.transcribe(
            decode_audio(clip, sampling_rate=16_000),
            beam_size=5,
            condition_on_previous_text=False,
            word_timestamps=True,
            fp16=False,
            verbose=True,
        )
    return {"text": str(told["text"]).strip(), "first_line": printed.at}


def _loaded(folder: Path) -> Any:
    import torch
    import whisper
    from whisper.model import ModelDimensions, Whisper

    read = whisper_tensors(folder)
    model = Whisper(ModelDimensions(**read.sizes))
    state = {name: torch.from_numpy(tensor.astype(np.float32)) for name, tensor in read.weights.items()}
    model.load_state_dict(state, strict=False)  # the container leaves out a mask that is computed
    model.set_alignment_heads(whisper._ALIGNMENT_HEADS["base"])
    return model.eval()


class _FirstPrinted(io.StringIO):
    """Notes when the first line with a time was printed; it is printed when it is known."""

    at = 0.0

    def write(self, text: str, /) -> int:
        """Take what is printed."""
        if not self.at and text.startswith("["):
            self.at = time.time()
        return len(text)

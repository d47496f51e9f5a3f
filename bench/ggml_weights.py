"""The weights of a model for whisper.cpp, made of the same tensors: its ``ggml`` file, 16 bit.

Layout: whisper.cpp ``models/convert-pt-to-ggml.py``. The mel filters are those that
``faster_whisper`` computes; OpenAI's are the same numbers.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor

from bench.whisper_tensors import Tensor, whisper_tensors

_MAGIC = 0x67676D6C
_IN_32_BIT = frozenset({"encoder.positional_embedding", "decoder.positional_embedding"})
_ORDER = (
    "n_vocab", "n_audio_ctx", "n_audio_state", "n_audio_head", "n_audio_layer",
    "n_text_ctx", "n_text_state", "n_text_head", "n_text_layer", "n_mels",
)  # fmt: skip
_BINS, _RATE = 400, 16_000


def write_ggml(folder: Path, target: Path) -> Path:
    """Write the file and return where it lies."""
    model = whisper_tensors(folder)
    filters = FeatureExtractor.get_mel_filters(_RATE, _BINS, n_mels=model.sizes["n_mels"]).astype(np.float32)
    with target.open("wb") as file:
        file.write(struct.pack("<12i", _MAGIC, *(model.sizes[name] for name in _ORDER), 1))
        file.write(struct.pack("<2i", *filters.shape))
        filters.tofile(file)
        file.write(struct.pack("<i", len(model.tokens)))
        for token in model.tokens:
            file.write(struct.pack("<i", len(token)) + token)
        for name, tensor in model.weights.items():
            _write(file, name, tensor)
    return target


def _write(file: BinaryIO, name: str, tensor: Tensor) -> None:
    data = np.squeeze(tensor)
    if name in {"encoder.conv1.bias", "encoder.conv2.bias"}:
        data = data.reshape(-1, 1)
    small = data.ndim < 2 or name in _IN_32_BIT or name.endswith(("conv1.bias", "conv2.bias"))
    data = np.ascontiguousarray(data, np.float32 if small else np.float16)
    raw = name.encode()
    file.write(struct.pack("<3i", data.ndim, len(raw), 0 if small else 1))
    file.write(struct.pack(f"<{data.ndim}i", *reversed(data.shape)))
    file.write(raw)
    data.tofile(file)

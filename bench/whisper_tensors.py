"""The tensors of a Whisper model in CTranslate2's container, under the names that OpenAI gave them.

So other programs can be measured with the very same weights: ``ggml_weights`` writes them for
whisper.cpp, ``openai_weights`` for OpenAI's own program. Layout of the container: CTranslate2
``python/ctranslate2/specs/model_spec.py``, binary version 6.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

Tensor = npt.NDArray[Any]

_VERSION = 6
_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


@dataclass(frozen=True, slots=True)
class WhisperTensors:
    """All weights of one model, 16 bit as published, its sizes, and the bytes of its tokens in order."""

    weights: dict[str, Tensor]
    sizes: dict[str, int]
    tokens: tuple[bytes, ...]


def whisper_tensors(folder: Path) -> WhisperTensors:
    """Read a model's folder. Only models with 80 mel bands and ``vocabulary.txt`` beside them are known here."""
    found = _container(folder / "model.bin")
    weights = dict(_renamed(found))
    vocabulary = weights["decoder.token_embedding.weight"].shape[0]
    state = weights["encoder.positional_embedding"].shape[1]
    heads = state // 64
    sizes = {
        "n_vocab": vocabulary,
        "n_audio_ctx": weights["encoder.positional_embedding"].shape[0],
        "n_audio_state": state,
        "n_audio_head": heads,
        "n_audio_layer": _layers(weights, "encoder"),
        "n_text_ctx": weights["decoder.positional_embedding"].shape[0],
        "n_text_state": weights["decoder.token_embedding.weight"].shape[1],
        "n_text_head": heads,
        "n_text_layer": _layers(weights, "decoder"),
        "n_mels": weights["encoder.conv1.weight"].shape[1],
    }
    return WhisperTensors(weights, sizes, tuple(_tokens(folder / "tokenizer.json")))


def _container(path: Path) -> dict[str, Tensor]:
    with path.open("rb") as file:
        if _number(file, "I") != _VERSION:
            raise ValueError("this version of CTranslate2's container is not known here")
        _text(file)
        _number(file, "I")
        found: dict[str, Tensor] = {}
        for _ in range(_number(file, "I")):
            name, rank = _text(file), _number(file, "B")
            shape = struct.unpack(f"<{rank}I", file.read(4 * rank))
            kind, count = _number(file, "B"), _number(file, "I")
            found[name] = np.frombuffer(file.read(count), _TYPES[kind]).reshape(shape)
    return found


def _number(file: BinaryIO, form: str) -> int:
    (value,) = struct.unpack(f"<{form}", file.read(struct.calcsize(form)))
    return int(value)


def _text(file: BinaryIO) -> str:
    return file.read(_number(file, "H")).rstrip(b"\0").decode()


_ENDS = {
    "encoder/conv1/weight": "encoder.conv1.weight",
    "encoder/conv1/bias": "encoder.conv1.bias",
    "encoder/conv2/weight": "encoder.conv2.weight",
    "encoder/conv2/bias": "encoder.conv2.bias",
    "encoder/position_encodings/encodings": "encoder.positional_embedding",
    "encoder/layer_norm/gamma": "encoder.ln_post.weight",
    "encoder/layer_norm/beta": "encoder.ln_post.bias",
    "decoder/embeddings/weight": "decoder.token_embedding.weight",
    "decoder/position_encodings/encodings": "decoder.positional_embedding",
    "decoder/layer_norm/gamma": "decoder.ln.weight",
    "decoder/layer_norm/beta": "decoder.ln.bias",
}
_NORMS = {"self_attention": "attn_ln", "attention": "cross_attn_ln", "ffn": "mlp_ln"}
_ATTENTION = {"self_attention": "attn", "attention": "cross_attn"}
_FUSED = {
    ("self_attention", "linear_0"): ("query", "key", "value"),
    ("self_attention", "linear_1"): ("out",),
    ("attention", "linear_0"): ("query",),
    ("attention", "linear_1"): ("key", "value"),
    ("attention", "linear_2"): ("out",),
}


def _renamed(found: dict[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    for name, tensor in found.items():
        if name in _ENDS:
            yield _ENDS[name], tensor
        elif "/layer_" in name and name.count("/") >= 3:
            yield from _of_layer(name.split("/"), tensor)


def _of_layer(path: list[str], tensor: Tensor) -> Iterator[tuple[str, Tensor]]:
    side, layer, part, below, kind = *path[:4], path[-1]
    block = f"{side}.blocks.{layer.removeprefix('layer_')}"
    if below == "layer_norm":
        yield f"{block}.{_NORMS[part]}.{'weight' if kind == 'gamma' else 'bias'}", tensor
    elif part == "ffn":
        yield f"{block}.mlp.{0 if below == 'linear_0' else 2}.{kind}", tensor
    elif (part, below) in _FUSED:
        names = _FUSED[part, below]
        for name, piece in zip(names, np.split(tensor, len(names)), strict=True):
            if not (name == "key" and kind == "bias"):  # Whisper's keys have none; the container holds zeros
                yield f"{block}.{_ATTENTION[part]}.{name}.{kind}", piece


def _layers(weights: dict[str, Tensor], side: str) -> int:
    return len({name.split(".")[2] for name in weights if name.startswith(f"{side}.blocks.")})


def _tokens(path: Path) -> Iterator[bytes]:
    """The bytes of every token that is no special one; the file writes each byte as a printable sign (as GPT-2 did)."""
    known = json.loads(path.read_text(encoding="utf-8"))
    special = {one["id"] for one in known["added_tokens"]}
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [one for one in range(256) if one not in plain]
    byte_of = {chr(one): one for one in plain} | {chr(256 + at): one for at, one in enumerate(hidden)}
    ordered = sorted(known["model"]["vocab"].items(), key=lambda pair: pair[1])
    for token, number in ordered:
        if number not in special:
            yield bytes(byte_of[sign] for sign in token)

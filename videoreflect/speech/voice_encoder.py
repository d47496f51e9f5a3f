"""What a stretch of speech sounds like, as 256 numbers: voices that are alike point the same way.

GE2E (Wan et al. 2018, arXiv:1710.10467), with the weights that Resemblyzer publishes; three LSTM
layers and one linear one, reckoned here in numpy. The file is a checkpoint of PyTorch, whose own
way of reading runs what the file says (pickle). It is not read that way: the file is pinned by
its SHA-256, so the weights lie at places that are known, and only numbers are taken from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from videoreflect.errors import SpeechError
from videoreflect.speech.in_use import hold
from videoreflect.speech.mel import BANDS, Frames

FRAMES = 160
"""How much the encoder listens to at a time: 1.6 s."""

SIZE = 256
"""How many numbers describe a voice."""

WEIGHTS_FILE = "pretrained.pt"

_GATES = 4 * SIZE
_LSTM_AT, _LINEAR_WEIGHT_AT, _LINEAR_BIAS_AT = 269_883, 7_731, 6_699
"""Where three of the file's storages begin, in bytes; each holds 32-bit floats, little end first."""

_LSTM_FLOATS = 1_357_824
_INPUTS_AT = (0, 303_104, 827_392)
_BEFORE_AT = (40_960, 565_248, 1_089_536)
_BIASES_AT = 1_351_680
"""Within the storage of the LSTM, in floats; the biases of all layers follow each other, two for each."""

_BATCH = 64
"""So many stretches at once: 64 x 160 frames take about 40 MB on the way."""

Weights = npt.NDArray[np.float32]
Embeddings = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Layer:
    inputs: Weights
    before: Weights
    bias: Weights


class VoiceEncoder:
    """The loaded weights. Takes the folder that ``ModelStore.locate`` returned, where they were checked."""

    def __init__(self, folder: Path) -> None:
        self._held = hold(folder)
        try:
            lstm = _floats(folder / WEIGHTS_FILE, _LSTM_AT, _LSTM_FLOATS)
            self._linear = _floats(folder / WEIGHTS_FILE, _LINEAR_WEIGHT_AT, SIZE * SIZE).reshape(SIZE, SIZE).T
            self._bias = _floats(folder / WEIGHTS_FILE, _LINEAR_BIAS_AT, SIZE)
        except (OSError, ValueError) as error:
            raise SpeechError("The model of the voices cannot be read. Import it again.") from error
        self._layers = [_layer(lstm, number) for number in range(3)]

    def embed(self, stretches: npt.NDArray[np.float32]) -> Embeddings:
        """Describe stretches of ``FRAMES`` mel frames each, ``[n, 160, 40]``; every row has length 1."""
        parts = [self._embed(stretches[at : at + _BATCH]) for at in range(0, len(stretches), _BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, SIZE), dtype=np.float32)

    def _embed(self, stretches: Frames) -> Embeddings:
        heard = np.ascontiguousarray(stretches.transpose(1, 0, 2))
        for layer in self._layers:
            heard = _run(layer, heard)
        raw = np.maximum(heard[-1] @ self._linear + self._bias, 0.0)
        return np.asarray(raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _run(layer: _Layer, inputs: Weights) -> Weights:
    """One layer over ``[frames, n, size]``; PyTorch's order of the gates: in, forget, new, out."""
    steps, count, width = inputs.shape
    given = (inputs.reshape(-1, width) @ layer.inputs + layer.bias).reshape(steps, count, _GATES)
    hidden = np.zeros((count, SIZE), dtype=np.float32)
    cell = np.zeros_like(hidden)
    out = np.empty((steps, count, SIZE), dtype=np.float32)
    for at in range(steps):
        gates = given[at] + hidden @ layer.before
        let_in, forget, new, let_out = np.split(gates, 4, axis=1)
        cell = _sigmoid(forget) * cell + _sigmoid(let_in) * np.tanh(new)
        hidden = _sigmoid(let_out) * np.tanh(cell)
        out[at] = hidden
    return out


def _sigmoid(values: Weights) -> Weights:
    return np.asarray(np.float32(0.5) * (np.tanh(np.float32(0.5) * values) + np.float32(1.0)), dtype=np.float32)


def _layer(lstm: Weights, number: int) -> _Layer:
    width = BANDS if number == 0 else SIZE
    inputs = lstm[_INPUTS_AT[number] :][: _GATES * width].reshape(_GATES, width)
    before = lstm[_BEFORE_AT[number] :][: _GATES * SIZE].reshape(_GATES, SIZE)
    biases = lstm[_BIASES_AT + number * 2 * _GATES :][: 2 * _GATES].reshape(2, _GATES)
    return _Layer(np.ascontiguousarray(inputs.T), np.ascontiguousarray(before.T), biases.sum(axis=0))


def _floats(path: Path, at: int, count: int) -> Weights:
    with path.open("rb") as file:
        file.seek(at)
        raw = file.read(4 * count)
    if len(raw) != 4 * count:
        raise ValueError
    return np.frombuffer(raw, dtype="<f4").astype(np.float32)

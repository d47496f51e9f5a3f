"""The voice encoder: the right numbers, and only numbers, out of a file that could say anything."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.unit.speech.sounds import noise
from tests.unit.speech.voice_weights import encoder_or_skip
from videoreflect.errors import SpeechError
from videoreflect.speech.mel import BANDS, mel_frames
from videoreflect.speech.voice_encoder import FRAMES, SIZE, WEIGHTS_FILE, VoiceEncoder
from videoreflect.speech.voice_model import VOICES

FLOATS = (5_701_180 - 6_699) // 4
"""From the first number that is used to the end of the last."""


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the right length: small random weights where weights lie, elsewhere a pickle that would do harm."""
    folder = tmp_path_factory.mktemp("voices")
    content = bytearray(VOICES.size_bytes)
    harm = pickle.dumps(_Harm(str(folder / "harm")))
    content[: len(harm)] = harm
    weights = np.random.default_rng(3).standard_normal(FLOATS).astype("<f4") * np.float32(0.05)
    content[6_699 : 6_699 + 4 * FLOATS] = weights.tobytes()
    (folder / WEIGHTS_FILE).write_bytes(content)
    return folder


class _Harm:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (self.path, "w")


def test_the_weights_of_the_published_file_give_the_known_numbers() -> None:
    """Computed once with onnxruntime 1.31.1: its own LSTM on the same weights, in PyTorch's order of the gates.

    Frames as in ``test_mel``; the two differed by less than 5e-7.
    """
    frames = mel_frames(noise(2_000, 0.05, seed=7))

    one, other = encoder_or_skip().embed(np.stack([frames[:160], frames[30:190]]))

    assert one[[15, 234, 120]] == pytest.approx([0.20743869, 0.17197709, 0.16680557], abs=1e-5)
    assert float(one @ other) == pytest.approx(0.99273556, abs=1e-5)


def test_it_reckons_three_layers_of_lstm_as_the_formula_says(made_up: Path) -> None:
    stretch = np.abs(np.random.default_rng(4).standard_normal((FRAMES, BANDS))).astype(np.float32)
    encoder = VoiceEncoder(made_up)

    expected = by_the_formula(encoder, stretch.astype(np.float64))

    assert encoder.embed(stretch[None])[0] == pytest.approx(expected, abs=1e-4)


def test_any_number_of_stretches_at_once_gives_the_same(made_up: Path) -> None:
    stretches = np.abs(np.random.default_rng(5).standard_normal((67, FRAMES, BANDS))).astype(np.float32)
    encoder = VoiceEncoder(made_up)

    together = encoder.embed(stretches)

    assert together.shape == (67, SIZE)
    assert together[66] == pytest.approx(encoder.embed(stretches[66:])[0], abs=1e-5)
    assert encoder.embed(stretches[:0]).shape == (0, SIZE)


def test_nothing_that_the_file_says_is_done(made_up: Path) -> None:
    """Seen to fail with ``pickle.load`` put into ``_floats``."""
    VoiceEncoder(made_up)

    assert not (made_up / "harm").exists()


@pytest.mark.parametrize("length", [0, 6_698, 300_000])
def test_a_file_that_is_too_short_is_refused_in_a_sentence(tmp_path: Path, length: int) -> None:
    (tmp_path / WEIGHTS_FILE).write_bytes(bytes(length))

    with pytest.raises(SpeechError, match="Import it again"):
        VoiceEncoder(tmp_path)


def test_a_missing_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="Import it again"):
        VoiceEncoder(tmp_path)


def by_the_formula(encoder: VoiceEncoder, stretch: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """One step after the other, as Hochreiter and Schmidhuber's cell is written down."""
    heard = list(stretch)
    for layer in encoder._layers:
        hidden, cell, out = np.zeros(SIZE), np.zeros(SIZE), []
        for frame in heard:
            gates = frame @ layer.inputs + hidden @ layer.before + layer.bias
            let_in, forget, let_out = (1 / (1 + np.exp(-gates[at * SIZE : (at + 1) * SIZE])) for at in (0, 1, 3))
            cell = forget * cell + let_in * np.tanh(gates[2 * SIZE : 3 * SIZE])
            hidden = let_out * np.tanh(cell)
            out.append(hidden)
        heard = out
    raw = np.maximum(heard[-1] @ encoder._linear + encoder._bias, 0)
    return np.asarray(raw / np.linalg.norm(raw))

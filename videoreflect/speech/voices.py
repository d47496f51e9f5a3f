"""Who speaks when: a guess. Stretches of speech that sound alike are taken for one voice.

Speech itself is found by the voice activity detector, which is firm; on top of it 1.6 s are
listened to every 0.8 s, described by the voice encoder, and put together by likeness. Too many
voices are easier put right than too few, so the distance is chosen to find rather more. One
pupil is not told from another reliably: turns of a second or two are too short for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from videoreflect.domain.voices import VoiceSpan
from videoreflect.speech import clustering
from videoreflect.speech.mel import BANDS, HOP, Frames, mel_frames
from videoreflect.speech.pieces import SoundPiece
from videoreflect.speech.sound import SAMPLES_PER_MS, Samples
from videoreflect.speech.voice_encoder import FRAMES, SIZE, Embeddings, VoiceEncoder

SURELY_THE_SAME = 0.25
"""Two windows that follow each other in one stretch of speech and are no further apart are one voice."""

APART = (0.30, 0.35)
"""The mean cosine distance up to which two groups are one voice, at least and at most.

Between these it is ``SHARE_APART`` of the mean distance in the whole clip: noise brings all voices
nearer to each other. Measured on the sample lesson and on two real voices in turn, clean, with
white and pink noise, and with one of them 14 dB softer; see ``bench voices``.
"""

SHARE_APART = 0.95

MOST_VOICES = 8
"""More voices than a teacher could name are not told apart; what is left joins the nearest."""

_STEP = 80
_FRAME_MS = HOP // SAMPLES_PER_MS
_LEAST_RMS = 10 ** (-30 / 20)
"""Speech below -30 dB of full scale is raised to it, as the encoder’s authors do: it hears power, not its logarithm."""

_QUIET = 1e-5
_BRIDGED_MS = 500
"""A pause up to this long does not end a stretch of the same voice."""

Progress = Callable[[int], None]
"""Told up to which millisecond of the clip has been listened to. What it raises ends the work."""


@dataclass(frozen=True, slots=True)
class _Window:
    """What one description stands for; ``first`` in its stretch of speech."""

    start_ms: int
    end_ms: int
    first: bool


def guess_voices(
    pieces: Iterable[SoundPiece], encoder: VoiceEncoder, progress: Progress = lambda done_ms: None
) -> tuple[VoiceSpan, ...]:
    """Return who speaks when, in order; voice 1 talks most, 2 the next, at most ``MOST_VOICES``.

    Takes the pieces of a clip one after the other and keeps 1 kB for each 0.8 s of speech, so a
    lesson of three hours takes 15 MB besides the piece in hand.
    """
    windows: list[_Window] = []
    described: list[Embeddings] = [np.empty((0, SIZE), dtype=np.float32)]
    for piece in pieces:
        found, stretches = _windows(piece)
        windows += found
        described.append(encoder.embed(stretches))
        progress(piece.end_ms)
    vectors = np.concatenate(described)
    lengths = np.array([one.end_ms - one.start_ms for one in windows], dtype=np.int64)
    apart = min(max(APART[0], SHARE_APART * clustering.mean_distance(vectors)), APART[1])
    labels = clustering.clusters(vectors, apart, near=_runs(vectors, windows))
    return _spans(windows, _by_talk(_fewer(vectors, labels, lengths), lengths))


def _windows(piece: SoundPiece) -> tuple[list[_Window], npt.NDArray[np.float32]]:
    windows: list[_Window] = []
    stretches: list[Frames] = []
    for span in piece.speech:
        begin, end = (max(0, at - piece.start_ms) * SAMPLES_PER_MS for at in (span.start_ms, span.end_ms))
        heard = mel_frames(_raised(piece.samples[begin:end]))
        for start, low, high in _cuts(len(heard)):
            stretches.append(_whole(heard[start : start + FRAMES]))
            last = high == len(heard)
            until = span.end_ms if last else min(span.end_ms, span.start_ms + high * _FRAME_MS)
            windows.append(_Window(span.start_ms + low * _FRAME_MS, until, first=low == 0))
    return windows, np.stack(stretches) if stretches else np.empty((0, FRAMES, BANDS), dtype=np.float32)


def _cuts(frames: int) -> Iterator[tuple[int, int, int]]:
    """Where each window of a stretch of speech starts, and from where to where it decides, in frames."""
    if frames <= FRAMES:
        yield 0, 0, frames
        return
    starts = [*range(0, frames - FRAMES, _STEP), frames - FRAMES]
    edges = [0, *((one + next_ + FRAMES) // 2 for one, next_ in pairwise(starts)), frames]
    yield from zip(starts, edges, edges[1:], strict=False)


def _whole(heard: Frames) -> Frames:
    """A short utterance is heard over and over until it is as long as the encoder wants it."""
    return heard if len(heard) == FRAMES else heard[np.arange(FRAMES) % len(heard)]


def _raised(samples: Samples) -> Samples:
    clean = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    loudness = float(np.sqrt(np.mean(np.square(clean)))) if len(clean) else 0.0
    if not _QUIET < loudness < _LEAST_RMS:
        return clean
    return np.asarray(clean * np.float32(_LEAST_RMS / loudness), dtype=np.float32)


def _runs(vectors: Embeddings, windows: list[_Window]) -> clustering.Labels:
    """Number what surely is one voice going on; a stretch of speech may hold two without a pause between them."""
    starts = np.array([one.first for one in windows], dtype=bool)
    distances = 1.0 - np.einsum("ij,ij->i", vectors[1:], vectors[:-1])
    starts[1:] |= distances > SURELY_THE_SAME
    return np.asarray(np.cumsum(starts) - 1, dtype=np.int64)


def _fewer(vectors: Embeddings, labels: clustering.Labels, lengths: npt.NDArray[np.int64]) -> clustering.Labels:
    """Let all but the voices that talk most join the one that is most like them."""
    if not len(labels) or labels.max() < MOST_VOICES:
        return labels
    kept = np.sort(np.argsort(-np.bincount(labels, weights=lengths), kind="stable")[:MOST_VOICES])
    centres = clustering.means(vectors, labels)[kept]
    stays = np.isin(labels, kept)
    return np.where(stays, np.searchsorted(kept, labels), clustering.nearest(vectors, centres))


def _by_talk(labels: clustering.Labels, lengths: npt.NDArray[np.int64]) -> list[int]:
    """Number the voices from 1 by how long they talk."""
    if not len(labels):
        return []
    order = np.argsort(-np.bincount(labels, weights=lengths), kind="stable")
    rank = np.argsort(order) + 1
    return [int(rank[label]) for label in labels]


def _spans(windows: list[_Window], numbers: list[int]) -> tuple[VoiceSpan, ...]:
    spans: list[VoiceSpan] = []
    for window, number in zip(windows, numbers, strict=True):
        if window.end_ms <= window.start_ms:
            continue
        before = spans[-1] if spans else None
        if before and before.number == number and window.start_ms - before.end_ms <= _BRIDGED_MS:
            spans[-1] = VoiceSpan(before.start_ms, window.end_ms, number)
        else:
            spans.append(VoiceSpan(window.start_ms, window.end_ms, number))
    return tuple(spans)

"""Hear a clip: mono samples at 16 kHz on the clip's clock."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, BinaryIO

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from videoreflect.errors import InvalidInput, NoSound, NotMedia
from videoreflect.media.mixing import Mixer
from videoreflect.media.opening import Clip, open_clip

RATE = 16_000
Samples = npt.NDArray[np.float32]

_PER_MS = RATE // 1000
# Times that differ less from the count of samples are rounding of the container.
_JITTER = Fraction(40, 1000)
# Decoders and the resampler need some sound before the first sample that counts.
_RUN_UP_MS = 1000
# Formats whose index tells exact times; the others are decoded from their start.
_SEEKABLE = frozenset({"mov", "matroska", "wav", "avi"})
# Silence is handed out in pieces of ten seconds, so that a gap of hours needs no memory.
_SILENCE_PIECE = 10 * RATE


def pcm(source: BinaryIO, *, start_ms: int = 0, chunk_ms: int = 1000) -> Iterator[Samples]:
    """Give the sound from ``start_ms`` on in float32 arrays of ``chunk_ms``; the last may be shorter.

    Sample ``i`` of the whole lies at clip time ``start_ms + i / 16``: gaps are filled with
    silence, overlaps cut. Several channels are mixed to one, see ``mixing``. Memory does not grow with
    the length of the clip. Raises NoSound if there is none, NotMedia if more than half of
    it cannot be decoded, and what ``open_clip`` raises.
    """
    if start_ms < 0 or chunk_ms < 1:
        raise InvalidInput
    with open_clip(source) as clip:
        if clip.sound is None:
            raise NoSound
        yield from _rechunked(_placed(clip, start_ms), chunk_ms * _PER_MS)


def _rechunked(pieces: Iterator[Samples], size: int) -> Iterator[Samples]:
    kept: list[Samples] = []
    held = 0
    for piece in pieces:
        while held + len(piece) >= size:
            cut = size - held
            yield np.concatenate([*kept, piece[:cut]])
            kept, held, piece = [], 0, piece[cut:]
        kept.append(piece)
        held += len(piece)
    if held:
        yield np.concatenate(kept)


def _placed(clip: Clip, start_ms: int) -> Iterator[Samples]:
    """Give all samples from ``start_ms`` on, each at its place."""
    due = start_ms * _PER_MS
    for at, samples in _runs(clip, start_ms):
        # What lies before ``due`` was asked for by nobody, or has been given already.
        late = samples[max(0, due - at) :]
        silence = max(0, at - due) if len(late) else 0
        while silence > 0:
            yield np.zeros(min(silence, _SILENCE_PIECE), np.float32)
            silence -= _SILENCE_PIECE
        if len(late):
            due = max(due, at) + len(late)
            yield late


def _runs(clip: Clip, start_ms: int) -> Iterator[tuple[int, Samples]]:
    """Give resampled pieces with the index of their first sample."""
    run: _Run | None = None
    for frame in _frames(clip, start_ms):
        at = _time_of(frame, clip, run)
        if run is None or not run.continues(frame, at):
            if run is not None:
                yield from run.end()
            run = _Run(frame, at)
        yield from run.feed(frame)
    if run is not None:
        yield from run.end()


class _Run:
    """Sound without a gap: one resampler, counted from one starting time."""

    def __init__(self, frame: AudioFrame, at: Fraction) -> None:
        self._form = _form(frame)
        self._mixer = Mixer() if frame.layout.nb_channels == 2 else None
        wanted = ("fltp", "stereo") if self._mixer else ("flt", "mono")
        self._resampler = AudioResampler(format=wanted[0], layout=wanted[1], rate=RATE)
        self._start = at
        self._fed = 0
        self._given = round(at * RATE)

    def continues(self, frame: AudioFrame, at: Fraction) -> bool:
        return _form(frame) == self._form and abs(at - self.end_time) <= _JITTER

    @property
    def end_time(self) -> Fraction:
        return self._start + Fraction(self._fed, self._form[0])

    def feed(self, frame: AudioFrame) -> Iterator[tuple[int, Samples]]:
        self._fed += frame.samples
        frame.pts = None  # places are counted here, not by the resampler
        yield from self._numbered(self._resampler.resample(frame))

    def end(self) -> Iterator[tuple[int, Samples]]:
        yield from self._numbered(self._resampler.resample(None))

    def _numbered(self, frames: list[AudioFrame]) -> Iterator[tuple[int, Samples]]:
        for frame in frames:
            channels = np.asarray(frame.to_ndarray(), dtype=np.float32)
            samples = self._mixer.mix(channels) if self._mixer else channels.reshape(-1)
            yield self._given, samples
            self._given += len(samples)


def _form(frame: AudioFrame) -> tuple[int, str, str]:
    return frame.sample_rate, frame.layout.name, frame.format.name


def _time_of(frame: AudioFrame, clip: Clip, run: _Run | None) -> Fraction:
    """Give the clip time of a frame in seconds; frames without one follow the one before."""
    if frame.pts is not None and frame.time_base is not None:
        return frame.pts * frame.time_base - clip.origin
    return run.end_time if run is not None else Fraction(0)


def _frames(clip: Clip, start_ms: int) -> Iterator[AudioFrame]:
    sound: Any = clip.sound
    if clip.kind in _SEEKABLE and start_ms > _RUN_UP_MS:
        clip.container.seek(clip.ticks(start_ms - _RUN_UP_MS, sound.time_base), stream=sound)
    good = bad = 0
    for packet in clip.packets(sound):
        try:
            frames: list[Any] = packet.decode()
        except av.error.InvalidDataError:
            # One broken packet is a short silence, not the end of the lesson.
            bad += 1
            continue
        good += 1
        yield from frames
    yield from clip.flushed(sound)
    if bad > good:
        raise NotMedia

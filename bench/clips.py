"""Clips to measure with, made from the sample lesson: its sound and picture again and again, or an hour of 1 GB."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from videoreflect.services.sample_lesson import sample

PIECE_S = 20
HOUR_S = 3600
BITS_PER_S = 2_200_000
PICTURES_PER_S = 25
KEYFRAME_EVERY = 2 * PICTURES_PER_S
NOISE = 14


def repeated_sample(target: Path, times: int) -> Path:
    """The sample lesson several times over, copied without encoding."""
    return _looped(sample().clip, target, times)


def hour_long(folder: Path) -> Path:
    """An hour of H.264 and AAC, about 1 GB: a noisy piece of the sample, encoded once, looped."""
    piece = folder / "piece.mp4"
    _noisy_piece(piece)
    return _looped(piece, folder / "hour.mp4", HOUR_S // PIECE_S)


def _looped(source: Path, target: Path, times: int) -> Path:
    """Remux ``source`` behind itself; ``moov`` at the end, as the vault keeps clips."""
    with av.open(str(target), "w", format="mp4") as out:
        made: dict[int, Any] = {}
        lead = _lead(source)
        start = Fraction(0)
        for _ in range(times):
            with av.open(str(source)) as clip:
                for stream in clip.streams:
                    if stream.index not in made:
                        made[stream.index] = out.add_stream_from_template(stream)
                start = _copied(clip, out, made, start + lead)
    return target


def _lead(source: Path) -> Fraction:
    """By how much decoding begins before time zero: pictures that look ahead need it at every turn."""
    with av.open(str(source)) as clip:
        first = min(packet.dts * packet.time_base for packet in clip.demux() if packet.dts is not None)
    return max(-first, Fraction(0))


def _copied(clip: Any, out: Any, made: dict[int, Any], start: Fraction) -> Fraction:
    """One turn, every packet later by ``start``; returns where the next one begins."""
    end = start
    for packet in clip.demux():
        if packet.dts is None:
            continue
        base = packet.time_base
        offset = int(start / base)
        end = max(end, (packet.pts + (packet.duration or 0) + offset) * base)
        packet.pts, packet.dts = packet.pts + offset, packet.dts + offset
        packet.stream = made[packet.stream.index]
        out.mux(packet)
    return end


def _noisy_piece(target: Path) -> None:
    options = {"preset": "ultrafast", "bf": "0", "maxrate": str(BITS_PER_S), "bufsize": str(BITS_PER_S)}
    with av.open(str(sample().clip)) as clip, av.open(str(target), "w", format="mp4") as out:
        picture: Any = out.add_stream("libx264", rate=PICTURES_PER_S, options=options)
        size = clip.streams.video[0].codec_context
        picture.width, picture.height, picture.pix_fmt = size.width, size.height, "yuv420p"
        picture.bit_rate, picture.gop_size = BITS_PER_S, KEYFRAME_EVERY
        sound = out.add_stream_from_template(clip.streams.audio[0])
        for frame in _noisy(clip):
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
        clip.seek(0)
        packets: Iterator[Any] = clip.demux(audio=0)
        for packet in packets:
            if packet.dts is not None and (packet.pts + packet.duration) * packet.time_base <= PIECE_S:
                packet.stream = sound
                out.mux(packet)


def _noisy(clip: Any) -> Iterator[av.VideoFrame]:
    """The first pictures with the noise of a camera in a dim room: without it an hour of drawings is small."""
    chance = np.random.default_rng(1)
    for number, frame in enumerate(clip.decode(video=0)):
        if number == PIECE_S * PICTURES_PER_S:
            return
        planes = frame.to_ndarray(format="yuv420p").astype(np.int16)
        planes[: frame.height] += chance.integers(-NOISE, NOISE + 1, (frame.height, planes.shape[1]), dtype=np.int16)
        noisy = av.VideoFrame.from_ndarray(np.clip(planes, 0, 255).astype(np.uint8), format="yuv420p")
        noisy.pts, noisy.time_base = number, Fraction(1, PICTURES_PER_S)
        yield noisy

"""Silence as AAC, packet by packet, to be put between clips that are copied."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet

_LAYOUTS = {1: "mono", 2: "stereo"}
_LOW_COMPLEXITY = 2
_SAMPLES = 1024
# The encoder starts with a packet of its own delay; from the third on all are alike.
_STEADY = 2


class Silence:
    """Makes packets that decode to silence in a stream like ``stream``; none for other codecs than plain AAC."""

    def __init__(self, stream: AudioStream) -> None:
        self._rate = stream.codec_context.sample_rate
        self._packet = _silent_packet(stream)

    def packets(self, start: Fraction, count: int) -> Iterator[Packet[Any]]:
        """Give ``count`` packets, the first at ``start`` seconds."""
        if self._packet is None:
            return
        first = round(start * self._rate)
        for number in range(count):
            packet = Packet(self._packet)
            packet.time_base = Fraction(1, self._rate)
            packet.pts = packet.dts = first + number * _SAMPLES
            packet.duration = _SAMPLES
            packet.is_keyframe = True
            yield packet


def _silent_packet(stream: AudioStream) -> bytes | None:
    told = stream.codec_context.extradata
    layout = _LAYOUTS.get(stream.codec_context.channels)
    plain = stream.codec_context.codec.canonical_name == "aac" and told and told[0] >> 3 == _LOW_COMPLEXITY
    if not plain or layout is None:
        return None
    encoder: Any = av.CodecContext.create("aac", "w")
    encoder.sample_rate, encoder.layout, encoder.format = stream.codec_context.sample_rate, layout, "fltp"
    made: list[Any] = []
    while len(made) <= _STEADY:
        frame = AudioFrame.from_ndarray(
            np.zeros((stream.codec_context.channels, _SAMPLES), np.float32), format="fltp", layout=layout
        )
        frame.sample_rate = stream.codec_context.sample_rate
        made += encoder.encode(frame)
    return bytes(made[_STEADY])

"""Put packets of one stream on the clip's clock, with decoding times that rise."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from av.packet import Packet

from videoreflect.errors import ConversionFailed

# H.264 and AV1 reorder at most 16 pictures; with fields twice as many packets.
_MAX_UNTIMED = 32
# Samples of sound in one packet, by codec.
_PACKET_SAMPLES = {"aac": 1024, "mp3": 1152}
# Containers that count in milliseconds (Matroska) round each packet by up to half of one.
_ROUNDING = Fraction(2, 1000)
# A picture may be shown this much later than told, in seconds, so that times can rise.
_NUDGE = Fraction(5, 1000)


class Track:
    """One stream on its way into an MP4.

    Matroska has no decoding times, so the first packets of reordered video come without
    one. They wait until one is known, and the missing ones are counted back from it.
    ``after`` is the decoding time, in seconds, of what is already in the MP4.
    """

    def __init__(self, made: Any, stream: Any, origin: Fraction, after: Fraction | None = None) -> None:
        self._made = made
        self._after = after
        self._shift = round(origin / stream.time_base)
        self._waiting: list[Packet[Any]] = []
        self._last_dts: int | None = None
        self._grid = _sample_grid(stream)
        self._due: Fraction | None = None

    def place(self, packet: Packet[Any]) -> list[Packet[Any]]:
        """Give the packets that are ready, on the clip's clock.

        Raises ConversionFailed if the times contradict each other by more than 5 ms.
        """
        packet.stream = self._made
        self._waiting.append(packet)
        if self._last_dts is None and packet.dts is None and len(self._waiting) < _MAX_UNTIMED:
            return []
        return self.rest()

    def rest(self) -> list[Packet[Any]]:
        """Give all packets that still wait."""
        ready, self._waiting = self._waiting, []
        if ready and self._last_dts is None:
            _count_back(ready)
        for packet in ready:
            self._time(packet)
        return ready

    def _time(self, packet: Packet[Any]) -> None:
        dts = packet.dts if packet.dts is not None else packet.pts
        if dts is None:
            raise ConversionFailed
        dts -= self._shift
        pts = packet.pts - self._shift if packet.pts is not None else dts
        dts = max(dts, self._earliest(packet.time_base))
        if (dts - pts) * packet.time_base > _NUDGE:
            raise ConversionFailed
        packet.pts, packet.dts = max(pts, dts), dts
        self._last_dts = dts
        if self._grid is not None:
            self._smooth(packet, *self._grid)

    def _earliest(self, time_base: Fraction) -> int:
        """Give the first decoding time that is still free."""
        if self._last_dts is not None:
            return self._last_dts + 1
        if self._after is None:
            return -(1 << 62)
        # One step of the coarser clock, so that two times stay two when they are rounded.
        step = max(time_base, Fraction(self._made.time_base))
        return math.ceil((self._after + step) / time_base)

    def _smooth(self, packet: Packet[Any], samples: int, tick: Fraction) -> None:
        """Put sound back on its sample grid, so that players hear no seams between packets."""
        told = (packet.pts or 0) * packet.time_base
        near = self._due is not None and abs(told - self._due) <= _ROUNDING
        start = self._due if near and self._due is not None else told
        self._due = start + samples * tick
        packet.time_base = tick
        packet.pts = packet.dts = round(start / tick)
        packet.duration = samples


def _sample_grid(stream: Any) -> tuple[int, Fraction] | None:
    """Give samples a packet and seconds a sample, if the times are rounded and can be restored."""
    if stream.type != "audio" or stream.time_base != Fraction(1, 1000):
        return None
    samples = _PACKET_SAMPLES.get(stream.codec_context.codec.canonical_name)
    rate = stream.codec_context.sample_rate
    return (samples, Fraction(1, rate)) if samples is not None and rate else None


def _count_back(packets: list[Packet[Any]]) -> None:
    """Fill in missing decoding times: one packet's length apart, back from the first known one."""
    shown = [packet.pts for packet in packets if packet.pts is not None]
    known = packets[-1].dts
    if known is None:
        # The whole clip is shorter than the delay: decode each before anything is shown.
        known = min(shown, default=0) - 1
    step = max(1, packets[0].duration or 1)
    for back, packet in enumerate(reversed(packets)):
        if packet.dts is None:
            packet.dts = known - back * step

"""Write a plain MP4: ``moov`` at the end, no fragments, nothing but picture and sound."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType
from typing import Any, BinaryIO, Self

import av
from av.packet import Packet
from av.stream import Stream

from videoreflect.errors import ConversionFailed
from videoreflect.media.ends import NamelessWriter
from videoreflect.media.timing import Track

WRITE_SIZE = 128 * 1024


@dataclass(frozen=True, slots=True)
class Span:
    """How far one kind of stream goes so far, in seconds: its last packet's start, its decoding time, the end."""

    start: Fraction
    decoded: Fraction
    end: Fraction

    @classmethod
    def of(cls, packet: Packet[Any], before: Span | None) -> Span:
        """Take one more packet into account; they come in decoding order."""
        start = (packet.pts or 0) * packet.time_base
        end = start + (packet.duration or 0) * packet.time_base
        decoded = (packet.dts or 0) * packet.time_base
        if before is None:
            return cls(start, decoded, end)
        return cls(max(before.start, start), decoded, max(before.end, end))


class Mp4:
    """An MP4 under way: leaving the ``with`` block writes ``moov``, but not after an error."""

    def __init__(self, sink: BinaryIO) -> None:
        self._writer = NamelessWriter(sink)
        self._container = av.open(self._writer, mode="w", format="mp4", buffer_size=WRITE_SIZE)
        self._tracks: dict[int, Track] = {}
        self._made: dict[str, Any] = {}
        self.last: dict[str, Span] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.closed = True  # until everything has been written
        try:
            if kind is None:
                self._finish()
        finally:
            self._container.close()

    def add(self, stream: Stream, origin: Fraction) -> None:
        """Make room for a stream of a clip whose clip time zero lies at ``origin`` seconds.

        Raises ConversionFailed if MP4 has no place for this codec.
        """
        try:
            # Opaque keeps the decoder's codec: there need not be an encoder of that name.
            made = self._container.add_stream_from_template(stream, opaque=True)
        except (ValueError, av.error.FFmpegError) as error:
            raise ConversionFailed from error
        made.metadata.clear()
        self._made[stream.type] = made
        self._tracks[stream.index] = Track(made, stream, origin)

    def finish_clip(self) -> None:
        """Write what still waits of a clip; the streams of another may follow."""
        for track in self._tracks.values():
            self._mux(track.rest())
        self._tracks = {}

    def follow(self, stream: Stream, origin: Fraction) -> None:
        """Go on with a stream of the next clip where the one of its kind ended; they must be coded alike."""
        last = self.last.get(stream.type)
        after = last.decoded if last is not None else None
        self._tracks[stream.index] = Track(self._made[stream.type], stream, origin, after)

    def insert(self, kind: str, packet: Packet[Any]) -> None:
        """Write a packet that belongs to no clip, at its own time."""
        packet.stream = self._made[kind]
        self._mux([packet])

    def write(self, packet: Packet[Any]) -> None:
        """Write a packet of an added stream; packets of other streams are left out."""
        track = self._tracks.get(packet.stream_index)
        if track is None:
            return
        self._mux(track.place(packet))

    @property
    def end_ms(self) -> int:
        """Give how long what has been written is."""
        return round(max((span.end for span in self.last.values()), default=Fraction(0)) * 1000)

    def _finish(self) -> None:
        self.finish_clip()
        self._writer.closed = False
        try:
            self._container.close()
        except av.error.FFmpegError as error:
            self._writer.check()
            raise ConversionFailed from error

    def _mux(self, packets: list[Packet[Any]]) -> None:
        for packet in packets:
            kind = packet.stream.type
            self.last[kind] = Span.of(packet, self.last.get(kind))
        try:
            self._container.mux(packets)
        except av.error.FFmpegError as error:
            self._writer.check()
            raise ConversionFailed from error

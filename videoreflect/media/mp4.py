"""Write a plain MP4: ``moov`` at the end, no fragments, nothing but picture and sound."""

from __future__ import annotations

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


class Mp4:
    """An MP4 under way: leaving the ``with`` block writes ``moov``, but not after an error."""

    def __init__(self, sink: BinaryIO) -> None:
        self._writer = NamelessWriter(sink)
        self._container = av.open(self._writer, mode="w", format="mp4", buffer_size=WRITE_SIZE)
        self._tracks: dict[int, Track] = {}

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
        self._tracks[stream.index] = Track(made, stream, origin)

    def write(self, packet: Packet[Any]) -> None:
        """Write a packet of an added stream; packets of other streams are left out."""
        track = self._tracks.get(packet.stream_index)
        if track is None:
            return
        self._mux(track.place(packet))

    def _finish(self) -> None:
        for track in self._tracks.values():
            self._mux(track.rest())
        self._writer.closed = False
        try:
            self._container.close()
        except av.error.FFmpegError as error:
            self._writer.check()
            raise ConversionFailed from error

    def _mux(self, packets: list[Packet[Any]]) -> None:
        try:
            self._container.mux(packets)
        except av.error.FFmpegError as error:
            self._writer.check()
            raise ConversionFailed from error

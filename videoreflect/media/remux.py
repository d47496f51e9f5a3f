"""Copy a clip into a plain MP4 without re-encoding it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from videoreflect.media.extent import Extent
from videoreflect.media.mp4 import Mp4
from videoreflect.media.opening import open_clip


@dataclass(frozen=True, slots=True)
class RemuxResult:
    """What was written: pictures (0 for sound alone) and length in milliseconds."""

    frames: int
    duration_ms: int


def unwatched(done_ms: int) -> None:
    """Take progress and do nothing with it."""


def remux(source: BinaryIO, sink: BinaryIO, progress: Callable[[int], None] = unwatched) -> RemuxResult:
    """Copy picture and sound of ``source`` into ``sink`` as MP4 with ``moov`` at the end.

    Keeps codecs, frames, rotation and the step between picture and sound; drops titles,
    places, times, subtitles and all other tracks. ``progress`` is told the clip time in
    milliseconds at most ten times a second of clip. What was written is only complete
    when this returns: after an error the caller throws the sink away.

    Raises TruncatedMedia if the packets end clearly before the declared length,
    ConversionFailed if MP4 cannot hold the streams, and what ``open_clip`` raises.
    """
    with open_clip(source) as clip, Mp4(sink) as mp4:
        extent = Extent(clip)
        told = -1
        for stream in (clip.video, clip.sound):
            if stream is not None:
                mp4.add(stream, clip.origin)
        for packet in clip.packets():
            extent.add(packet)
            mp4.write(packet)
            if extent.kept_end_ms // 100 > told:
                told = extent.kept_end_ms // 100
                progress(extent.kept_end_ms)
        extent.require_whole()
    return RemuxResult(extent.pictures, extent.kept_end_ms)

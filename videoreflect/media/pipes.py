"""The two ends of a running ffmpeg: send it a clip, receive what it made, and compare the two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import IO, BinaryIO, cast

import av
from av.container import OutputContainer

from videoreflect.errors import ConversionFailed
from videoreflect.media.commands import will_be_thinned
from videoreflect.media.ends import NamelessReader, NamelessWriter
from videoreflect.media.extent import Extent
from videoreflect.media.facts import ClipFacts
from videoreflect.media.mp4 import Mp4
from videoreflect.media.opening import READ_SIZE, Clip, open_clip
from videoreflect.media.relay import SoundRelay, picture_relay

# Matroska cannot begin below zero. What lies there (priming, pictures hidden by an edit
# list) is moved up by this and more, and cut again after decoding.
_LEAD_MS = 1000
# The last picture's length is a guess in many containers, and encoders pad sound.
END_TOLERANCE_MS = 700
# A few broken pictures in a long clip are dropped by the decoder, as a player would.
KEPT_SHARE = 0.98
# Interlaced recordings may come as two packets, one for each field, for a picture.
_KEPT_SHARE_OF_FIELDS = 0.45


def lead(source: BinaryIO) -> tuple[int, bool]:
    """Give how far to move the clip up, in milliseconds, and whether its first pictures are hidden."""
    with open_clip(source) as clip:
        early = 0
        for stream in (clip.video, clip.sound):
            if stream is not None and clip.kind == "mov" and len(stream.index_entries):
                first = clip.milliseconds(stream.index_entries[0].timestamp, Fraction(stream.time_base or 1))
                early = min(early, first)
        return _LEAD_MS - early, early < -_LEAD_MS // 2


def send(source: BinaryIO, pipe: IO[bytes], lead_ms: int) -> Extent:
    """Write the clip's picture and sound as Matroska; raise TruncatedMedia if it ends too early."""
    with open_clip(source) as clip:
        extent = Extent(clip)
        with matroska(pipe) as out:
            picture = picture_relay(clip, out, lead_ms) if clip.video is not None else None
            sounds = {stream.index: SoundRelay(clip, stream, out, lead_ms) for stream in clip.sounds}
            for packet in clip.packets():
                extent.add(packet)
                if picture is not None and packet.stream is clip.video:
                    picture.take(packet)
                elif (sound := sounds.get(packet.stream_index)) is not None:
                    sound.take(packet)
            if picture is not None:
                picture.rest()
            for sound in sounds.values():
                sound.rest()
        extent.require_whole()
        return extent


@contextmanager
def matroska(pipe: IO[bytes], **options: str) -> Iterator[OutputContainer]:
    """Write Matroska into a pipe; a broken pipe is told as itself, all else as ConversionFailed."""
    writer = NamelessWriter(cast(BinaryIO, pipe))
    try:
        with av.open(writer, mode="w", format="matroska", buffer_size=READ_SIZE, container_options=options) as out:
            yield out
    except av.error.FFmpegError as error:
        writer.check()
        raise ConversionFailed from error


def receive(output: IO[bytes], mp4: Mp4, progress: Callable[[int], None]) -> Extent:
    """Put what ffmpeg gives into the MP4, and count it."""
    with made_clip(output) as clip:
        extent = Extent(clip)
        for stream in filter(None, (clip.video, clip.sound)):
            mp4.add(stream, Fraction(0))
        told = -1
        for packet in clip.packets():
            extent.add(packet)
            mp4.write(packet)
            if extent.kept_end_ms // 100 > told:
                told = extent.kept_end_ms // 100
                progress(extent.kept_end_ms)
        return extent


@contextmanager
def made_clip(output: IO[bytes]) -> Iterator[Clip]:
    """Open what ffmpeg gives; raises ConversionFailed if that is no clip."""
    reader = NamelessReader(cast(BinaryIO, output))
    try:
        with av.open(reader, mode="r", format="matroska", buffer_size=READ_SIZE) as made:
            video = made.streams.video[0] if made.streams.video else None
            sound = made.streams.audio[0] if made.streams.audio else None
            yield Clip(made, reader, video, sound, Fraction(0), None)
    except av.error.FFmpegError as error:
        raise ConversionFailed from error


def reaches(made: Extent, source: Extent, facts: ClipFacts, *, copy_picture: bool) -> bool:
    """Say whether the result is as long as the source and has its pictures."""
    ends = ((made.picture_end_ms, source.picture_end_ms), (made.sound_end_ms, source.sound_end_ms))
    if any(found < wanted - END_TOLERANCE_MS for found, wanted in ends):
        return False
    if facts.video is None or (will_be_thinned(facts.video) and not copy_picture):
        return True
    fields = facts.video.interlaced and not copy_picture
    return made.pictures >= source.pictures * (_KEPT_SHARE_OF_FIELDS if fields else KEPT_SHARE) - 1

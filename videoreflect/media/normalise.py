"""Turn what browsers do not play into H.264 and AAC in a plain MP4."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import IO, BinaryIO, cast

import av
from av.container import OutputContainer

from videoreflect.errors import ConversionFailed, InvalidInput
from videoreflect.media.encoder import Encoder, command, will_be_thinned
from videoreflect.media.ends import NamelessReader, NamelessWriter
from videoreflect.media.extent import Extent
from videoreflect.media.facts import ClipFacts
from videoreflect.media.mp4 import Mp4
from videoreflect.media.opening import READ_SIZE, Clip, open_clip
from videoreflect.media.relay import SoundRelay, picture_relay
from videoreflect.media.remux import RemuxResult, unwatched

# Matroska cannot begin below zero. What lies there (priming, pictures hidden by an edit
# list) is moved up by this and more, and cut again after decoding.
_LEAD_MS = 1000
# The last picture's length is a guess in many containers, and encoders pad sound.
_END_TOLERANCE_MS = 700
# A few broken pictures in a long clip are dropped by the decoder, as a player would.
_KEPT_SHARE = 0.98
# Interlaced recordings may come as two packets, one for each field, for a picture.
_KEPT_SHARE_OF_FIELDS = 0.45


def normalise(
    source: BinaryIO,
    sink: BinaryIO,
    facts: ClipFacts,
    progress: Callable[[int], None] = unwatched,
    *,
    height: int = 720,
) -> RemuxResult:
    """Re-encode ``source`` into ``sink`` as MP4 with ``moov`` at the end.

    Pictures become H.264, at most 60 a second, upright, square pixels, the shorter side at
    most ``height`` (even, 2 to 4320); HDR becomes standard range, fields become pictures. Pictures
    that browsers play already are copied when only the sound needs work. ``facts`` are
    those of ``probe``. ``progress`` is told clip time in milliseconds, from this thread.

    The exit code of ffmpeg is not looked at. The result must reach the source's last
    picture and sound within 700 ms and hold 98 % of its pictures (45 % of the packets of
    interlaced video; no count where a rate above 60 was thinned), or ConversionFailed is
    raised. Also raises FfmpegMissing, TruncatedMedia, and what ``open_clip`` raises.
    After an error the caller throws the sink away.
    """
    if not 2 <= height <= 4320 or height % 2:
        raise InvalidInput
    lead_ms, hidden = _lead(source)
    copy_picture = facts.picture_can_be_copied and not hidden
    lead_ms = 0 if copy_picture else lead_ms
    fed: list[Extent] = []
    with Encoder(command(facts, height, lead_ms, copy_picture=copy_picture)) as encoder, Mp4(sink) as mp4:
        encoder.feed(lambda pipe: fed.append(_send(source, pipe, lead_ms)))
        try:
            made = _receive(encoder.output, mp4, progress)
        except ConversionFailed:
            encoder.fed()  # a damaged source explains it better
            raise
        encoder.fed()
        if not fed or not _reaches(made, fed[0], facts, copy_picture=copy_picture):
            raise ConversionFailed(found_ms=made.kept_end_ms, pictures=made.pictures)
    return RemuxResult(made.pictures, made.kept_end_ms)


def _lead(source: BinaryIO) -> tuple[int, bool]:
    """Give how far to move the clip up, in milliseconds, and whether its first pictures are hidden."""
    with open_clip(source) as clip:
        early = 0
        for stream in (clip.video, clip.sound):
            if stream is not None and clip.kind == "mov" and len(stream.index_entries):
                first = clip.milliseconds(stream.index_entries[0].timestamp, Fraction(stream.time_base or 1))
                early = min(early, first)
        return _LEAD_MS - early, early < -_LEAD_MS // 2


def _send(source: BinaryIO, pipe: IO[bytes], lead_ms: int) -> Extent:
    """Write the clip's picture and sound as Matroska; raise TruncatedMedia if it ends too early."""
    with open_clip(source) as clip:
        extent = Extent(clip)
        with _matroska(pipe) as out:
            picture = picture_relay(clip, out, lead_ms) if clip.video is not None else None
            sound = SoundRelay(clip, out, lead_ms) if clip.sound is not None else None
            for packet in clip.packets():
                extent.add(packet)
                if picture is not None and packet.stream is clip.video:
                    picture.take(packet)
                elif sound is not None and packet.stream is clip.sound:
                    sound.take(packet)
            if picture is not None:
                picture.rest()
            if sound is not None:
                sound.rest()
        extent.require_whole()
        return extent


@contextmanager
def _matroska(pipe: IO[bytes]) -> Iterator[OutputContainer]:
    writer = NamelessWriter(cast(BinaryIO, pipe))
    try:
        with av.open(writer, mode="w", format="matroska", buffer_size=READ_SIZE) as out:
            yield out
    except av.error.FFmpegError as error:
        writer.check()
        raise ConversionFailed from error


def _receive(output: IO[bytes], mp4: Mp4, progress: Callable[[int], None]) -> Extent:
    """Put what ffmpeg gives into the MP4, and count it."""
    reader = NamelessReader(cast(BinaryIO, output))
    try:
        with av.open(reader, mode="r", format="matroska", buffer_size=READ_SIZE) as made:
            video = made.streams.video[0] if made.streams.video else None
            sound = made.streams.audio[0] if made.streams.audio else None
            clip = Clip(made, reader, video, sound, Fraction(0), None)
            extent = Extent(clip)
            for stream in filter(None, (video, sound)):
                mp4.add(stream, Fraction(0))
            told = -1
            for packet in clip.packets():
                extent.add(packet)
                mp4.write(packet)
                if extent.kept_end_ms // 100 > told:
                    told = extent.kept_end_ms // 100
                    progress(extent.kept_end_ms)
            return extent
    except av.error.FFmpegError as error:
        raise ConversionFailed from error


def _reaches(made: Extent, source: Extent, facts: ClipFacts, *, copy_picture: bool) -> bool:
    """Say whether the result is as long as the source and has its pictures."""
    ends = ((made.picture_end_ms, source.picture_end_ms), (made.sound_end_ms, source.sound_end_ms))
    if any(found < wanted - _END_TOLERANCE_MS for found, wanted in ends):
        return False
    if facts.video is None or (will_be_thinned(facts.video) and not copy_picture):
        return True
    fields = facts.video.interlaced and not copy_picture
    return made.pictures >= source.pictures * (_KEPT_SHARE_OF_FIELDS if fields else _KEPT_SHARE) - 1

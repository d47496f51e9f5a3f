"""Turn what browsers do not play into H.264 and AAC in a plain MP4."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from videoreflect.errors import ConversionFailed, InvalidInput
from videoreflect.media.commands import conversion
from videoreflect.media.encoder import Encoder
from videoreflect.media.extent import Extent
from videoreflect.media.facts import ClipFacts
from videoreflect.media.mp4 import Mp4
from videoreflect.media.pipes import lead, reaches, receive, send
from videoreflect.media.remux import RemuxResult, unwatched


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
    lead_ms, hidden = lead(source)
    copy_picture = facts.picture_can_be_copied and not hidden
    lead_ms = 0 if copy_picture else lead_ms
    fed: list[Extent] = []
    with Encoder(conversion(facts, height, lead_ms, copy_picture=copy_picture)) as encoder, Mp4(sink) as mp4:
        encoder.feed(lambda pipe: fed.append(send(source, pipe, lead_ms)))
        try:
            made = receive(encoder.output, mp4, progress)
        except ConversionFailed:
            encoder.fed()  # a damaged source explains it better
            raise
        encoder.fed()
        if not fed or not reaches(made, fed[0], facts, copy_picture=copy_picture):
            raise ConversionFailed(found_ms=made.kept_end_ms, pictures=made.pictures)
    return RemuxResult(made.pictures, made.kept_end_ms)

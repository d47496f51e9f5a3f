"""Re-encode clips of different kinds into one: each is made alike, one encoder takes them all.

One ffmpeg a clip decodes it and gives raw pictures of one size and raw sound of one kind.
These are put on one time line and go straight into a last ffmpeg, so that there are no
seams in what is coded. Nothing is kept: what flows are pipes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import IO, BinaryIO

from videoreflect.errors import ConversionFailed
from videoreflect.media.commands import RAW_INTERLEAVE_US, finishing, levelling
from videoreflect.media.encoder import Encoder
from videoreflect.media.extent import Extent
from videoreflect.media.facts import ClipFacts, VideoFacts
from videoreflect.media.line import Form, Line
from videoreflect.media.mp4 import Mp4
from videoreflect.media.opening import open_clip
from videoreflect.media.pipes import END_TOLERANCE_MS, KEPT_SHARE, lead, made_clip, matroska, reaches, receive, send
from videoreflect.media.remux import RemuxResult


def level(
    sources: Sequence[BinaryIO],
    facts: Sequence[ClipFacts],
    sink: BinaryIO,
    progress: Callable[[int], None],
    height: int,
) -> RemuxResult:
    """Write all clips as H.264 and AAC of one form. Raises what ``normalise`` raises."""
    form = _form(sources, facts, height)
    lines: list[Line] = []
    command = finishing(pictures=form.size is not None, sound=form.layout is not None)
    with Encoder(command) as encoder, Mp4(sink) as mp4:
        encoder.feed(lambda pipe: lines.append(_lay_out(sources, facts, form, pipe)))
        try:
            made = receive(encoder.output, mp4, progress)
        except ConversionFailed:
            encoder.fed()  # what went wrong before it explains it better
            raise
        encoder.fed()
        if not lines or not _holds(made, lines[0]):
            raise ConversionFailed(found_ms=made.kept_end_ms, pictures=made.pictures)
    return RemuxResult(made.pictures, made.kept_end_ms)


def _lay_out(sources: Sequence[BinaryIO], facts: Sequence[ClipFacts], form: Form, pipe: IO[bytes]) -> Line:
    with matroska(pipe, max_interleave_delta=str(RAW_INTERLEAVE_US)) as out:
        line = Line(out, form)
        for source, one in zip(sources, facts, strict=True):
            _lay(source, one, form, line)
        line.finish()
    return line


def _lay(source: BinaryIO, facts: ClipFacts, form: Form, line: Line) -> None:
    """Put one clip at the end of the line; raises ConversionFailed if less came out than went in."""
    lead_ms = lead(source)[0]
    fed: list[Extent] = []
    with Encoder(levelling(facts, form.size or (0, 0), form.layout or "", lead_ms)) as encoder:
        encoder.feed(lambda pipe: fed.append(send(source, pipe, lead_ms)))
        try:
            with made_clip(encoder.output) as clip:
                made = line.add(clip)
        except ConversionFailed:
            encoder.fed()
            raise
        encoder.fed()
    if not fed or not reaches(made, fed[0], facts, copy_picture=False):
        raise ConversionFailed(found_ms=made.kept_end_ms, pictures=made.pictures)


def _holds(made: Extent, line: Line) -> bool:
    """Say whether all pictures and the whole length of the line came out again."""
    heard_to = line.end_ms if line.form.layout is not None else 0
    ends = ((made.picture_end_ms, line.last_picture_ms), (made.sound_end_ms, heard_to))
    if any(found < wanted - END_TOLERANCE_MS for found, wanted in ends):
        return False
    return made.pictures >= line.pictures * KEPT_SHARE - 1


def _form(sources: Sequence[BinaryIO], facts: Sequence[ClipFacts], height: int) -> Form:
    sounds = [one.sound for one in facts if one.sound is not None]
    layout = "stereo" if any(sound.channels > 1 for sound in sounds) else "mono"
    seen = next(((source, one.video) for source, one in zip(sources, facts, strict=True) if one.video), None)
    return Form(_size(*seen, height) if seen is not None else None, layout if sounds else None)


def _size(source: BinaryIO, video: VideoFacts, height: int) -> tuple[int, int]:
    """Give the size at which a clip is seen: upright, square pixels, the shorter side at most ``height``."""
    with open_clip(source) as clip:
        told = clip.video.sample_aspect_ratio if clip.video is not None else None
    wide, high = Fraction(video.width) * (told or 1), Fraction(video.height)
    if video.rotation in (90, 270):
        wide, high = high, wide
    shrink = min(Fraction(1), Fraction(height) / min(wide, high))
    across, down = (max(2, int(side * shrink / 2 + Fraction(1, 1000)) * 2) for side in (wide, high))
    return across, down

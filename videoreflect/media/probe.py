"""Say what a file is, by its bytes alone."""

from __future__ import annotations

from typing import Any, BinaryIO

import av
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from videoreflect.errors import NotMedia
from videoreflect.media.extent import Extent
from videoreflect.media.facts import ClipFacts, SoundFacts, VideoFacts
from videoreflect.media.opening import Clip, estimated_ms, open_clip

# Enough for the longest wait between key pictures of a camera, little enough for noise.
_MAX_PACKETS = 2000
_MAX_BYTES = 64 * 1024 * 1024
_HDR_TRANSFERS = (16, 18)  # SMPTE ST 2084 (PQ) and ARIB STD-B67 (HLG)
_PROGRESSIVE = (0, 1)  # unknown, progressive


def probe(source: BinaryIO) -> ClipFacts:
    """Say what the clip in ``source`` is, after decoding its first picture and sound.

    Raises NotMedia for anything that is no recording (text, noise, still images,
    playlists), TruncatedMedia for a file cut before its table of contents or before
    the bytes that this names. Pictures of more than 8192 x 4608 dots are never decoded:
    MediaLimit where the container tells their size, else NotMedia.
    """
    with open_clip(source) as clip:
        first = _first_frames(clip)
        video = _video_facts(clip.video, first["video"]) if clip.video is not None else None
        sound = _sound_facts(clip.sound, first["audio"], len(clip.sounds)) if clip.sound is not None else None
        kind, told = clip.kind, estimated_ms(clip)
    duration_ms = told if told is not None else measured_ms(source)
    if duration_ms <= 0:
        raise NotMedia
    return ClipFacts(duration_ms, kind, video, sound)


def measured_ms(source: BinaryIO) -> int:
    """Read all packets to find the length that the container does not tell, in milliseconds."""
    with open_clip(source) as clip:
        extent = Extent(clip)
        for packet in clip.packets():
            extent.add(packet)
        return extent.kept_end_ms


def _first_frames(clip: Clip) -> dict[str, Any]:
    """Decode until every chosen stream gave one frame, or the limit is reached."""
    wanted = [stream for stream in (clip.video, clip.sound) if stream is not None]
    found: dict[str, Any] = {}
    pictures = taken = size = 0
    for packet in clip.packets(*wanted):
        taken, size = taken + 1, size + packet.size
        pictures += packet.stream.type == "video"
        if packet.stream.type not in found:
            _keep_first(found, packet)
        enough = len(found) == len(wanted) and (clip.sound is not None or pictures > 1)
        if enough or taken > _MAX_PACKETS or size > _MAX_BYTES:
            break
    else:
        _drain(wanted, found)
    _require_recording(clip, found, pictures)
    return found


def _keep_first(found: dict[str, Any], packet: Any) -> None:
    try:
        frames = packet.decode()
    except av.error.InvalidDataError:
        # A stream may begin between key pictures; the next packets decide.
        return
    if frames:
        found[packet.stream.type] = frames[0]


def _drain(streams: list[Any], found: dict[str, Any]) -> None:
    # A clip shorter than the decoder's delay gives its frames only when flushed.
    for stream in streams:
        if stream.type not in found and (frames := Clip.flushed(stream)):
            found[stream.type] = frames[0]


def _require_recording(clip: Clip, found: dict[str, Any], pictures: int) -> None:
    if clip.video is not None and "video" not in found:
        raise NotMedia
    if clip.sound is not None and "audio" not in found:
        raise NotMedia
    if clip.sound is None and pictures < 2:
        raise NotMedia  # a photograph


def _video_facts(stream: VideoStream, frame: VideoFrame) -> VideoFacts:
    context = stream.codec_context
    rate = stream.average_rate or stream.guessed_rate or stream.base_rate or 0
    return VideoFacts(
        codec=context.codec.canonical_name,
        width=frame.width,
        height=frame.height,
        # PyAV tells the counter-clockwise angle of the display matrix.
        rotation=-frame.rotation % 360,
        frames_per_second=round(float(rate), 3),
        pixel_format=frame.format.name,
        hdr=frame.color_trc in _HDR_TRANSFERS,
        interlaced=frame.interlaced_frame or context.field_order not in _PROGRESSIVE,
    )


def _sound_facts(stream: AudioStream, frame: Any, tracks: int) -> SoundFacts:
    return SoundFacts(
        codec=stream.codec_context.codec.canonical_name,
        channels=max(frame.layout.nb_channels, tracks),
        sample_rate=frame.sample_rate,
        tracks=tracks,
    )

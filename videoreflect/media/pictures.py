"""Show a clip: a poster and thumbnails as JPEG."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, islice
from typing import Any, BinaryIO

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from videoreflect.errors import InvalidInput, NotMedia
from videoreflect.media.opening import Clip, estimated_ms, open_clip
from videoreflect.media.probe import measured_ms

Picture = npt.NDArray[np.uint8]

_CANDIDATES = (0.05, 0.10, 0.20, 0.35)
# Packets read after a seek until a key picture must have come.
_MAX_PACKETS = 600
_BEFORE_ALL_MS = 60_000
_POSTER_QUALITY = 85
THUMBNAIL_QUALITY = 70
_MAX_WIDTH = 4096
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
# Sharpness and contrast are compared at this width, so that size and noise count little.
_JUDGED_WIDTH = 320

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def poster(source: BinaryIO, width: int = 640) -> bytes:
    """Give one upright JPEG, ``width`` wide, of a moment that is neither dark nor blurred.

    Four key pictures in the first third are decoded and the best is taken, so the cost
    does not depend on the length. Raises NotMedia if there is no picture.
    """
    _require_width(width)
    with open_clip(source) as clip:
        length = length_ms(clip, source)
        found = [_picture_at(clip, round(length * share), width) for share in _CANDIDATES]
        pictures = [picture for picture in found if picture is not None]
        if not pictures:
            raise NotMedia
        return jpeg(max(pictures, key=clearness), _POSTER_QUALITY)


def thumbnails(source: BinaryIO, every_ms: int, width: int = 160) -> Iterator[tuple[int, bytes]]:
    """Give ``(clip time, JPEG)`` at each multiple of ``every_ms`` below the clip's length.

    Each shows the last key picture at or before that time, upright; only key pictures
    are decoded. Times without a readable picture are left out. Raises NotMedia if there
    is no picture at all.
    """
    _require_width(width)
    if every_ms < 1:
        raise InvalidInput
    shown: tuple[Picture, bytes] | None = None
    for at, picture in key_pictures(source, every_ms, width):
        if shown is None or shown[0] is not picture:
            shown = (picture, jpeg(picture, THUMBNAIL_QUALITY))
        yield at, shown[1]


def clearness(picture: Picture) -> float:
    """Judge a picture from 0 up: sharp edges count, darkness, glare and emptiness count against it."""
    height = max(1, round(picture.shape[0] * _JUDGED_WIDTH / picture.shape[1]))
    small = cv2.resize(picture, (_JUDGED_WIDTH, height), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    light, contrast = float(grey.mean()) / 255, float(grey.std()) / 128
    sharp = float(cv2.Laplacian(grey, cv2.CV_64F).var())
    exposed = 1.0 if 0.15 < light < 0.9 else 0.05
    return exposed * (contrast + 0.01) * float(np.log1p(sharp))


def key_pictures(source: BinaryIO, every_ms: int, width: int) -> Iterator[tuple[int, Picture]]:
    """Give ``(clip time, picture)`` as :func:`thumbnails` does; the very same picture where there is no newer one."""
    with open_clip(source) as clip:
        _require_picture(clip)
        before: tuple[int, Picture] | None = None
        for at in range(0, max(1, length_ms(clip, source)), every_ms):
            before = _thumbnail(clip, at, width, before)
            if before is not None:
                yield at, before[1]


def _thumbnail(clip: Clip, at: int, width: int, before: tuple[int, Picture] | None) -> tuple[int, Picture] | None:
    key = _key_packet(clip, at)
    if key is None:
        return before
    if before is not None and before[0] == key.pts:
        return before  # the same key picture as last time
    picture = _decoded(clip, key, width)
    return (key.pts or 0, picture) if picture is not None else None


def _picture_at(clip: Clip, at: int, width: int) -> Picture | None:
    key = _key_packet(clip, at)
    return _decoded(clip, key, width) if key is not None else None


def _key_packet(clip: Clip, at: int) -> Any | None:
    """Read the last key picture's packet at or before clip time ``at``, undecoded."""
    video = _require_picture(clip)
    # Formats without an index (MPEG-TS) land between key pictures; the first one is a way out.
    for place in (clip.ticks(at, video.time_base), clip.ticks(-_BEFORE_ALL_MS, video.time_base)):
        try:
            clip.container.seek(place, stream=video)
        except av.error.FFmpegError:
            continue
        for packet in islice(clip.packets(video), _MAX_PACKETS):
            if packet.is_keyframe and not packet.is_corrupt:
                return packet
    return None


def _decoded(clip: Clip, key: Any, width: int) -> Picture | None:
    """Decode one key picture alone: flushing gives it at once, without those that follow."""
    context = _require_picture(clip).codec_context
    context.flush_buffers()
    try:
        frames = _shown_after(clip, key) if key.is_discard else [*context.decode(key), *context.decode(None)]
    except av.error.InvalidDataError:
        return None
    finally:
        context.flush_buffers()
    return _upright(frames[0], context.sample_aspect_ratio, width) if frames else None


def _shown_after(clip: Clip, key: Any) -> list[VideoFrame]:
    """Decode on from a key picture that an edit list hides, to the first one that is shown."""
    for packet in chain([key], islice(clip.packets(_require_picture(clip)), _MAX_PACKETS)):
        if frames := packet.decode():
            return list(frames)
    return []


def _upright(frame: VideoFrame, pixel_shape: Fraction | None, width: int) -> Picture:
    """Scale to ``width`` as seen: pixels made square, rotation applied."""
    turn = -frame.rotation % 360
    shape = float(pixel_shape) if pixel_shape else 1.0
    wide, high = frame.width * shape, float(frame.height)
    scale = width / (high if turn in (90, 270) else wide)
    size = (max(2, round(wide * scale)), max(2, round(high * scale)))
    if max(size) > 4 * _MAX_WIDTH:
        raise NotMedia  # a strip, not a picture
    picture = np.asarray(
        frame.to_ndarray(format="bgr24", width=size[0], height=size[1], interpolation="AREA"), np.uint8
    )
    return np.asarray(cv2.rotate(picture, _TURNS[turn]), np.uint8) if turn in _TURNS else picture


def jpeg(picture: Picture, quality: int) -> bytes:
    """A picture as JPEG. Raises NotMedia if it cannot be one."""
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise NotMedia
    return data.tobytes()


def _require_picture(clip: Clip) -> Any:
    if clip.video is None:
        raise NotMedia
    return clip.video


def _require_width(width: int) -> None:
    if not 16 <= width <= _MAX_WIDTH:
        raise InvalidInput


def length_ms(clip: Clip, source: BinaryIO) -> int:
    """The clip's length; measured, which reads all of it, only where it does not say."""
    told = estimated_ms(clip)
    if told is not None:
        return told
    place = source.tell()
    try:
        return measured_ms(source)
    finally:
        source.seek(place)

"""All thumbnails of a clip on one sheet, to be shown while somebody looks for a place."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import BinaryIO

import cv2
import numpy as np

from videoreflect.errors import NotMedia
from videoreflect.media.opening import open_clip
from videoreflect.media.pictures import THUMBNAIL_QUALITY, Picture, jpeg, key_pictures, length_ms

SIDE = 160
COLUMNS = 10
MOST = 300
CLOSEST_MS = 2000


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the thumbnails are: from left to right, then down; the one numbered n, from 0, shows ``n * every_ms``.

    ``width`` and ``height`` are those of one thumbnail, in pixels of the sheet.
    """

    every_ms: int
    width: int
    height: int
    columns: int
    count: int

    def content(self) -> dict[str, int]:
        """The facts of a blob of thumbnails."""
        return asdict(self)


def contact_sheet(source: BinaryIO) -> tuple[bytes, Layout]:
    """Give one JPEG of up to 300 thumbnails over the whole clip, each 2 s or further apart, and their layout.

    The longer side of each is 160 pixels. Where no picture can be read, the one before stands. Only key pictures
    are decoded. Raises NotMedia if there is no picture.
    """
    length = _length_ms(source)
    every = max(CLOSEST_MS, -(-length // MOST))
    count = -(-length // every)
    found = {at // every: picture for at, picture in key_pictures(source, every, SIDE)}
    if not found:
        raise NotMedia
    before = _bounded(found[min(found)])
    layout = Layout(every, before.shape[1], before.shape[0], min(COLUMNS, count), count)
    drawn = np.zeros((-(-count // COLUMNS) * layout.height, layout.columns * layout.width, 3), np.uint8)
    for number in range(count):
        before = _bounded(found[number]) if number in found else before
        _put(drawn, before, number, layout)
    return jpeg(drawn, THUMBNAIL_QUALITY), layout


def _put(drawn: Picture, small: Picture, number: int, layout: Layout) -> None:
    """Draw one thumbnail where it belongs; one of another shape is fitted in."""
    wide, high = layout.width, layout.height
    if small.shape[:2] != (high, wide):
        small = np.asarray(cv2.resize(small, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)
    left, top = number % layout.columns * wide, number // layout.columns * high
    drawn[top : top + high, left : left + wide] = small


def _bounded(picture: Picture) -> Picture:
    """The picture of a phone held upright is made narrower: 160 pixels high, not wide."""
    high, wide = picture.shape[:2]
    if high <= SIDE:
        return picture
    size = (max(2, round(wide * SIDE / high)), SIDE)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _length_ms(source: BinaryIO) -> int:
    with open_clip(source) as clip:
        length = max(1, length_ms(clip, source))
    source.seek(0)
    return length

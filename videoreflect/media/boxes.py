"""Look at the outermost boxes of an MP4 or MOV, to tell a cut file from a wrong one."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

_KNOWN = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"uuid", b"moof", b"sidx"})
_STILL_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"avif", b"jxl "})
# Some writers count a padding byte or a small last chunk that they never write.
_RIFF_SLACK = 4096
_RIFF_UNKNOWN = 0x7FFF_0000
_MAX_BOXES = 10_000
# The last samples in file order are among the last of each stream's index.
_LAST_SAMPLES = 64


def is_cut_short(source: BinaryIO) -> bool:
    """Say whether these bytes begin as an MP4 or MOV but end before its table of contents does."""
    kinds = list(_boxes(source))
    if not kinds or kinds[0][0] not in _KNOWN:
        return False
    whole = {kind for kind, complete in kinds if complete}
    return b"moov" not in whole


def is_still_image(source: BinaryIO) -> bool:
    """Say whether the file type box names a photograph (HEIC, AVIF)."""
    source.seek(0)
    head = source.read(12)
    return head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS


def promises_more_bytes(source: BinaryIO) -> bool:
    """Say whether a RIFF file (WAV, AVI) was to be longer than it is.

    Recorders that do not know the length when they begin write zero or a huge one.
    """
    place = source.tell()
    size = source.seek(0, 2)
    source.seek(0)
    head = source.read(8)
    source.seek(place)
    promised = int.from_bytes(head[4:8], "little")
    return head[:4] == b"RIFF" and size + _RIFF_SLACK < promised < _RIFF_UNKNOWN


def names_bytes_beyond_end(streams: Iterable[Any], source: BinaryIO) -> bool:
    """Say whether an MP4's index points behind the last byte: the file was cut."""
    place = source.tell()
    size = source.seek(0, 2)
    source.seek(place)
    for stream in streams:
        entries = stream.index_entries
        count = len(entries)
        last = entries[max(0, count - _LAST_SAMPLES) : count]
        if any(entry.pos + entry.size > size for entry in last):
            return True
    return False


def _boxes(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    size = source.seek(0, 2)
    place = 0
    for _ in range(_MAX_BOXES):
        source.seek(place)
        head = source.read(16)
        if len(head) < 8:
            return
        length, kind = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            length = struct.unpack(">Q", head[8:])[0]
        end = size if length == 0 else place + length
        yield kind, end <= size
        if length != 0 and length < 8:
            return
        place = end

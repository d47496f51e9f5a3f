"""Opening encrypted streams in a child, from the few facts that its task names."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from videoreflect.crypto.stream import StreamReader
from videoreflect.errors import NotMedia, StorageError
from videoreflect.vault.blobs import BlobPlace, open_for_reading


def place_to_json(place: BlobPlace) -> dict[str, str]:
    """A place as it is sent to a child over its standard input."""
    return {
        "path": str(place.path),
        "id": place.id,
        "key": base64.b64encode(place.key).decode(),
        "aad": base64.b64encode(place.aad).decode(),
    }


def place_from_json(fields: dict[str, Any]) -> BlobPlace:
    """A place as a child received it."""
    key, aad = base64.b64decode(fields["key"]), base64.b64decode(fields["aad"])
    return BlobPlace(Path(fields["path"]), fields["id"], key, aad)


def open_place(place: BlobPlace) -> BinaryIO:
    """Read a finished stream, buffered."""
    return io.BufferedReader(StreamReader(open_for_reading(place.path), place.key, place.aad), 1 << 20)


def open_source(fields: dict[str, Any]) -> BinaryIO:
    """Open one source of a lesson: a file that the person named, or the parts of an upload."""
    if "parts" in fields:
        parts = [open_place(place_from_json(part)) for part in fields["parts"]]
        return io.BufferedReader(_Joined(parts), 1 << 20)
    return open_given_file(Path(fields["path"]))


def open_given_file(path: Path) -> BinaryIO:
    """Open a file that a person named. Raises NotMedia for a folder or an empty file, StorageError."""
    try:
        if path.is_dir():
            raise NotMedia("This is a folder, not a recording. Choose the file in it. Nothing was added.")
        if not path.exists():
            raise StorageError("There is no such file. Check its name and where it is. Nothing was added.")
        if not path.is_file():
            raise NotMedia
        if path.stat().st_size == 0:
            raise NotMedia("This file is empty. Copy it from the camera or phone again. Nothing was added.")
        return path.open("rb")
    except OSError:
        raise StorageError("This file cannot be read. Check your rights on it. Nothing was added.") from None


class _Joined(io.RawIOBase):
    """Several readers one after the other, seekable."""

    def __init__(self, parts: Iterable[BinaryIO]) -> None:
        self._parts = list(parts)
        self._sizes = [part.seek(0, io.SEEK_END) for part in self._parts]
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: sum(self._sizes)}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        begin = 0
        for part, size in zip(self._parts, self._sizes, strict=True):
            if self._position < begin + size:
                part.seek(self._position - begin)
                piece = part.read(min(len(buffer), begin + size - self._position))
                buffer[: len(piece)] = piece
                self._position += len(piece)
                return len(piece)
            begin += size
        return 0

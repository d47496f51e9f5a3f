"""Large content: Tink's streaming AEAD ``AES256_GCM_HKDF_1MB``, bytes that ``tink`` itself can read.

Segments of 1 MiB, each with its own tag; the nonce holds the segment's place and whether it
is the last, so nothing can be swapped, repeated, cut off or appended without being noticed.
See https://developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from videoreflect.errors import FormatError, IntegrityError, LimitExceeded

SEGMENT_BYTES = 1 << 20
HEADER_BYTES = 40
TAG_BYTES = 16
SALT_BYTES = 32
NONCE_PREFIX_BYTES = 7
FIRST_CLEAR_BYTES = SEGMENT_BYTES - HEADER_BYTES - TAG_BYTES
CLEAR_BYTES = SEGMENT_BYTES - TAG_BYTES
HELD_BACK_LIMIT = 64 << 20
"""The index of a 30-hour lesson is about 64 MB; a file that asks for more is not a lesson."""

_MAX_SEGMENTS = 1 << 32
_NOTHING = (-1, memoryview(b""))


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a finished stream is: clear ``size``, ``file_size`` and the file's SHA-256 (hex)."""

    size: int
    file_size: int
    sha256: str


class _Segments:
    """Key and nonces of one stream."""

    def __init__(self, key: bytes, aad: bytes, salt: bytes, prefix: bytes) -> None:
        derived = HKDF(SHA256(), length=32, salt=salt, info=aad).derive(key)
        self._aead = AESGCM(derived)
        self._prefix = prefix

    def seal(self, index: int, clear: memoryview, into: memoryview, *, last: bool) -> memoryview:
        """Encrypt a segment into ``into``, which is as long as a segment; returns the part that was filled."""
        filled = into[: len(clear) + TAG_BYTES]
        self._aead.encrypt_into(self._nonce(index, last), clear, None, filled)
        return filled

    def open(self, index: int, sealed: memoryview, into: memoryview, *, last: bool) -> memoryview:
        """Decrypt a segment into ``into``; returns the part that was filled. Raises IntegrityError."""
        filled = into[: max(0, len(sealed) - TAG_BYTES)]
        try:
            self._aead.decrypt_into(self._nonce(index, last), sealed, None, filled)
        except (InvalidTag, ValueError):
            raise IntegrityError(segment=index) from None
        return filled

    def _nonce(self, index: int, last: bool) -> bytes:
        return self._prefix + index.to_bytes(4, "big") + bytes([last])


def _place(position: int) -> tuple[int, int]:
    """Segment and offset in it of a clear position."""
    if position < FIRST_CLEAR_BYTES:
        return 0, position
    index, offset = divmod(position - FIRST_CLEAR_BYTES, CLEAR_BYTES)
    return index + 1, offset


def _capacity(index: int) -> int:
    return FIRST_CLEAR_BYTES if index == 0 else CLEAR_BYTES


def _file_offset(index: int) -> int:
    return index * SEGMENT_BYTES if index else HEADER_BYTES


class _Digest:
    """SHA-256 of a file as it is written from start to end, one segment behind, in a thread of its own.

    Hashing takes longer than everything else together. Two buffers in turn: one is hashed while the other is
    filled. The thread begins with the first full segment, and ends with the last reference to this.
    """

    def __init__(self) -> None:
        self._found = hashlib.sha256()
        self._worker = ThreadPoolExecutor(1, "stream-digest")
        self._buffers = deque(memoryview(bytearray(SEGMENT_BYTES)) for _ in range(2))
        self._pending: deque[Future[None]] = deque()

    def buffer(self) -> memoryview:
        """A buffer that nothing is read from any more."""
        if len(self._pending) == len(self._buffers):
            self._pending.popleft().result()
        self._buffers.rotate(-1)
        return self._buffers[-1]

    def take(self, piece: bytes | memoryview) -> None:
        """Hash what comes next; it may change as soon as :meth:`buffer` gives it out again."""
        if len(piece) == SEGMENT_BYTES:
            self._pending.append(self._worker.submit(self._found.update, piece))
        else:
            self._settle()
            self._found.update(piece)

    def hex(self) -> str:
        """The hash of all that was taken."""
        self._settle()
        self._worker.shutdown()
        return self._found.hexdigest()

    def _settle(self) -> None:
        while self._pending:
            self._pending.popleft().result()


class StreamWriter(io.RawIOBase):
    """Encrypts as bytes arrive; :meth:`finish` completes the stream, :meth:`close` alone abandons it.

    With ``patchable`` an MP4 muxer may go back: segment 0, and everything from the first
    backward seek on, stay in memory until the end (at most ``HELD_BACK_LIMIT`` bytes). A
    segment that was sealed is never written again: two texts under one nonce would give
    both away. Such a write raises LimitExceeded.
    """

    def __init__(self, file: BinaryIO, key: bytes, aad: bytes, *, patchable: bool = False) -> None:
        salt, prefix = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_PREFIX_BYTES)
        self._segments = _Segments(key, aad, salt, prefix)
        self._file = file
        self._patchable = patchable
        self._digest = _Digest()
        self._open: dict[int, _Segment] = {}
        self._spare: list[_Segment] = []
        self._sealed_below = 0
        self._holding_all = False
        self._position = 0
        self._size = 0
        header = bytes([HEADER_BYTES]) + salt + prefix
        file.write(header)
        self._digest.take(header)

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._patchable

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        target = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if not self._patchable or not 0 <= target <= self._size:
            raise LimitExceeded
        self._holding_all |= target < self._size
        self._position = target
        return target

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        if self.closed:
            raise ValueError("this stream is complete")
        view = memoryview(data).cast("B")
        written = 0
        while written < len(view):
            written += self._write_into_segment(view[written:])
        return written

    def finish(self) -> Sealed:
        """Seal what is still open, the last segment marked as last. Returns what the file now is."""
        last = _place(max(self._size - 1, 0))[0]
        if self.closed or (self._size and last not in self._open):
            raise ValueError("this stream is complete or broken; its last segment is never sealed twice")
        self._open.setdefault(last, _Segment())
        for index in sorted(self._open):
            self._seal(index, last=index == last)
        self._file.flush()
        self.close()
        # Segment 0 of a patchable stream was written last, so its hash cannot have been taken on the way.
        found = _digest_of(self._file) if self._patchable else self._digest.hex()
        return Sealed(self._size, self._file.seek(0, io.SEEK_END), found)

    def _write_into_segment(self, view: memoryview) -> int:
        index, offset = _place(self._position)
        if index >= _MAX_SEGMENTS or (index not in self._open and index < self._sealed_below):
            raise LimitExceeded
        if index not in self._open:
            self._open[index] = self._spare.pop() if self._spare else _Segment()
        taken = view[: _capacity(index) - offset]
        self._open[index].put(offset, taken)
        self._position += len(taken)
        self._size = max(self._size, self._position)
        self._seal_finished(index)
        return len(taken)

    def _seal_finished(self, current: int) -> None:
        if self._holding_all:
            if sum(segment.size for segment in self._open.values()) > HELD_BACK_LIMIT:
                raise LimitExceeded
            return
        for index in [i for i in self._open if i < current and not (self._patchable and i == 0)]:
            self._seal(index, last=False)

    def _seal(self, index: int, *, last: bool) -> None:
        segment = self._open.pop(index)
        self._sealed_below = max(self._sealed_below, index + 1)
        sealed = self._segments.seal(index, segment.clear(), self._digest.buffer(), last=last)
        self._file.seek(_file_offset(index))
        self._file.write(sealed)
        if not self._patchable:
            self._digest.take(sealed)
        segment.size = 0
        self._spare.append(segment)


class _Segment:
    """Clear text of a segment not sealed yet. Used again for the next: fresh memory costs as much as copying."""

    def __init__(self) -> None:
        self._buffer = memoryview(bytearray(CLEAR_BYTES))
        self.size = 0

    def put(self, offset: int, piece: memoryview) -> None:
        """Write over or behind what is there."""
        self._buffer[offset : offset + len(piece)] = piece
        self.size = max(self.size, offset + len(piece))

    def clear(self) -> memoryview:
        """What was written."""
        return self._buffer[: self.size]


class StreamReader(io.RawIOBase):
    """Reads any range of a stream; returns no byte whose tag was not checked.

    Opening decrypts the last segment, so that the size is proved before anything is read.
    ``allowed`` is asked before every segment and raises when reading must stop. Takes over
    ``file``: it is closed with the reader, also if opening fails.
    Raises FormatError for a file that is no stream, IntegrityError for a changed one.
    """

    def __init__(self, file: BinaryIO, key: bytes, aad: bytes, allowed: Callable[[], None] | None = None) -> None:
        self._file = file
        self._allowed = allowed or (lambda: None)
        self._file_size = file.seek(0, io.SEEK_END)
        self._count = -(-self._file_size // SEGMENT_BYTES)
        tail = self._file_size - _file_offset(self._count - 1)
        file.seek(0)
        header = file.read(HEADER_BYTES)
        if self._file_size < HEADER_BYTES + TAG_BYTES or header[0] != HEADER_BYTES or tail < TAG_BYTES:
            raise FormatError
        self._segments = _Segments(key, aad, header[1 : 1 + SALT_BYTES], header[1 + SALT_BYTES :])
        self._size = self._file_size - HEADER_BYTES - TAG_BYTES * self._count
        self._position = 0
        self._sealed, self._clear = memoryview(bytearray(SEGMENT_BYTES)), memoryview(bytearray(CLEAR_BYTES))
        self._cached: tuple[int, memoryview] = _NOTHING
        self._segment(self._count - 1)

    @property
    def size(self) -> int:
        """Clear bytes in the whole stream."""
        return self._size

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """Close the file as well: nobody else holds it."""
        self._file.close()
        super().close()

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        target = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if target < 0:
            raise ValueError("negative seek position")
        self._position = target
        return target

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._position >= self._size:
            return 0
        index, offset = _place(self._position)
        piece = self._segment(index)[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def _segment(self, index: int) -> memoryview:
        """The clear text of a segment, in a buffer that the next one is written over."""
        self._allowed()
        if self._cached[0] == index:
            return self._cached[1]
        self._cached = _NOTHING  # until the tag is checked there is nothing to give out
        start, end = _file_offset(index), min((index + 1) * SEGMENT_BYTES, self._file_size)
        self._file.seek(start)
        sealed = self._sealed[: self._file.readinto(self._sealed[: end - start])]  # type: ignore[attr-defined]
        clear = self._segments.open(index, sealed, self._clear, last=index == self._count - 1)
        self._cached = (index, clear)
        return clear


def _digest_of(file: BinaryIO) -> str:
    """SHA-256 of the whole file, read again."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]

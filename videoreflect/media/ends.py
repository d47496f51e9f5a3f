"""The two ends of every clip: PyAV sees a source and a sink without name, mode or close.

A name would let formats be guessed from it; a close would end what the caller owns.
"""

from __future__ import annotations

from typing import BinaryIO


class NamelessReader:
    """A seekable reader without name or mode, so that only the bytes can matter.

    It remembers the first error of the source: demuxers may take a failed read for the
    end of the file, and a clip that ends there would look whole.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._failure: Exception | None = None

    def read(self, size: int) -> bytes:
        self.check()
        try:
            # The bytes are copied into a C buffer of exactly this size.
            return bytes(self._source.read(size)[:size])
        except Exception as failure:
            self._failure = failure
            raise

    def seek(self, offset: int, whence: int = 0) -> int:
        self.check()
        try:
            return self._source.seek(offset, whence)
        except ValueError as failure:
            # A hostile offset below zero is the clip's fault, not the source's.
            raise OSError("seek outside the source") from failure
        except Exception as failure:
            self._failure = failure
            raise

    def tell(self) -> int:
        return self._source.tell()

    def seekable(self) -> bool:
        return self._source.seekable()

    def check(self) -> None:
        """Raise the source's own error again if a read or seek has failed."""
        if self._failure is not None:
            raise self._failure


class NamelessWriter:
    """The sink without name and close, which can stop a half-written MP4 from being finished.

    PyAV writes no trailer to a file that says it is closed.
    """

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._failure: Exception | None = None
        self.closed = False

    def write(self, data: bytes) -> int:
        try:
            self._sink.write(data)
        except Exception as failure:
            self._failure = failure
            self.closed = True
            raise
        return len(data)

    def check(self) -> None:
        """Raise the sink's own error again if a write has failed."""
        if self._failure is not None:
            raise self._failure

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._sink.seek(offset, whence)

    def tell(self) -> int:
        return self._sink.tell()

    def seekable(self) -> bool:
        return self._sink.seekable()

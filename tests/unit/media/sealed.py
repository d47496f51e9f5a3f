"""A sink with the limits of the vault's hold-back writer."""

from __future__ import annotations

import io

SEGMENT = 1024 * 1024


class SealingSink(io.RawIOBase):
    """Keeps segment 0 and, from the first step back, everything open; seals each other full segment.

    A write into a sealed segment, or a gap, is an error, as it is in the vault.
    """

    def __init__(self) -> None:
        self.kept = bytearray()
        self.sealed_to = SEGMENT
        self.held_back = False
        self._place = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = 0) -> int:
        start = {0: 0, 1: self._place, 2: len(self.kept)}[whence]
        self._place = start + offset
        self.held_back = self.held_back or self._place < len(self.kept)
        return self._place

    def write(self, data: bytes) -> int:  # type: ignore[override]
        end = self._place + len(data)
        if self._place > len(self.kept):
            raise OSError("a gap was left")
        if max(self._place, SEGMENT) < min(end, self.sealed_to):
            raise OSError(f"bytes {self._place} to {end} are sealed up to {self.sealed_to}")
        self.kept[self._place : end] = data
        self._place = end
        if not self.held_back:
            self.sealed_to = max(SEGMENT, len(self.kept) // SEGMENT * SEGMENT)
        return len(data)

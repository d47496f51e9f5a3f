"""Searching files for content in clear: windows of media bytes, and phrases in several encodings."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

WINDOW = 32
MIN_DIFFERENT = 16
"""Windows with fewer different bytes (silence, padding) occur anywhere and prove nothing."""

_CHUNK = 8 << 20
_SIEVE_BITS = 26
"""A table of the first bits of all hashes passes over most offsets before the exact look-up."""

_INFLATED_LIMIT = 4 << 20
_ZLIB_STARTS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08")
_WEIGHTS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Found:
    """Content in clear: in which file, at which byte, and what kind."""

    path: Path
    offset: int
    what: str


class ClearTextSearch:
    """Looks for 32-byte windows of ``media`` at every offset, and for ``phrases`` in UTF-8, UTF-16 and zlib."""

    def __init__(self, media: Iterable[bytes], phrases: Iterable[str]) -> None:
        self._media = [content for content in media if len(content) >= WINDOW]
        self._windows = np.unique(np.concatenate([_telling_hashes(one) for one in self._media] or [_no_hashes()]))
        self._perhaps = np.zeros(1 << _SIEVE_BITS, dtype=np.bool_)
        self._perhaps[self._windows >> np.uint64(64 - _SIEVE_BITS)] = True
        self._phrases = [
            encoded
            for phrase in phrases
            for encoded in {phrase.encode(), phrase.encode("utf-16-le"), phrase.encode("utf-16-be")}
        ]

    def search(self, paths: Iterable[Path]) -> list[Found]:
        """All finds; a file that vanishes meanwhile is passed over, one that cannot be read is a find."""
        return [found for path in paths for found in self._search_file(path)]

    def _search_file(self, path: Path) -> Iterator[Found]:
        try:
            for offset, chunk in _chunks(path):
                yield from (Found(path, offset + at, what) for at, what in self._in_bytes(chunk))
        except FileNotFoundError:
            return
        except OSError:
            yield Found(path, 0, "cannot be read")

    def _in_bytes(self, chunk: bytes) -> Iterator[tuple[int, str]]:
        yield from ((at, "words") for at in self._phrases_in(chunk))
        yield from ((at, "packed words") for at, inflated in _inflated(chunk) if self._phrases_in(inflated))
        if (at := self._window_in(chunk)) is not None:
            yield at, "picture or sound"

    def _phrases_in(self, content: bytes) -> Sequence[int]:
        return [at for phrase in self._phrases if (at := content.find(phrase)) >= 0]

    def _window_in(self, chunk: bytes) -> int | None:
        if len(chunk) < WINDOW or not len(self._windows):
            return None
        hashes = _hashes(chunk)
        candidates = np.flatnonzero(self._perhaps[hashes >> np.uint64(64 - _SIEVE_BITS)])
        places = np.searchsorted(self._windows, hashes[candidates])
        hits = candidates[self._windows[np.minimum(places, len(self._windows) - 1)] == hashes[candidates]]
        for at in hits[:1000]:
            window = chunk[at : at + WINDOW]
            if any(window in content for content in self._media):
                return int(at)
        return None


def changed_files(roots: Iterable[Path], since_ns: int, excluded: Sequence[Path]) -> list[Path]:
    """Regular files under ``roots`` made or changed since a time, outside ``excluded``."""
    found: dict[Path, None] = {}
    barred = [path.resolve() for path in excluded]
    for root in {root.resolve() for root in roots}:
        for folder, folders, names in root.walk() if hasattr(root, "walk") else _walk(root):
            folders[:] = [name for name in folders if not any((folder / name) == one for one in barred)]
            for name in names:
                path = folder / name
                if _is_new(path, since_ns):
                    found[path] = None
    return list(found)


def _walk(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """``Path.walk`` for Python 3.11."""
    import os

    for folder, folders, names in os.walk(root):
        yield Path(folder), folders, names


def _is_new(path: Path, since_ns: int) -> bool:
    try:
        facts = path.lstat()
    except OSError:
        return False
    regular = path.is_file() and not path.is_symlink()
    return regular and max(facts.st_mtime_ns, facts.st_ctime_ns) >= since_ns


def _chunks(path: Path) -> Iterator[tuple[int, bytes]]:
    """The file in pieces that overlap, so that nothing is missed at a border."""
    overlap = 4096
    with path.open("rb") as file:
        offset, tail = 0, b""
        while piece := file.read(_CHUNK):
            yield offset - len(tail), tail + piece
            offset += len(piece)
            tail = (tail + piece)[-overlap:]


def _inflated(chunk: bytes) -> Iterator[tuple[int, bytes]]:
    for start in _ZLIB_STARTS:
        at = chunk.find(start)
        while at >= 0:
            with suppress(zlib.error):
                # 47 = the largest window, zlib or gzip by its header.
                yield at, zlib.decompressobj(47).decompress(chunk[at:], _INFLATED_LIMIT)
            at = chunk.find(start, at + 1)


def _hashes(content: bytes) -> Hashes:
    """One hash for the window at every offset: a weighted sum of its four 8-byte words, modulo 2^64."""
    count = len(content) - WINDOW + 1
    raw = np.frombuffer(content, dtype=np.uint8)
    words = np.lib.stride_tricks.sliding_window_view(raw, 8)
    eights = np.ascontiguousarray(words).view(np.uint64).ravel()
    parts = (eights[8 * i : 8 * i + count] * weight for i, weight in enumerate(_WEIGHTS))
    return np.asarray(sum(parts, np.zeros(count, dtype=np.uint64)), dtype=np.uint64)


def _telling_hashes(content: bytes) -> Hashes:
    """Hashes of windows with enough different bytes."""
    kept = []
    for start in range(0, len(content) - WINDOW + 1, 1 << 18):
        piece = content[start : start + (1 << 18) + WINDOW - 1]
        kept.append(_hashes(piece)[_different(piece) >= MIN_DIFFERENT])
    return np.concatenate(kept)


def _different(content: bytes) -> npt.NDArray[np.intp]:
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(np.frombuffer(content, dtype=np.uint8), WINDOW), axis=1)
    return np.asarray(1 + np.count_nonzero(np.diff(windows, axis=1), axis=1))


def _no_hashes() -> Hashes:
    return np.zeros(0, dtype=np.uint64)

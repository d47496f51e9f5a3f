"""Whether a file is still the one that was read, by its times, size and inode."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from videoreflect.errors import StorageError

Stamp = tuple[int, int, int, int]
"""Times of change, size and inode of a file."""

_SETTLED_NS = 50_000_000
"""File times move in steps of up to 10 ms: two writes within one step can leave the same stamp."""


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file; None if it is not there. Raises StorageError, as for a link to itself."""
    try:
        facts = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StorageError(errno=error.errno) from None
    # The change time cannot be set back by whoever puts an older copy in place.
    return facts.st_mtime_ns, facts.st_ctime_ns, facts.st_size, facts.st_ino


def is_settled(stamps: Iterable[Stamp | None], now_ns: int) -> bool:
    """Whether files were last written long enough ago that another write would show."""
    return all(facts[0] < now_ns - _SETTLED_NS for facts in stamps if facts)

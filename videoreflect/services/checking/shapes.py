"""The shape of encrypted files: what their length and first bytes say without a key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from videoreflect.crypto.stream import HEADER_BYTES, SEGMENT_BYTES, TAG_BYTES
from videoreflect.services.checking.report import Report
from videoreflect.vault.durable import size_of
from videoreflect.vault.still import MAX_DATABASE, open_regular, wal_of

PAGE_BYTES = 4096
_WAL_MAGICS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_WAL_HEADER_BYTES = 32
Tell = Callable[[str, str], None]


def check_database(path: Path, name: str, tell: Tell, *, may_be_empty: bool = False) -> bool:
    """Whether a file can be a SQLCipher database: whole pages, none of zeros at its ends, a log that is one."""
    size = size_of(path)
    if size is None:
        tell("missing", name)
    elif size == 0 and may_be_empty:
        return True
    elif size < PAGE_BYTES or size % PAGE_BYTES:
        tell("wrong-size", name)
    elif size > MAX_DATABASE:
        tell("limit-exceeded", name)
    elif not _log_is_one(wal_of(path)):
        tell("malformed", f"{name}-wal")
    elif not size_of(wal_of(path)) and (_is_blank(path, 0) or _is_blank(path, size - PAGE_BYTES)):
        tell("malformed", name)  # with a log, a blank page may have its content there
    else:
        return True
    return False


def check_stream(path: Path, name: str, report: Report) -> None:
    """Whether a file can be a recording that ends with a whole last segment."""
    size = size_of(path)
    if size is None:
        report.problem("missing", name)
    elif size < HEADER_BYTES + TAG_BYTES or 0 < size % SEGMENT_BYTES < TAG_BYTES:
        report.problem("wrong-size", name)
    else:
        with report.noting(name), open_regular(path) as file:
            if file.read(1) != bytes([HEADER_BYTES]):
                report.problem("malformed", name)


def _is_blank(path: Path, at: int) -> bool:
    """Encrypted pages are never zeros; a hole in a file is."""
    try:
        with open_regular(path) as file:
            file.seek(at)
            return not any(file.read(PAGE_BYTES))
    except FileNotFoundError:
        return False


def _log_is_one(path: Path) -> bool:
    if not path.exists() and not path.is_symlink():
        return True
    size = size_of(path)
    if size is None or size > MAX_DATABASE:
        return False
    try:
        with open_regular(path) as file:
            return size < _WAL_HEADER_BYTES or file.read(4) in _WAL_MAGICS
    except FileNotFoundError:  # folded in meanwhile
        return True

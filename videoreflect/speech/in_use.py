"""Whether some process of this device works with a model right now, so that nobody takes it away meanwhile.

Who loads a model keeps its weights open under a shared lock of the operating system, which
ends with the process however that ends. On Windows an open file alone keeps a folder from
being renamed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl


class Hold:
    """A model that is kept from being removed, until this is closed or gone."""

    def __init__(self, folder: Path) -> None:
        self._open: list[int] = []
        for path in _files(folder):
            with suppress(OSError):  # some network drives know no locks: then nothing is kept, and the work goes on
                self._open.append(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)))
                _share(self._open[-1])

    def close(self) -> None:
        """Let go."""
        while self._open:
            os.close(self._open.pop())

    def __del__(self) -> None:
        self.close()


def hold(folder: Path) -> Hold:
    """Keep the model in a folder from being removed for as long as the result lives."""
    return Hold(folder)


def is_held(folder: Path) -> bool:
    """Whether a process holds the model in a folder."""
    return any(_is_locked(path) for path in _files(folder))


def _files(folder: Path) -> Iterable[Path]:
    """The longest file is the one with the weights, of whichever kind the model is."""
    found = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    return sorted(found, key=lambda path: path.stat().st_size)[-1:]


def _share(descriptor: int) -> None:
    if sys.platform != "win32":
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)


def _is_locked(path: Path) -> bool:
    if sys.platform == "win32":
        return _is_open(path)
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _is_open(path: Path) -> bool:
    try:
        path.rename(path)
    except OSError:
        return True
    return False

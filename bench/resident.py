"""How much memory a process has and had, as Linux tells it; ``None`` on other systems."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

from bench.settings import MEGABYTE

_BLOCK = 1 << 20


def resident_mb(pid: int | None = None) -> float | None:
    """What the process has now, in MB."""
    return _told("VmRSS", pid)


def peak_mb(pid: int | None = None) -> float | None:
    """The most it had since it began, or since :func:`forget_peak`, in MB."""
    return _told("VmHWM", pid)


def forget_peak(pid: int | None = None) -> None:
    """Begin the peak anew from what the process has now."""
    with suppress(OSError):
        Path(f"/proc/{pid or os.getpid()}/clear_refs").write_text("5", encoding="ascii")


def fill_page_cache(ballast: Path) -> None:
    """Fill memory that nobody uses with the pages of a file of zeros, on Linux; they go as soon as others are needed.

    The file is sparse, so it takes nothing of the disk; it is deleted with its folder.
    """
    with suppress(OSError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        free = next(int(line.split()[1]) for line in lines if line.startswith("MemFree:")) * 1024
        with ballast.open("wb") as file:
            file.truncate(free)
        with ballast.open("rb", buffering=0) as file:
            while file.read(_BLOCK):
                pass


class ChildrenWatch(threading.Thread):
    """Keeps the highest peak of any child of this process, until :meth:`end`."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="children-watch")
        self._over = threading.Event()
        self.highest_mb: float | None = None

    def run(self) -> None:
        """Look ten times a second: a peak stays readable as long as its process lives."""
        while not self._over.wait(0.1):
            peaks = [peak for pid in _children() if (peak := peak_mb(pid)) is not None]
            self.highest_mb = max([*peaks, self.highest_mb or 0.0]) or None

    def end(self) -> float | None:
        """Stop looking and tell."""
        self._over.set()
        self.join()
        return self.highest_mb


def _children() -> list[int]:
    found: list[int] = []
    for task in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, task.read_text(encoding="ascii").split())
    return found


def _told(what: str, pid: int | None) -> float | None:
    with suppress(OSError):
        for line in Path(f"/proc/{pid or 'self'}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith(f"{what}:"):
                return int(line.split()[1]) * 1024 / MEGABYTE
    return None

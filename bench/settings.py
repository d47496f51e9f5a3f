"""What a run was asked for, and the folder it may fill."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEGABYTE = 1_000_000
MODELS = "VIDEOREFLECT_MODELS"


@dataclass(frozen=True, slots=True)
class Settings:
    """``quick`` takes small sizes and leaves out what takes long: it proves that a table can be made."""

    quick: bool
    repeats: int
    size_mib: int


@contextmanager
def scratch() -> Iterator[Path]:
    """A fresh folder on the disk for what one table needs; removed with everything in it."""
    os.environ.setdefault(MODELS, str(ROOT / ".cache" / "models"))
    with tempfile.TemporaryDirectory(prefix="videoreflect-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def machine() -> str:
    """On what this was measured, in one line."""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{system}, Python {platform.python_version()}"


def load() -> str:
    """How busy the machine is: the load of the last minute. A figure above the cores says: measure again."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"

"""A big file into the vault's stream format, and read back at random, beside a plain copy, tink and age."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from bench.isolated import Measured, in_own_process
from bench.settings import MEGABYTE, Settings, scratch
from bench.table import NONE, NOT_HERE, Cell, Table, spread

WORK = "bench.encrypting"
BLOCK = 1 << 20
READS = 200
WAYS = {
    "videoreflect": ("into_vault", "read_from_vault", ""),
    "plain copy": ("by_copy", "read_plain", ""),
    "tink": ("by_tink", "", "tink"),
    "age (pyrage)": ("by_age", "", "pyrage"),
}


def measure(settings: Settings) -> Table:
    """Every way in turn, as often as asked; each time in a process of its own."""
    table = Table(
        f"encrypt: a file of {settings.size_mib} MiB that cannot be compressed, written and fsynced",
        ("way", "written in", "rate", "peak over its own", f"{READS} random reads of 1 MiB, each"),
        "a plain buffered copy with fsync and pread; Google’s tink (the same format, in C++); age through pyrage",
        notes=[
            "videoreflect also reads the file again for its SHA-256, as every import does. The page cache is warm.",
            "tink’s Python stream and age cannot jump to a place: they would decrypt from the start.",
        ],
    )
    with scratch() as folder:
        source = _incompressible(folder / "source", settings.size_mib)
        found: dict[str, list[Measured]] = {way: [] for way in WAYS}
        reads: dict[str, list[float]] = {way: [] for way in WAYS}
        for _ in range(settings.repeats):
            for way in WAYS:
                _once(way, source, folder / "target", found, reads)
        for way in WAYS:
            table.add(*_row(way, settings.size_mib, found[way], reads[way]))
    return table


def _once(
    way: str, source: Path, target: Path, found: dict[str, list[Measured]], reads: dict[str, list[float]]
) -> None:
    write, read, needs = WAYS[way]
    if needs and importlib.util.find_spec(needs) is None:
        return
    try:
        found[way].append(in_own_process(WORK, write, str(source), str(target)))
        if read:
            reads[way] += in_own_process(WORK, read, str(target), READS, source.stat().st_size).result
    finally:
        target.unlink(missing_ok=True)


def _row(way: str, size_mib: int, found: list[Measured], reads: list[float]) -> tuple[Cell, ...]:
    if not found:
        return way, NOT_HERE, NONE, NONE, NONE
    seconds = [one.seconds for one in found]
    over = [one.over_mb for one in found if one.over_mb is not None]
    rate = [size_mib * BLOCK / MEGABYTE / taken for taken in seconds]
    return way, spread(seconds, "s"), spread(rate, "MB/s"), spread(over, "MB"), spread(reads, "ms")


def _incompressible(path: Path, size_mib: int) -> Path:
    with path.open("wb") as file:
        for _ in range(size_mib):
            file.write(os.urandom(BLOCK))
        file.flush()
        os.fsync(file.fileno())
    return path

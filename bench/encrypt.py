"""A big file into the vault's stream format, and read back at random, beside a plain copy, tink and age."""

from __future__ import annotations

import importlib.util
import os
import statistics
from pathlib import Path

from bench.isolated import Measured, in_own_process
from bench.resident import fill_page_cache
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
        ("way", "written in", "rate", "peak over its own", f"{READS} random reads of 1 MiB, each", "beside the copy"),
        "a plain buffered copy with fsync and pread; Google’s tink (the same format, in C++); age through pyrage",
        notes=[
            "videoreflect also takes the file’s SHA-256, as every import does. The page cache is warm.",
            "Before it begins, the page cache is filled, as on a machine in use: a virtual machine that has to ask its",
            "host for every page would measure that. Another way begins each time.",
            "tink’s Python stream and age cannot jump to a place: they would decrypt from the start.",
        ],
    )
    with scratch() as folder:
        if not settings.quick:
            fill_page_cache(folder / "ballast")
        source = _incompressible(folder / "source", settings.size_mib)
        found: dict[str, list[Measured]] = {way: [] for way in WAYS}
        reads: dict[str, list[float]] = {way: [] for way in WAYS}
        ways = list(WAYS)
        for turn in range(settings.repeats):
            for way in ways[turn % len(ways) :] + ways[: turn % len(ways)]:
                _once(way, source, folder / "target", found, reads)
        for way in WAYS:
            table.add(*_row(way, settings.size_mib, found[way], reads[way]), _beside(found[way], found["plain copy"]))
        table.notes.append(_flat(folder, settings, found["videoreflect"]))
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


def _beside(found: list[Measured], copies: list[Measured]) -> str:
    """How many times as fast as the copy of the same turn: the median."""
    shares = [copy.seconds / one.seconds for one, copy in zip(found, copies, strict=False)]
    return f"{statistics.median(shares):.2f}x" if shares else NONE


def _flat(folder: Path, settings: Settings, found: list[Measured]) -> str:
    """Whether memory grows with the file: once more, with a file an eighth of the size."""
    small_mib = max(1, settings.size_mib // 8)
    small = _incompressible(folder / "small", small_mib)
    less = in_own_process(WORK, WAYS["videoreflect"][0], str(small), str(folder / "target")).over_mb
    most = max((one.over_mb for one in found if one.over_mb is not None), default=None)
    if less is None or most is None:
        return "This system does not tell how much memory a process has."
    sizes = f"{less:.1f} MB for {small_mib} MiB, {most:.1f} MB for {settings.size_mib} MiB"
    return f"Memory over the interpreter’s own: {sizes}; the aim is under 100 MB, whatever the size."


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

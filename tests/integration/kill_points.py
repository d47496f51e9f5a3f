"""Fault points of a child, put in from outside: it kills itself at one of them, or only counts them.

A point lies before everything that orders what a crash can leave: renames, removals, flushes, new folders, and
SQLite's commits and closings. Nothing of this is built into the program.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlcipher3

_CALLS = ("replace", "rename", "unlink", "remove", "rmdir", "fsync", "fdatasync", "mkdir")
_SQL = ("COMMIT", "PRAGMA wal_checkpoint", "DETACH", "PRAGMA journal_mode = DELETE")


@dataclass
class Points:
    """The points passed so far, and which of them is the last."""

    roots: list[Path]
    last: int = 0
    labels: list[str] = field(default_factory=list)
    prints: list[int] = field(default_factory=list)
    count: int = 0

    def pass_one(self, label: str) -> None:
        """Pass a point, or end here as by a power switch."""
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        if not self.last:
            self.labels.append(label)
            self.prints.append(fingerprint(self.roots))

    def put_in(self) -> None:
        """Put points before all that orders writing, for the rest of this process."""
        for name in _CALLS:
            if hasattr(os, name):
                setattr(os, name, self._before(name, getattr(os, name)))
        connect = sqlcipher3.connect
        factory = _counting(self)
        sqlcipher3.connect = lambda *args, **more: connect(*args, factory=factory, **more)

    def _before(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **more: Any) -> Any:
            self.pass_one(f"{name} {_named(args)}")
            return call(*args, **more)

        return counted

    def telling(self) -> list[tuple[int, str]]:
        """Number of every point at which the disk is other than at the point before, and after what."""
        chosen, before, done = [], None, "the start"
        for number, (label, printed) in enumerate(zip(self.labels, self.prints, strict=True), start=1):
            if printed != before:
                chosen.append((number, f"after {done}"))
            before, done = printed, label
        return chosen

    def tell(self, told: Path) -> None:
        """Write down what was counted."""
        told.write_text(json.dumps(self.telling()))


def fingerprint(roots: list[Path]) -> int:
    """A number that changes with every entry, size and time below some folders."""
    facts: list[object] = []
    for root in roots:
        for place, folders, files in os.walk(root):
            names = [name for name in files if not name.endswith(("-shm", "lock"))]
            entries = [os.lstat(Path(place) / name) for name in names]
            facts.append((place, tuple(sorted(folders)), tuple(names)))
            facts += [(one.st_size, one.st_mtime_ns, one.st_ino) for one in entries]
    return hash(tuple(facts))


def _named(args: tuple[Any, ...]) -> str:
    """What a call is about, without ids: the kind of a file is enough to tell points apart."""
    first = args[0] if args else ""
    if isinstance(first, int):
        return "file"
    path = Path(os.fsdecode(args[1] if len(args) > 1 and isinstance(args[1], str | os.PathLike) else first))
    stem = "".join("…" if len(part) == 32 else part for part in path.name.split("."))
    return f"{path.parent.name if len(path.parent.name) < 16 else '…'}/{stem or path.name}"


def _counting(points: Points) -> type:
    class Counting(sqlcipher3.Connection):  # type: ignore[misc]
        def execute(self, sql: str, *more: Any) -> Any:
            counted = sql.startswith(_SQL)
            if counted:
                points.pass_one(f"before {sql}")
            done = super().execute(sql, *more)
            if counted:
                points.pass_one(f"after {sql}")
            return done

        def close(self) -> None:
            points.pass_one("before close")
            super().close()
            points.pass_one("after close")

    return Counting

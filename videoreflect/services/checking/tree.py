"""Every name in a vault's folder: what it may be, who may read it, and what has no business there."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from videoreflect.services.checking.report import Report
from videoreflect.vault.durable import LEFTOVER

_ID = "[0-9a-f]{32}"
_FILES = re.compile(
    "|".join([
        r"vault\.json",
        r"clock\.json",
        rf"people/{_ID}\.(json|state|next|lock|index\.(lock|db(-wal|-shm|-journal)?))",
        rf"capsules/{_ID}/(header\.json|lock|renewing|records\.[1-9]\d{{0,15}}\.db(-wal|-shm|-journal)?)",
        rf"capsules/{_ID}/grants/{_ID}\.[1-9]\d{{0,15}}",
        rf"capsules/{_ID}/private/{_ID}\.db(-wal|-shm|-journal)?",
        rf"capsules/{_ID}/blobs/{_ID}",
        rf"uploads/{_ID}/(upload\.json|\d{{1,9}})",
        rf"erased/{_ID}",
    ])
)  # fmt: skip
_FOLDERS = re.compile(rf"people|capsules|uploads|erased|capsules/{_ID}(/(grants|private|blobs))?|uploads/{_ID}")


def is_known_file(name: str) -> bool:
    """Whether a path inside a vault (with ``/``) is one that the format knows for a file."""
    return _FILES.fullmatch(name) is not None


def check_tree(folder: Path, report: Report, *, private: bool = True) -> None:
    """Look at every entry. ``private`` is False where the disk keeps no rights (a FAT stick)."""
    for entry in _entries(folder):
        name = entry.relative_to(folder).as_posix()
        with report.noting(name):
            _check_entry(entry, name, report, private=private)


def _entries(folder: Path) -> Iterator[Path]:
    """Everything below, links not followed; a folder that goes away meanwhile is passed over."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in (*folders, *sorted(files)))


def _check_entry(entry: Path, name: str, report: Report, *, private: bool) -> None:
    try:
        mode = entry.lstat().st_mode
    except FileNotFoundError:  # it went meanwhile, as locks and logs do
        return
    if stat.S_ISLNK(mode):
        report.problem("link", name)
        return
    if LEFTOVER.fullmatch(entry.name):
        report.leftovers.append(name)
    elif not (_FOLDERS if stat.S_ISDIR(mode) else _FILES).fullmatch(name):
        _strange(mode, name, report)
    elif not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        report.problem("not-a-file", name)
    if private and os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        report.problem("others-may-read", name)


def _strange(mode: int, name: str, report: Report) -> None:
    known = _FILES if stat.S_ISDIR(mode) else _FOLDERS
    if known.fullmatch(name):
        report.problem("not-a-file" if stat.S_ISDIR(mode) else "not-a-folder", name)
    else:
        report.remark("unknown", _printable(name))


def _printable(name: str) -> str:
    """A stranger's file name may hold anything, a person's name too: only its place is told."""
    above = name.rpartition("/")[0]
    return f"{above}/…" if above else "…"

"""Erasing a lesson: keys first, then files; ``erased/<capsule>`` stands until a certificate takes its place.

Everything here works without a key, so that whichever run comes next after a crash goes on.
It may only take away. A folder with a marker is never opened.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from videoreflect.domain.ids import is_id
from videoreflect.errors import FormatError, VideoReflectError
from videoreflect.vault.durable import locked, make_folder, read_bounded, replace_file, storage_errors, sync_folder
from videoreflect.vault.folder import FORMAT, MAX_SMALL_FILE, VaultFolder
from videoreflect.vault.header import read_header
from videoreflect.vault.index_file import drop_index
from videoreflect.vault.strict_json import compact, parse_object, to_int

WHY = ("asked", "retention", "withdrawn", "removed")
"""Because its owner asked; its date came; the agreement was withdrawn; its owner was removed."""

_KEYS = {"format", "capsule", "started_ms", "why", "counts"}
_MOST_COUNTS = 16


@dataclass(frozen=True, slots=True)
class Marker:
    """``erased/<capsule>``: that an erasing began at ``started_ms``, why, and how much there was. Unsigned."""

    capsule: str
    started_ms: int
    why: str = "asked"
    counts: Mapping[str, int] = field(default_factory=dict)


def begin_erasing(folder: VaultFolder, marker: Marker) -> Marker:
    """Write the marker: from here on the capsule is closed to everybody. A marker that is there already stays."""
    if (before := read_marker(folder, marker.capsule)) is not None:
        return before
    make_folder(folder.erased)
    fields = {"format": FORMAT, "capsule": marker.capsule, "started_ms": marker.started_ms, "why": marker.why}
    replace_file(folder.erased / marker.capsule, compact(fields | {"counts": dict(marker.counts)}))
    sync_folder(folder.path)
    return marker


def read_marker(folder: VaultFolder, capsule: str) -> Marker | None:
    """The marker of a capsule; None if there is none. Raises FormatError, StorageError for a damaged one."""
    if not folder.is_marked(capsule):
        return None
    fields = parse_object(read_bounded(folder.erased / capsule, MAX_SMALL_FILE), _KEYS)
    if to_int(fields["format"], 1) != FORMAT or fields["capsule"] != capsule or fields["why"] not in WHY:
        raise FormatError
    return Marker(capsule, to_int(fields["started_ms"]), fields["why"], checked_counts(fields["counts"]))


def markers(folder: VaultFolder) -> list[Marker]:
    """All markers that can be read. A damaged one keeps its capsule closed, and nothing more is done."""
    found = []
    for capsule in marked_ids(folder):
        try:
            marker = read_marker(folder, capsule)
        except VideoReflectError:
            continue
        found += [marker] if marker is not None else []
    return found


def marked_ids(folder: VaultFolder) -> tuple[str, ...]:
    """Capsules that have a marker of any kind."""
    if not folder.erased.is_dir() or folder.erased.is_symlink():
        return ()
    return tuple(sorted(entry.name for entry in folder.erased.iterdir() if is_id(entry.name)))


def remove_marker(folder: VaultFolder, capsule: str) -> None:
    """Take the marker away: after the certificate, which closes the capsule from then on."""
    with storage_errors():
        (folder.erased / capsule).unlink(missing_ok=True)
        sync_folder(folder.erased)


def go_on_erasing(folder: VaultFolder) -> tuple[Marker, ...]:
    """Go on with every erasing that was interrupted, without a key. Returns those whose folder is gone."""
    gone = []
    for marker in markers(folder):
        try:
            remove_capsule(folder, marker.capsule)
        except (VideoReflectError, OSError):
            continue  # a read-only disk, or another process holds the lock: the next run tries again
        gone.append(marker)
    return tuple(gone)


def remove_capsule(folder: VaultFolder, capsule: str) -> None:
    """Remove a capsule from the disk: grants first, then header and records, then all the rest.

    May be called again after a crash at any point. Raises StorageError; the marker must stay then.
    Raises FormatError for the directory, which is never erased, whoever left a marker for it.
    """
    path = folder.capsule(capsule)
    if (path / "header.json").exists() and _is_directory(path / "header.json"):
        raise FormatError
    if path.is_symlink():
        remove_tree(path)
    if path.is_dir():
        # Whoever commits a header holds this lock: it cannot come back once it is gone.
        with locked(path / "lock"):
            _remove_keys(path)
        drop_indexes(folder)
        for name in ("private", "blobs"):
            _remove_durably(path / name)
        remove_tree(path)
    drop_indexes(folder)
    with storage_errors():
        sync_folder(folder.capsules)


def _is_directory(header: Path) -> bool:
    try:
        return read_header(header).header.kind == "directory"
    except VideoReflectError:
        return False  # a damaged lesson can be erased


def _remove_keys(path: Path) -> None:
    """Without its grants nobody can open a capsule; the records hold the keys of the recordings."""
    _remove_durably(path / "grants")
    _remove_durably(path / "header.json")
    with storage_errors():
        records = sorted(entry for entry in path.iterdir() if entry.name.startswith("records."))
    for file in records:
        _remove_durably(file)


def drop_indexes(folder: VaultFolder, people: Iterable[str] | None = None) -> None:
    """Remove the index of these people, or of everybody: a cache, which is made again without what is gone."""
    with storage_errors():
        named = {entry.name.partition(".")[0] for entry in folder.people.iterdir() if ".index.db" in entry.name}
    for person in sorted(filter(is_id, named if people is None else named & set(people))):
        drop_index(folder, person)


def measure(folder: VaultFolder, capsule: str) -> dict[str, int]:
    """How many recordings, and how many bytes in all files, as anybody can see them from outside."""
    path = folder.capsule(capsule)
    recordings = size = 0
    for place, _, names in os.walk(path):
        for entry in (Path(place) / name for name in names):
            with storage_errors(), suppress(FileNotFoundError):  # a write-ahead log comes and goes
                facts = entry.lstat()
                if stat.S_ISREG(facts.st_mode):
                    recordings += Path(place) == path / "blobs"
                    size += facts.st_size
    return {"recordings": recordings, "bytes": size}


def checked_counts(fields: object) -> dict[str, int]:
    """Counts from a file or row that somebody else may have written. Raises FormatError."""
    if not isinstance(fields, dict) or len(fields) > _MOST_COUNTS:
        raise FormatError
    return {str(name)[:40]: to_int(count) for name, count in fields.items()}


def remove_tree(path: Path) -> None:
    """Remove a file, or a folder with all in it; of a link only the link. What is gone already is no error."""
    with storage_errors():
        if path.is_symlink() or not path.is_dir():
            path.unlink(missing_ok=True)
            return
        for _ in range(2):  # a program that is still open may have made a file meanwhile
            shutil.rmtree(path, ignore_errors=True)
            if not os.path.lexists(path):
                return
        shutil.rmtree(path)


def _remove_durably(path: Path) -> None:
    remove_tree(path)
    with storage_errors():
        if path.parent.is_dir():
            sync_folder(path.parent)

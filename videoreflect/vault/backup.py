"""A backup's folder: generations of the small files, one store of recordings, and what makes one complete.

docs/FORMAT.md, section 17. Nothing here is signed: what lies in a backup is checked as a vault is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Set
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from videoreflect.domain.ids import checked_id, is_id, new_id
from videoreflect.errors import FormatError, NoBackup, UnsupportedVersion, VideoReflectError
from videoreflect.vault.durable import LEFTOVER, make_folder, read_bounded, replace_file, storage_errors, sync_folder
from videoreflect.vault.folder import FORMAT, MAX_SMALL_FILE, VaultFolder, open_vault_folder
from videoreflect.vault.strict_json import compact, parse_object, to_int

PREFIX = "videoreflect-backup-"
_KEYS = {"format", "vault", "backup", "made_ms"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A complete state of the vault in a backup. ``problems``: how many its check found when it was made."""

    vault: str
    backup: str
    number: int
    begun_ms: int
    made_ms: int
    people: int
    capsules: int
    blobs: int
    blob_bytes: int
    problems: int

    def content(self) -> dict[str, int | str]:
        """The fields of ``generations/<number>.json``."""
        return asdict(self) | {"format": FORMAT}


@dataclass(frozen=True, slots=True)
class BackupFolder:
    """An existing backup of one vault. ``id`` is drawn when it is made, and stays."""

    path: Path
    vault: str
    id: str

    @property
    def generations(self) -> Path:
        """Numbered folders, each the small files of a vault, with ``<number>.json`` beside it when complete."""
        return self.path / "generations"

    @property
    def blobs(self) -> Path:
        """Recordings of all generations, by capsule."""
        return self.path / "blobs"

    def blobs_of(self, capsule: str) -> Path:
        """The recordings of one capsule."""
        return self.blobs / checked_id(capsule)

    def folder(self, number: int) -> Path:
        """The folder of a generation, which may not exist."""
        return self.generations / str(number)

    def vault_folder(self, number: int) -> VaultFolder:
        """A generation as a vault without recordings. Raises VaultMissing, FormatError, UnsupportedVersion."""
        return open_vault_folder(self.folder(number))

    def numbers(self) -> list[int]:
        """Numbers of all generations, complete or not."""
        if not self.generations.is_dir():
            return []
        return sorted({int(path.stem) for path in self.generations.iterdir() if path.stem.isdecimal()})

    def complete(self) -> list[Generation]:
        """Complete generations, the oldest first; one whose description cannot be read is none.

        Raises UnsupportedVersion: what a newer videoreflect made is neither used nor removed.
        """
        found = []
        for number in self.numbers():
            try:
                if self._description(number).is_file() and self.folder(number).is_dir():
                    found.append(self._read(number))
            except UnsupportedVersion:
                raise
            except VideoReflectError:
                continue
        return found

    def drop_unfinished(self) -> int:
        """Remove what interrupted makings left. Returns how many generations."""
        unfinished = [number for number in self.numbers() if not self._description(number).exists()]
        for number in unfinished:
            self.drop(number)
        for folder in (self.path, self.generations):
            remove_half_written(folder)
        return len(unfinished)

    def finish(self, generation: Generation) -> None:
        """Make a generation complete: the last thing that is written of it."""
        sync_tree(self.folder(generation.number))
        replace_file(self._description(generation.number), compact(generation.content()))

    def drop(self, number: int) -> None:
        """Remove a generation: first what makes it complete."""
        with storage_errors():
            self._description(number).unlink(missing_ok=True)
            if self.folder(number).exists():
                shutil.rmtree(self.folder(number))

    def drop_blobs(self, named: Mapping[str, Set[str]]) -> int:
        """Remove recordings that are not in ``named`` (capsule -> blobs). Returns how many."""
        dropped = 0
        with storage_errors():
            for capsule in sorted(self.blobs.iterdir()) if self.blobs.is_dir() else []:
                kept = named.get(capsule.name, frozenset())
                unnamed = [path for path in capsule.iterdir() if path.name not in kept] if capsule.is_dir() else []
                for path in unnamed:
                    path.unlink()
                dropped += len(unnamed)
                if capsule.is_dir() and not kept:
                    capsule.rmdir()
        return dropped

    def _description(self, number: int) -> Path:
        return self.generations / f"{number}.json"

    def _read(self, number: int) -> Generation:
        raw = parse_object(read_bounded(self._description(number), MAX_SMALL_FILE))
        if to_int(raw.pop("format", None), 1) > FORMAT:
            raise UnsupportedVersion
        if set(raw) != {field.name for field in fields(Generation)}:
            raise FormatError
        vault, backup = checked_id(raw.pop("vault")), checked_id(raw.pop("backup"))
        found = Generation(vault=vault, backup=backup, **{name: to_int(value) for name, value in raw.items()})
        if (found.number, found.vault, found.backup) != (number, self.vault, self.id):
            raise FormatError
        return found


def open_backup(path: Path) -> BackupFolder:
    """Open a backup's own folder. Raises NoBackup, FormatError, UnsupportedVersion."""
    if not (path / "backup.json").is_file():
        raise NoBackup
    facts = parse_object(read_bounded(path / "backup.json", MAX_SMALL_FILE))
    if to_int(facts.get("format"), 1) > FORMAT:
        raise UnsupportedVersion
    if set(facts) != _KEYS:
        raise FormatError
    return BackupFolder(path, checked_id(facts["vault"]), checked_id(facts["backup"]))


def backup_in(destination: Path, vault: str) -> BackupFolder:
    """The backup of a vault on a stick or disk. Raises NoBackup."""
    found = open_backup(destination / f"{PREFIX}{vault}")
    if found.vault != vault:
        raise FormatError
    return found


def make_backup(destination: Path, vault: str, now_ms: int) -> BackupFolder:
    """The backup of a vault on a stick or disk; made if it is not there."""
    path = destination / f"{PREFIX}{checked_id(vault)}"
    if (path / "backup.json").is_file():
        return backup_in(destination, vault)
    made = BackupFolder(path, vault, new_id())
    for folder in (path, made.generations, made.blobs):
        make_folder(folder)
    facts = {"format": FORMAT, "vault": vault, "backup": made.id, "made_ms": now_ms}
    replace_file(path / "backup.json", compact(facts))
    return made


def backups_below(place: Path) -> list[BackupFolder]:
    """The backup whose own folder ``place`` is, or all that lie in it. Raises NoBackup if there are none."""
    if (place / "backup.json").is_file():
        return [open_backup(place)]
    names = sorted(place.glob(f"{PREFIX}*")) if place.is_dir() else []
    found = [open_backup(path) for path in names if is_id(path.name.removeprefix(PREFIX)) and path.is_dir()]
    if not found:
        raise NoBackup
    return found


def sync_tree(folder: Path) -> None:
    """Make the names in a folder and below durable, where the file system can."""
    for place, _, _ in os.walk(folder, topdown=False):
        with suppress(OSError):  # some drivers of sticks know no fsync of a folder; its files are on the disk
            sync_folder(Path(place))


def remove_half_written(folder: Path) -> None:
    """Remove what an interrupted copy left in a folder of recordings."""
    with storage_errors():
        for path in folder.iterdir() if folder.is_dir() else ():
            if LEFTOVER.fullmatch(path.name):
                path.unlink(missing_ok=True)

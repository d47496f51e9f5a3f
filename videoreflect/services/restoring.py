"""``restore``: a complete generation of a backup becomes a vault again, in an empty folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from videoreflect.domain.ids import is_id, new_id
from videoreflect.errors import DiskFull, FormatError, InvalidInput, NoBackup, UnsuitableFolder, VideoReflectError
from videoreflect.services import checking
from videoreflect.services.backup_place import bytes_free, told_size
from videoreflect.services.checking import Report
from videoreflect.services.checking.tree import is_known_file
from videoreflect.services.tombstones import erased_lessons
from videoreflect.services.vault_place import check_place, nearest_folder, sync_service
from videoreflect.vault.backup import BackupFolder, Generation, backups_below
from videoreflect.vault.durable import make_folder, storage_errors
from videoreflect.vault.erasure import marked_ids
from videoreflect.vault.folder import VaultFolder, open_vault_folder, write_vault_json
from videoreflect.vault.identity import Identity
from videoreflect.vault.look import look_as
from videoreflect.vault.still import copy_file

Progress = Callable[[int, int], None]

_BEFORE_IT_IS_A_VAULT = {"people", "capsules", "uploads", "erased", "clock.json"}
"""``vault.json`` comes last; without it this is no vault yet."""


@dataclass(slots=True)
class RestoreReport:
    """What came back. ``unreadable``: files of the backup that could not be read."""

    folder: Path
    generation: Generation
    left_erased: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    checked: Report = field(default_factory=Report)
    warnings: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether everything came back and the check found nothing."""
        return self.checked.clean and not self.unreadable


def find_generation(source: Path, number: int | None = None) -> tuple[BackupFolder, Generation]:
    """The newest complete generation of a backup, or the one with a number.

    ``source`` is the backup's own folder or the stick that it lies on. Raises NoBackup, UnsupportedVersion,
    InvalidInput if several vaults have a backup there.
    """
    backups = backups_below(source)
    if len(backups) > 1:
        raise InvalidInput("Backups of several vaults lie here. Name the folder of one: videoreflect-backup-…")
    complete = {one.number: one for one in backups[0].complete()}
    if not complete:
        raise NoBackup
    if number is not None and number not in complete:
        numbers = ", ".join(map(str, complete))
        raise NoBackup(f"This backup has no complete generation of that number. There are: {numbers}.")
    return backups[0], complete[number if number is not None else max(complete)]


def restore(
    source: Path,
    target: Path,
    identity: Identity | None = None,
    number: int | None = None,
    progress: Progress = lambda _done, _total: None,
) -> RestoreReport:
    """Make a vault of a complete backup in a new or empty folder; ``vault.json``, written last, makes it one.

    It is another copy of the vault (a new ``copy`` id): whoever signs in writes logs of their own there.
    Lessons that the backup knows to be erased are left out. A file that cannot be read is left out and told.
    Raises NoBackup, UnsuitableFolder, UnsupportedVersion, DiskFull; then nothing stays.
    """
    backup, generation = find_generation(source, number)
    folder = backup.vault_folder(generation.number)
    _check_target(source, target)
    report = RestoreReport(target, generation, warnings=_warnings(backup, generation, target))
    report.left_erased = sorted(_erased(folder, identity))
    was_there = target.is_dir()
    try:
        _Copying(backup, folder, report, progress).run()
    except BaseException:
        _remove_made(target, keep_folder=was_there)
        raise
    report.checked = checking.verify_folder(open_vault_folder(target), identity)
    return report


class _Copying:
    """One copying from a backup into a new folder."""

    def __init__(self, backup: BackupFolder, folder: VaultFolder, report: RestoreReport, progress: Progress) -> None:
        self.backup, self.folder, self.report, self.progress = backup, folder, report, progress
        self.left_out = set(report.left_erased)

    def run(self) -> None:
        plan = [*self._small_files(), *self._recordings()]
        total, done = sum(path.lstat().st_size for path, _ in plan), 0
        if total > (free := bytes_free(nearest_folder(self.report.folder))):
            raise DiskFull(f"This vault needs {told_size(total)}, and {told_size(free)} are free there.")
        for name in ("", "people", "capsules", "uploads"):
            make_folder(self.report.folder / name)
        for path, name in plan:
            self._copy(path, name)
            done += path.lstat().st_size
            self.progress(done, total)
        write_vault_json(replace(self.folder, path=self.report.folder, copy=new_id()))

    def _small_files(self) -> Iterator[tuple[Path, str]]:
        for place, _, names in os.walk(self.folder.path):
            for path in (Path(place) / name for name in sorted(names)):
                name = path.relative_to(self.folder.path).as_posix()
                if is_known_file(name) and name != "vault.json" and not self._is_left_out(name):
                    yield path, name

    def _recordings(self) -> Iterator[tuple[Path, str]]:
        for capsule in self.folder.capsule_ids():
            blobs = self.backup.blobs_of(capsule)
            if capsule in self.left_out or not blobs.is_dir() or blobs.is_symlink():
                continue
            for path in sorted(blobs.iterdir()):
                if is_id(path.name):
                    yield path, f"capsules/{capsule}/blobs/{path.name}"

    def _is_left_out(self, name: str) -> bool:
        top, _, rest = name.partition("/")
        return top == "capsules" and rest.partition("/")[0] in self.left_out

    def _copy(self, path: Path, name: str) -> None:
        target = self.report.folder / name
        for above in reversed(target.relative_to(self.report.folder).parents[:-1]):
            make_folder(self.report.folder / above)
        try:
            copy_file(path, target)
        except DiskFull:
            raise
        except (VideoReflectError, FileNotFoundError):
            if name.startswith("people/"):
                raise FormatError(
                    "The files of people in this backup cannot be read, so nothing was restored. Try another backup."
                ) from None
            self.report.unreadable.append(name)


def _check_target(source: Path, target: Path) -> None:
    check_place(target)
    with storage_errors():
        there = {one.name for one in target.iterdir()} if target.is_dir() else set()
        if there and there <= _BEFORE_IT_IS_A_VAULT:
            raise UnsuitableFolder(
                "A restore that was interrupted lies in this folder. Delete the folder, then restore again."
            )
        if there or (target.exists() and not target.is_dir()):
            raise UnsuitableFolder("A backup is restored into a new or an empty folder. Name one.")
    if target.resolve().is_relative_to(source.resolve()):
        raise UnsuitableFolder("A vault inside its own backup would be lost with it. Choose a folder on this device.")


def _warnings(backup: BackupFolder, generation: Generation, target: Path) -> list[str]:
    told = []
    if service := sync_service(target):
        told.append(f"{service} uploads this folder. Rather keep the vault in a folder that is not synchronised.")
    clean = [one.number for one in backup.complete() if not one.problems and one.number != generation.number]
    if generation.problems and clean:
        told.append(
            f"Something was found in this generation when it was made. Generation {clean[-1]} is older, and nothing "
            f"was found in it: restore it into another folder with --generation {clean[-1]}."
        )
    return told


def _erased(folder: VaultFolder, identity: Identity | None) -> set[str]:
    """Lessons that the backup itself knows to be erased: markers, and with keys the directory's certificates."""
    if identity is None:
        return set(marked_ids(folder))
    looking = look_as(folder, identity)
    try:
        return erased_lessons(looking)
    finally:
        looking.close()


def _remove_made(target: Path, *, keep_folder: bool) -> None:
    for path in [*target.iterdir()] if keep_folder else [target]:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)

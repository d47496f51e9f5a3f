"""``backup``: a copy of the vault on another disk, made while the app runs, and read back before it counts.

Runs in a process of its own (the command line): see ``vault.still`` for why.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from videoreflect.domain.ids import is_id
from videoreflect.errors import DiskFull, InvalidInput, UnsuitableFolder, VaultBusy, VideoReflectError
from videoreflect.services import checking
from videoreflect.services.backup_place import (
    bytes_free,
    check_destination,
    keeps_rights,
    largest_file,
    told_size,
    warnings_about,
)
from videoreflect.services.checking import Problem, Report
from videoreflect.services.known_backups import BEGUN, COMPLETE, note_backup
from videoreflect.services.tombstones import erased_lessons
from videoreflect.vault.backup import BackupFolder, Generation, make_backup, remove_half_written
from videoreflect.vault.blobs import store_blob
from videoreflect.vault.durable import locked, make_folder, size_of
from videoreflect.vault.erasure import Marker, begin_erasing
from videoreflect.vault.signin import SignIn
from videoreflect.vault.snapshot import copy_capsule, copy_facts, copy_people, people_are_as
from videoreflect.vault.still import PATIENCE_SECONDS, sha256_of

Progress = Callable[[int, int], None]
MAX_LABEL = 80
_ROOM_BYTES = 16 << 20
"""What file systems and the next log rows need beside what is copied."""

_AGAIN = 3
"""How often a capsule is copied again whose recordings were exchanged meanwhile."""

_NOT_FINISHED = "The backup was not finished; the vault and the last good backup are as they were."


@dataclass(slots=True)
class BackupReport:
    """What a backup holds now, and what its check found."""

    backup: str
    folder: Path
    warnings: list[str]
    generation: int = 0
    blobs_copied: int = 0
    blobs_kept: int = 0
    bytes_copied: int = 0
    checked: Report = field(default_factory=Report)

    @property
    def clean(self) -> bool:
        """Whether the check of what was written found nothing."""
        return self.checked.clean


def back_up(
    session: SignIn,
    destination: Path,
    label: str = "",
    progress: Progress = lambda _done, _total: None,
    patience: float = PATIENCE_SECONDS,
) -> BackupReport:
    """Copy the vault to a folder on another disk, check the copy, and make it known in the directory.

    Only recordings that are not there yet are copied. A copy in which the check finds something counts, but then
    the last one without is kept beside it. Raises UnsuitableFolder, DiskFull, VaultBusy (something changed all the
    time, or another backup runs), StorageError; then the last good backup is as it was.
    """
    if len(label) > MAX_LABEL:
        raise InvalidInput(f"This label is too long. Keep it under {MAX_LABEL} characters.")
    check_destination(session.folder, destination)
    warnings = warnings_about(session.folder.path, destination)
    with _told_as_unfinished():
        backup = make_backup(destination, session.folder.id, session.now_ms())
        with locked(backup.path / "lock"):
            report = BackupReport(backup.id, backup.path, warnings)
            _Run(session, backup, report, label, progress, patience).make()
    return report


@contextmanager
def _told_as_unfinished() -> Iterator[None]:
    try:
        yield
    except VideoReflectError as error:
        error.sentence = f"{error.sentence} {_NOT_FINISHED}"
        error.args = (error.sentence,)
        raise


class _Run:
    """One making of a generation."""

    def __init__(
        self, session: SignIn, backup: BackupFolder, report: BackupReport, label: str, progress: Progress, wait: float
    ) -> None:
        self.session, self.backup, self.report, self.label = session, backup, report, label
        self.progress, self.patience = progress, wait
        self.stored: dict[str, dict[str, str | None]] = {}
        """Capsule -> recording -> SHA-256 of what was copied now; None for one that was there."""
        self.begun_ms = time.time_ns() // 1_000_000

    def make(self) -> None:
        """Copy, check, finish; then remove what is not needed any more."""
        self.backup.complete()  # refuses what a newer videoreflect made
        self.backup.drop_unfinished()
        self._check_room()
        note_backup(self.session, self.backup.id, self.label, BEGUN)
        number = self.report.generation = max(self.backup.numbers(), default=0) + 1
        try:
            people = self._copy_small_files(number)
            self._check(number)
        except BaseException:
            with suppress(OSError, VideoReflectError):  # the disk may be gone; what is left is no generation
                self.backup.drop(number)
            raise
        self._finish(number, people)
        note_backup(self.session, self.backup.id, self.label, COMPLETE)
        self._tidy(number)

    # -- Copying -------------------------------------------------------------------------

    def _check_room(self) -> None:
        """Tell before a byte is written that it will not fit."""
        needed, largest = _ROOM_BYTES, 0
        for path in _files(self.session.folder.path):
            size = size_of(path) or 0  # what went meanwhile needs no room
            is_blob = path.parent.name == "blobs"
            there = self.backup.blobs_of(path.parent.parent.name) / path.name if is_blob else None
            if there is None or size_of(there) != size:
                needed, largest = needed + size, max(largest, size)
        free, most = bytes_free(self.backup.path), largest_file(self.backup.path)
        if largest > most:
            raise UnsuitableFolder(
                "This disk is formatted as FAT, and a recording is larger than the 4 GB that it can hold in one file. "
                "Take another disk, or format it as exFAT."
            )
        if needed > free:
            raise DiskFull(f"This backup needs about {told_size(needed)}, and {told_size(free)} are free there.")

    def _copy_small_files(self, number: int) -> int:
        """Again if somebody changed their keys meanwhile. Returns how many people."""
        for _ in range(_AGAIN):
            people = self._copied_small_files(self.backup.folder(number))
            if people_are_as(self.session.folder, people):
                self._forget_erased(number)
                return len(people)
            self.backup.drop(number)
            self.stored.clear()
        raise VaultBusy("Somebody was changing their passphrase or keys all the time.")

    def _forget_erased(self, number: int) -> None:
        """What was erased while the rest was copied; a marker says so where the certificate came too late."""
        for capsule in erased_lessons(self.session) & self.stored.keys():
            begin_erasing(self.backup.vault_folder(number), Marker(capsule, self.begun_ms))
            shutil.rmtree(self.backup.folder(number) / "capsules" / capsule, ignore_errors=True)
            del self.stored[capsule]

    def _copied_small_files(self, target: Path) -> dict[str, bytes]:
        """States first, the directory last: see ``vault.snapshot``."""
        folder = self.session.folder
        for made in (target, target / "capsules"):
            make_folder(made)
        people = copy_people(folder, target)
        directory = self.session.directory.id
        left_out = {directory, *erased_lessons(self.session)}
        lessons = [capsule for capsule in folder.capsule_ids() if capsule not in left_out]
        for done, capsule in enumerate((*lessons, directory)):
            self.progress(done, 2 * len(lessons) + 2)
            self._copy_capsule(capsule, target / "capsules" / capsule)
        copy_facts(folder, target)
        return people

    def _copy_capsule(self, capsule: str, target: Path) -> None:
        for attempt in range(_AGAIN):
            try:
                named = copy_capsule(self.session, capsule, target, self.patience)
            except (FileNotFoundError, VideoReflectError) as error:
                if (self.session.folder.capsule(capsule) / "header.json").exists():
                    raise _as_told(error) from None
                shutil.rmtree(target, ignore_errors=True)  # erased while we were at it
                self.stored.pop(capsule, None)
                return
            if self._store_blobs(capsule, named) or attempt == _AGAIN - 1:
                return
            shutil.rmtree(target, ignore_errors=True)

    def _store_blobs(self, capsule: str, named: set[str] | None) -> bool:
        """Copy what is not there yet. Returns False if recordings went away since the records were copied.

        What the records name and the vault has lost stays in the backup; so does what is there of a capsule
        whose records cannot be read here: who can open it may remove what nothing names.
        """
        source = self.session.folder.capsule(capsule) / "blobs"
        present = {path.name: path for path in source.iterdir() if is_id(path.name)} if source.is_dir() else {}
        wanted = {name: path for name, path in present.items() if named is None or name in named}
        stored = self.stored[capsule] = {}
        if wanted:
            make_folder(self.backup.blobs_of(capsule))
            remove_half_written(self.backup.blobs_of(capsule))
        try:
            for name, path in sorted(wanted.items()):
                stored[name] = self._store(path, self.backup.blobs_of(capsule) / name)
        except FileNotFoundError:
            return False
        there = {path.name for path in self.backup.blobs_of(capsule).glob("*") if is_id(path.name)}
        lost = there - present.keys() if named is None else (there & named) - present.keys()
        stored |= dict.fromkeys(lost)
        if lost and named is not None:
            self.report.warnings.append(
                "A recording is missing from the vault; this backup still has it. Run “videoreflect verify” "
                "to see which, and restore this backup."
            )
        return named is None or named <= present.keys() | lost

    def _store(self, source: Path, target: Path) -> str | None:
        if size_of(target) == source.stat().st_size:
            self.report.blobs_kept += 1
            return None
        sha256 = store_blob(source, target)
        self.report.blobs_copied += 1
        self.report.bytes_copied += target.stat().st_size
        return sha256

    # -- Checking ------------------------------------------------------------------------

    def _check(self, number: int) -> None:
        """Read everything back. A recording that was damaged there is copied once more."""
        found = self._checked(number)
        if self._mend(found.problems):
            found = self._checked(number)
        self.report.checked = found

    def _checked(self, number: int) -> Report:
        found = checking.verify_folder(
            self.backup.vault_folder(number),
            self.session.identity,
            private=keeps_rights(self.backup.path),
            blobs_of=self.backup.blobs_of,
            progress=lambda done, total: self.progress(total + done, 2 * total),
        )
        found.leftovers.clear()  # of older generations; they go when this one is complete
        for capsule, blobs in self.stored.items():
            for blob, sha256 in blobs.items():
                place = self.backup.blobs_of(capsule) / blob
                if sha256 is not None and sha256_of(place) != sha256:
                    found.problem("altered", f"capsules/{capsule}/blobs/{blob}")
        return found

    def _mend(self, problems: list[Problem]) -> bool:
        mended = False
        for problem in problems:
            _, capsule, kind, name = (*problem.file.split("/"), "", "", "", "")[:4]
            source = self.session.folder.path / problem.file
            if kind == "blobs" and is_id(name) and source.is_file():
                place = self.backup.blobs_of(capsule) / name
                place.unlink(missing_ok=True)
                self.stored[capsule][name] = self._store(source, place)
                mended = True
        return mended

    def _finish(self, number: int, people: int) -> None:
        sizes = [
            (self.backup.blobs_of(capsule) / name).stat().st_size
            for capsule, blobs in self.stored.items()
            for name in blobs
        ]
        made = Generation(
            number=number, vault=self.session.folder.id, backup=self.backup.id, begun_ms=self.begun_ms,
            made_ms=time.time_ns() // 1_000_000, people=people, capsules=len(self.stored), blobs=len(sizes),
            blob_bytes=sum(sizes), problems=len(self.report.checked.problems),
        )  # fmt: skip
        self.backup.finish(made)

    def _tidy(self, number: int) -> None:
        """Keep this generation; and, if something was found in it, the last one in which nothing was."""
        complete = self.backup.complete()
        clean = [one.number for one in complete if not one.problems]
        kept = {number, *clean[-1:]}
        for left in set(self.backup.numbers()) - kept:
            self.backup.drop(left)
        if kept == {number}:
            self.backup.drop_blobs({capsule: blobs.keys() for capsule, blobs in self.stored.items()})


def _as_told(error: FileNotFoundError | VideoReflectError) -> VideoReflectError:
    if isinstance(error, VaultBusy):
        return VaultBusy("A lesson was being changed all the time, so no copy of it that fits together could be made.")
    return error if isinstance(error, VideoReflectError) else VaultBusy()


def _files(folder: Path) -> Iterator[Path]:
    """Files that a backup copies, as far as they are there still."""
    for place, folders, names in os.walk(folder):
        if Path(place) == folder:
            folders[:] = [name for name in folders if name != "uploads"]
        yield from (path for path in (Path(place) / name for name in names) if path.exists())

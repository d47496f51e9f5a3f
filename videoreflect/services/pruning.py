"""``backup --prune``: what was erased from the vault goes from its backup too."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from videoreflect.errors import NoBackup, VideoReflectError
from videoreflect.services import checking
from videoreflect.services.backup_place import check_destination, keeps_rights
from videoreflect.services.checking import Problem
from videoreflect.services.known_backups import PRUNED, note_backup
from videoreflect.services.tombstones import erased_lessons, lessons_without_recording
from videoreflect.vault.backup import BackupFolder, Generation, backup_in, sync_tree
from videoreflect.vault.durable import locked, storage_errors
from videoreflect.vault.erasure import Marker, begin_erasing
from videoreflect.vault.examination import blob_rows
from videoreflect.vault.look import LookIn, look_as
from videoreflect.vault.signin import SignIn


@dataclass(slots=True)
class PruneReport:
    """What was removed: lessons by id, recordings that nothing named any more, unfinished and older generations."""

    backup: str
    folder: Path
    lessons: list[str] = field(default_factory=list)
    blobs: int = 0
    generations: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether the check of what is left found nothing."""
        return not self.problems


def prune(session: SignIn, destination: Path, label: str = "") -> PruneReport:
    """Remove from the backup on a stick or disk what this vault knows to be erased, and what nothing names.

    Keys go first, then files; a marker in the backup keeps the lesson from coming back by a restore. Doing it again
    goes on where an interruption left it. Raises NoBackup, FormatError, StorageError.
    """
    check_destination(session.folder, destination)
    backup = backup_in(destination, session.folder.id)
    report = PruneReport(backup.id, backup.path)
    erased, gone = erased_lessons(session), lessons_without_recording(session)
    with locked(backup.path / "lock"):
        complete = _drop_unfinished(backup, report)
        for generation in complete:
            _erase(backup, generation, erased, report)
        report.blobs = backup.drop_blobs(_named(backup, complete, session))
        sync_tree(backup.blobs)
        for generation in complete:
            found = checking.verify_folder(
                backup.vault_folder(generation.number),
                session.identity,
                private=keeps_rights(backup.path),
                blobs_of=backup.blobs_of,
            )
            report.problems += [one for one in found.problems if not _is_expected(one, gone)]
    report.lessons = sorted(set(report.lessons))
    note_backup(session, backup.id, label, PRUNED)
    return report


def _drop_unfinished(backup: BackupFolder, report: PruneReport) -> list[Generation]:
    complete = backup.complete()
    if not complete:
        raise NoBackup
    report.generations = backup.drop_unfinished()
    for number in set(backup.numbers()) - {one.number for one in complete}:  # nothing says what it holds
        backup.drop(number)
        report.generations += 1
    return complete


def _erase(backup: BackupFolder, generation: Generation, erased: set[str], report: PruneReport) -> None:
    folder = backup.folder(generation.number)
    for capsule in sorted(erased):
        path = folder / "capsules" / capsule
        if path.is_dir():
            begin_erasing(backup.vault_folder(generation.number), Marker(capsule, time.time_ns() // 1_000_000))
            with storage_errors():
                for grant in (path / "grants").glob("*"):
                    grant.unlink()
                sync_tree(path)
                shutil.rmtree(path)
            report.lessons.append(capsule)
    sync_tree(folder)


def _named(backup: BackupFolder, complete: list[Generation], session: SignIn) -> dict[str, set[str]]:
    """Recordings that some generation names; of capsules that do not open, all that are there."""
    named: dict[str, set[str]] = {}
    gone = lessons_without_recording(session)
    for generation in complete:
        folder = backup.vault_folder(generation.number)
        looking = look_as(folder, session.identity)
        for capsule in folder.capsule_ids():
            place = backup.blobs_of(capsule)
            there = {path.name for path in place.iterdir()} if place.is_dir() else set()
            found = _named_in(looking, capsule)
            kept = there if found is None else found & there
            if capsule in gone:  # what the vault holds of it still
                kept &= {path.name for path in (session.folder.capsule(capsule) / "blobs").glob("*")}
            named.setdefault(capsule, set()).update(kept)
        looking.close()
    return named


def _is_expected(problem: Problem, gone: set[str]) -> bool:
    """A recording that was erased is missing from the states before; the next backup does not name it."""
    folders = problem.file.split("/")
    return problem.code == "missing" and len(folders) == 4 and folders[1] in gone and folders[2] == "blobs"


def _named_in(looking: LookIn, capsule_id: str) -> set[str] | None:
    capsule = looking.unopened(capsule_id)
    try:
        capsule.refresh()
        recordings, unreadable = blob_rows(capsule)
        return None if unreadable else {blob.id for blob in recordings}
    except VideoReflectError:
        return None
    finally:
        capsule.close()

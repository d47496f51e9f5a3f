"""``verify``: everything structural without a key; contents of what the signed-in person can open."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from videoreflect.crypto.stream import HEADER_BYTES, SEGMENT_BYTES, TAG_BYTES
from videoreflect.domain.policy import Action
from videoreflect.errors import FormatError, VideoReflectError
from videoreflect.services.permits import permit
from videoreflect.vault.blobs import Blob, blob_from, open_blob
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.certificates import LESSON
from videoreflect.vault.durable import LEFTOVER
from videoreflect.vault.erasure import marked_ids
from videoreflect.vault.folder import VaultFolder, open_vault_folder
from videoreflect.vault.header import read_header
from videoreflect.vault.signin import SignIn
from videoreflect.vault.slots import person_ids, read_slots
from videoreflect.vault.state import StateFile


@dataclass(slots=True)
class Report:
    """What was found. ``problems`` are sentences with ids, never content."""

    people: int = 0
    capsules: int = 0
    opened: int = 0
    outside_only: int = 0
    blobs: int = 0
    bytes_read: int = 0
    problems: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong; leftovers of an interrupted task are not."""
        return not self.problems


def verify(path: Path, session: SignIn | None, *, quick: bool = False) -> Report:
    """Check a vault. With ``quick`` only the last segment of every recording is decrypted."""
    folder, report = open_vault_folder(path), Report()
    _check_permissions(folder, report)
    for person in person_ids(folder):
        report.people += 1
        _noting(report, f"person {person}", partial(read_slots, folder, person))
    report.leftovers += [f"erased/{capsule}" for capsule in marked_ids(folder)]
    if session is not None:
        report.problems += _false_certificates(session)
    for capsule in folder.capsule_ids():
        report.capsules += 1
        _noting(report, f"capsule {capsule}", partial(_check_outside, folder, capsule, report))
        if not _check_inside(session, capsule, report, quick=quick):
            report.outside_only += 1
    return report


def _false_certificates(session: SignIn) -> list[str]:
    """Certificates that change nothing, because their author did not own the lesson."""
    lessons = [one for one in session.certificates() if one.what == LESSON]
    false = [one for one in lessons if not session.is_erased(one.capsule)]
    return [f"capsule {one.capsule}: certified as erased by {one.by}, who did not own it" for one in false]


def _noting(report: Report, what: str, check: Callable[[], object]) -> None:
    try:
        check()
    except VideoReflectError as error:
        report.problems.append(f"{what}: {error.code}")


def _check_permissions(folder: VaultFolder, report: Report) -> None:
    for path in folder.path.rglob("*"):
        mode = path.lstat().st_mode
        name = path.relative_to(folder.path)
        if stat.S_ISLNK(mode):
            report.problems.append(f"{name}: is a link")
        elif os.name == "posix" and stat.S_IMODE(mode) & 0o077:
            report.problems.append(f"{name}: others may read it")
        if LEFTOVER.fullmatch(path.name):
            report.leftovers.append(str(name))


def _check_outside(folder: VaultFolder, capsule: str, report: Report) -> None:
    path = folder.capsule(capsule)
    header = read_header(path / "header.json").header
    if header.capsule != capsule or header.vault != folder.id:
        raise FormatError
    if not (path / header.records).is_file():
        report.problems.append(f"capsule {capsule}: its records are missing")
    now = StateFile.system_ms()
    for member in header.members:
        if not member.holds(now):
            continue  # any run may have taken it away
        if not (path / "grants" / f"{member.person}.{header.epoch}").is_file():
            report.problems.append(f"capsule {capsule}: the grant of {member.person} is missing")
    for blob in (path / "blobs").glob("*"):
        size = blob.stat().st_size
        if size < HEADER_BYTES + TAG_BYTES or 0 < size % SEGMENT_BYTES < TAG_BYTES:
            report.problems.append(f"capsule {capsule}: recording {blob.name} has no valid length")


def _check_inside(session: SignIn | None, capsule_id: str, report: Report, *, quick: bool) -> bool:
    if session is None:
        return False
    if capsule_id == session.directory.id:
        report.opened += 1
        return True
    if session.is_erased(capsule_id):
        report.problems.append(f"capsule {capsule_id}: was erased, and its folder was put back")
        return False
    if capsule_id not in session.lesson_ids():
        return False
    try:
        capsule = session.capsule(capsule_id)
        held = permit(session, capsule, Action.VIEW)
        blobs = [blob_from(body) for _, body in capsule.read(held, "blob")]
        report.problems += [f"capsule {capsule_id}: log {log} has an unknown author" for log in capsule.ignored_logs]
        _check_blobs(session, capsule, blobs, report, quick=quick)
    except VideoReflectError as error:
        report.problems.append(f"capsule {capsule_id}: {error.code}")
        return False
    report.opened += 1
    return True


def _check_blobs(session: SignIn, capsule: Capsule, blobs: list[Blob], report: Report, *, quick: bool) -> None:
    held = permit(session, capsule, Action.PLAY)
    for blob in blobs:
        report.blobs += 1
        with open_blob(capsule, held, blob) as reader:
            if reader.size != blob.size:
                raise FormatError
            if quick:
                continue
            while piece := reader.read(SEGMENT_BYTES):
                report.bytes_read += len(piece)
        with (capsule.path / "blobs" / blob.id).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != blob.sha256:
                raise FormatError
    named = {blob.id for blob in blobs}
    unnamed = {path.name for path in (capsule.path / "blobs").glob("*")} - named
    report.leftovers += [f"capsules/{capsule.id}/blobs/{name}" for name in sorted(unnamed)]

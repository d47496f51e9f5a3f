"""A capsule with keys: everything that the person who asks can open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from videoreflect.errors import DiskFull, IntegrityError, NotAllowed, VaultBusy, VideoReflectError
from videoreflect.services.checking.report import Progress, Report
from videoreflect.vault.blobs import Blob
from videoreflect.vault.examination import Flaw, blob_flaws, blob_rows, page_flaws, private_flaws, row_flaws
from videoreflect.vault.look import LookIn, Still


@dataclass(frozen=True, slots=True)
class Depth:
    """How thoroughly to look, and whom to tell how far it is (bytes done, bytes in all)."""

    quick: bool
    progress: Progress
    total_bytes: int
    patience: float = 20.0


def check_inside(session: LookIn, capsule_id: str, blobs: Path, report: Report, depth: Depth) -> None:
    """Check the contents of one capsule, or say in the report why they could not be looked at."""
    capsule = session.unopened(capsule_id, depth.patience)
    try:
        why = _opened(session, capsule, report) or _checked(capsule, blobs, report, depth)
    finally:
        capsule.close()
    if why:
        report.only_outside(capsule_id, why)
    else:
        report.opened += 1


def _opened(session: LookIn, capsule: Still, report: Report) -> str:
    name = f"capsules/{capsule.id}"
    try:
        capsule.refresh()
        if (capsule.header.kind == "directory") != (capsule.id == session.directory.id):
            raise IntegrityError
    except (NotAllowed, VaultBusy, DiskFull) as error:
        return "not-shared" if isinstance(error, NotAllowed) else error.code
    except VideoReflectError as error:
        pages = _pages(capsule)
        detail = f"log {error.fields['log']}" if isinstance(error.fields.get("log"), str) else ""
        _tell(name, pages or [Flaw(error.code, capsule.at, detail)], report)
        return "damaged"
    return ""


def _pages(capsule: Still) -> list[Flaw]:
    """Which pages are damaged, if that is why the records do not open."""
    try:
        return page_flaws(capsule) if capsule.has_key() else []
    except VideoReflectError:
        return []


def _checked(capsule: Still, blobs: Path, report: Report, depth: Depth) -> str:
    name = f"capsules/{capsule.id}"
    try:
        pages = page_flaws(capsule)
        flaws, remarks, erased = row_flaws(capsule) if not pages else ([], [], None)
        recordings, unreadable = blob_rows(capsule) if not pages and not flaws else ([], [])
    except VideoReflectError as error:
        _tell(name, [Flaw(error.code, capsule.header.records)], report)
        return "damaged"
    _tell(name, [*pages, *flaws, *unreadable, *private_flaws(capsule, depth.patience)], report)
    for remark in remarks:
        report.remark(remark.code, f"{name}/{remark.file}", remark.detail)
    if erased is not None:
        report.rows += erased.rows
        report.bodies_erased += erased.rows - erased.bodies
        _check_recordings(capsule, {blob.id: blob for blob in recordings}, blobs, report, depth)
    return "damaged" if pages else ""


def _check_recordings(capsule: Still, named: dict[str, Blob], blobs: Path, report: Report, depth: Depth) -> None:
    def passed(count: int) -> None:
        report.bytes_read += count
        depth.progress(min(report.bytes_read, depth.total_bytes), depth.total_bytes)

    for blob in named.values():
        report.blobs += 1
        _tell(f"capsules/{capsule.id}", blob_flaws(capsule, blob, blobs, passed, quick=depth.quick), report)
    if blobs.is_dir() and not blobs.is_symlink():
        unnamed = sorted(path.name for path in blobs.iterdir() if path.name not in named)
        report.leftovers += [f"capsules/{capsule.id}/blobs/{one}" for one in unnamed]


def _tell(name: str, flaws: list[Flaw], report: Report) -> None:
    for flaw in flaws:
        report.problem(flaw.code, f"{name}/{flaw.file}", flaw.detail)

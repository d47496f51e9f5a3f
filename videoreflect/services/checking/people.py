"""The files of people, without their keys: slots, states, lists, unfinished uploads, clock, markers of erasing."""

from __future__ import annotations

from pathlib import Path

from videoreflect.errors import FormatError
from videoreflect.services.checking.report import Report
from videoreflect.services.checking.shapes import check_database, check_stream
from videoreflect.vault import state, uploads
from videoreflect.vault.durable import read_bounded
from videoreflect.vault.erasure import marked_ids, read_marker
from videoreflect.vault.folder import MAX_SMALL_FILE, VaultFolder
from videoreflect.vault.slots import SlotFile, person_ids, read_slots
from videoreflect.vault.strict_json import parse_object, to_int

_INVITATION = "invitation"
"""Who was invited has no state before their own first sign-in."""

_CLOSED_BYTES = 8 + 32 + 16
"""Magic, salt and tag: the least that a small encrypted file has."""


def check_people(folder: VaultFolder, report: Report) -> dict[str, SlotFile]:
    """Check every person's files. Returns the slots files that could be read, by person."""
    read: dict[str, SlotFile] = {}
    for person in person_ids(folder):
        report.people += 1
        with report.noting(f"people/{person}.json"):
            read[person] = read_slots(folder, person)
        if person not in read or any(slot.kind != _INVITATION for slot in read[person].slots):
            with report.noting(f"people/{person}.state"):
                _check_closed(folder.people / f"{person}.state", state.MAGIC, state.MAX_STATE_FILE)
        index = folder.people / f"{person}.index.db"
        if index.exists():
            check_database(index, f"people/{index.name}", report.remark)  # a cache: made again when it is damaged
    if not read and not report.problems:
        report.problem("missing", "people")
    return read


def check_uploads(folder: VaultFolder, report: Report) -> None:
    """Check unfinished uploads; one without its list is a leftover."""
    for upload in _below(folder.uploads):
        name = f"uploads/{upload.name}"
        parts = [part for part in _below(upload) if part.name.isdecimal()]
        if not (upload / "upload.json").exists():
            report.leftovers.append(name)
            continue
        with report.noting(f"{name}/upload.json"):
            _check_closed(upload / "upload.json", uploads.MAGIC, uploads.MAX_LIST)
        for part in parts[:-1]:  # the last one may be growing now
            check_stream(part, f"{name}/{part.name}", report)


def check_facts(folder: VaultFolder, report: Report) -> None:
    """Check the clock, and the markers of lessons that are being erased."""
    clock = folder.path / "clock.json"
    if clock.exists():
        with report.noting("clock.json"):
            to_int(parse_object(read_bounded(clock, MAX_SMALL_FILE)).get("format"), 1)
    for capsule in marked_ids(folder):
        with report.noting(f"erased/{capsule}"):
            read_marker(folder, capsule)
        if folder.capsule(capsule).exists():
            report.remark("erasing-unfinished", f"capsules/{capsule}")


def _check_closed(path: Path, magic: bytes, limit: int) -> None:
    if not path.exists() and not path.is_symlink():
        raise FileNotFoundError
    raw = read_bounded(path, limit)
    if len(raw) < _CLOSED_BYTES or not raw.startswith(magic):
        raise FormatError


def _below(folder: Path) -> list[Path]:
    if folder.is_symlink() or not folder.is_dir():
        return []
    return sorted(folder.iterdir(), key=lambda path: (len(path.name), path.name))

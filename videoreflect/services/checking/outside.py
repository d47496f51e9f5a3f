"""A capsule without its key: header, signature, grants, records, private files, recordings, what nothing names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from videoreflect.errors import VideoReflectError
from videoreflect.services.checking.report import Report
from videoreflect.services.checking.shapes import check_database, check_stream
from videoreflect.vault import grants
from videoreflect.vault.durable import LEFTOVER, read_bounded
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.header import Header, SignedHeader, read_header
from videoreflect.vault.state import StateFile

_RECORDS = re.compile(r"records\.\d+\.db.*")


@dataclass(frozen=True, slots=True)
class Keys:
    """What may have signed a header: keys that a signed-in person knows, else what lies in clear and proves nothing.

    ``of`` maps capsule, person and hash of the header to Ed25519 keys. ``school``: ids of school recovery keys.
    """

    of: Callable[[str, str, str], tuple[bytes, ...]]
    pinned: bool
    school: frozenset[str] = frozenset()


def check_outside(folder: VaultFolder, capsule: str, blobs: Path, keys: Keys, report: Report) -> bool:
    """Check one capsule from outside. Returns whether it is worth looking into it with keys."""
    name, path = f"capsules/{capsule}", folder.capsule(capsule)
    try:
        signed = read_header(path / "header.json")
    except VideoReflectError as error:
        report.problem(error.code, f"{name}/header.json")
        return False
    header = signed.header
    if (header.capsule, header.vault) != (capsule, folder.id):
        report.problem("wrong-place", f"{name}/header.json")
        return False
    whole = _check_signature(signed, keys, f"{name}/header.json", report)
    _check_grants(path, header, name, report)
    whole &= check_database(path / header.records, f"{name}/{header.records}", report.problem)
    _check_private(path, header, name, report)
    for blob in (file for file in _files(blobs) if not LEFTOVER.fullmatch(file.name)):
        check_stream(blob, f"{name}/blobs/{blob.name}", report)
    _find_old_epochs(path, header, name, report)
    return whole


def find_headless(folder: VaultFolder, report: Report) -> None:
    """A folder without a header does not exist yet, or was left by an interrupted addition."""
    for path in _files(folder.capsules):
        if path.is_dir() and not path.is_symlink() and not (path / "header.json").exists():
            report.leftovers.append(f"capsules/{path.name}")


def _check_signature(signed: SignedHeader, keys: Keys, name: str, report: Report) -> bool:
    def keys_of(person: str) -> tuple[bytes, ...]:
        return keys.of(signed.header.capsule, person, signed.hash())

    if not any(map(keys_of, signed.header.signers(keys.school))):
        report.remark("signature-not-checked", name, "no key of its owner is known here")
        return True
    try:
        signed.check_signed_by(keys_of, keys.school)
    except VideoReflectError as error:
        if keys.pinned:
            report.problem(error.code, name, "signature")
            return False
        report.remark("signature-differs", name, "from the key that lies in clear; sign in to know")
        return True
    report.signatures_checked += keys.pinned
    return True


def _check_grants(path: Path, header: Header, name: str, report: Report) -> None:
    due = set()
    for member in header.members:
        grant = f"{member.person}.{header.epoch}"
        due.add(grant)
        if (path / "grants" / grant).is_file():
            with report.noting(f"{name}/grants/{grant}"):
                _check_grant(path / "grants" / grant, f"{name}/grants/{grant}", report)
        elif member.holds(StateFile.system_ms()):  # anybody may delete one whose date is past
            report.problem("missing", f"{name}/grants/{grant}")
    left = (grant.name for grant in _files(path / "grants") if grant.name not in due)
    report.leftovers += [f"{name}/grants/{grant}" for grant in left if not grant.startswith(".")]


def _check_grant(path: Path, name: str, report: Report) -> None:
    raw = read_bounded(path, 2 * grants.FILE_BYTES)
    if len(raw) != grants.FILE_BYTES:
        report.problem("wrong-size", name)
    elif not raw.startswith(grants.MAGIC):
        report.problem("malformed", name)


def _check_private(path: Path, header: Header, name: str, report: Report) -> None:
    for file in _files(path / "private"):
        person, _, ending = file.name.partition(".")
        if ending == "db":
            check_database(file, f"{name}/private/{file.name}", report.problem, may_be_empty=True)
            if header.member(person) is None:
                report.remark("of-no-member", f"{name}/private/{file.name}")


def _find_old_epochs(path: Path, header: Header, name: str, report: Report) -> None:
    for file in _files(path):
        if _RECORDS.fullmatch(file.name) and not file.name.startswith(header.records):
            report.leftovers.append(f"{name}/{file.name}")


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []

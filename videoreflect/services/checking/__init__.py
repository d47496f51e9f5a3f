"""``verify``: everything structural without a key; contents of what the person who asks can open.

Nothing on the disk is changed by it: databases are read from still copies in a temporary
folder, encrypted as they are, and what was seen raises no floor.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from videoreflect.errors import DiskFull, Erased, VaultBusy, VideoReflectError
from videoreflect.services.checking.inside import Depth, check_inside
from videoreflect.services.checking.outside import Keys, check_outside, find_headless
from videoreflect.services.checking.people import check_facts, check_people, check_uploads
from videoreflect.services.checking.report import FromOutside, Problem, Progress, Report
from videoreflect.services.checking.tree import check_tree
from videoreflect.services.tombstones import erased_lessons
from videoreflect.vault.certificates import LESSON
from videoreflect.vault.durable import size_of
from videoreflect.vault.erasure import marked_ids
from videoreflect.vault.folder import VaultFolder, open_vault_folder
from videoreflect.vault.identity import Identity
from videoreflect.vault.look import LookIn, look_as
from videoreflect.vault.signin import SignIn
from videoreflect.vault.slots import SlotFile

__all__ = ["FromOutside", "Problem", "Report", "verify", "verify_folder"]


def verify(
    path: Path,
    who: SignIn | Identity | None,
    *,
    quick: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Report:
    """Check a vault. With ``quick`` only the ends of recordings are read. Raises VaultMissing, UnsupportedVersion."""
    identity = who.identity if isinstance(who, SignIn) else who
    return verify_folder(open_vault_folder(path), identity, quick=quick, progress=progress)


def verify_folder(
    folder: VaultFolder,
    identity: Identity | None,
    *,
    quick: bool = False,
    private: bool = True,
    blobs_of: Callable[[str], Path] | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Report:
    """Check a vault, or a copy of one whose recordings lie elsewhere (``blobs_of``) or without rights."""
    report, find_blobs = Report(), blobs_of or (lambda capsule: folder.capsule(capsule) / "blobs")
    check_tree(folder.path, report, private=private)
    slots = check_people(folder, report)
    session = _looking(folder, identity, report)
    keys = _keys(session, slots)
    check_uploads(folder, report)
    check_facts(folder, report)
    find_headless(folder, report)
    depth = Depth(quick, progress, _bytes_of(folder, find_blobs))
    erased = erased_lessons(session) if session is not None else set()
    for capsule in folder.capsule_ids():
        report.capsules += 1
        blobs = find_blobs(capsule)
        if capsule in erased:
            report.only_outside(capsule, Erased.code)
        elif not check_outside(folder, capsule, blobs, keys, report):
            report.only_outside(capsule, "damaged")
        elif session is None:
            report.only_outside(capsule, "not-signed-in" if identity is None else "sign-in-failed")
        else:
            check_inside(session, capsule, blobs, report, depth)
    report.leftovers += [f"erased/{capsule}" for capsule in marked_ids(folder)]
    if session is not None:
        _find_missing(session, report)
        _check_certificates(session, report)
        session.close()
    return report


def _find_missing(session: LookIn, report: Report) -> None:
    """Lessons that this person had seen, and that are neither there nor known to be erased."""
    there = {*session.folder.capsule_ids(), session.directory.id}
    for capsule in sorted(session.state.state.floors.keys() - there - erased_lessons(session)):
        report.problem("missing", f"capsules/{capsule}")


def _check_certificates(session: LookIn, report: Report) -> None:
    """Lessons that were erased and whose folder was put back; certificates of who did not own the lesson."""
    for one in session.certificates():
        if one.what != LESSON:
            continue
        if not session.is_erased(one.capsule):
            report.problem("false-certificate", f"capsules/{one.capsule}", f"by {one.by}")
        elif one.capsule in session.folder.capsule_ids():
            report.problem("erased-put-back", f"capsules/{one.capsule}")


def _looking(folder: VaultFolder, identity: Identity | None, report: Report) -> LookIn | None:
    """A sign-in that only looks; what is in its way is a problem, and the rest is checked from outside."""
    if identity is None:
        return None
    try:
        return look_as(folder, identity)
    except (VaultBusy, DiskFull) as error:
        report.remark(error.code, "capsules")
    except VideoReflectError as error:
        report.problem(error.code, str(error.fields.get("file") or "capsules"))
    return None


def _keys(session: LookIn | None, slots: dict[str, SlotFile]) -> Keys:
    if session is not None:
        keyring = session.directory.keyring
        return Keys(keyring.header_keys, pinned=True, school=keyring.school)
    in_clear = {person: (file.ed25519,) for person, file in slots.items()}
    return Keys(lambda _capsule, person, _header: in_clear.get(person, ()), pinned=False)


def _bytes_of(folder: VaultFolder, find_blobs: Callable[[str], Path]) -> int:
    """How much there is to read at most, for whoever shows how far it is."""
    found = 1
    for capsule in folder.capsule_ids():
        blobs = find_blobs(capsule)
        if blobs.is_dir() and not blobs.is_symlink():
            found += sum(size_of(path) or 0 for path in blobs.iterdir())
    return found

"""Commands about the vault as a whole: verify, backup, restore."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from videoreflect.cli.context import Context
from videoreflect.cli.programs import day
from videoreflect.errors import IntegrityError
from videoreflect.services import accounts, checking
from videoreflect.services.backing_up import back_up
from videoreflect.services.checking import Report
from videoreflect.services.pruning import prune
from videoreflect.services.restoring import find_generation
from videoreflect.services.restoring import restore as restored

_WHY = {
    "not-signed-in": "checked from outside: sign in with --as to check what you can open",
    "sign-in-failed": "checked from outside: your own sign-in met what is named above",
    "not-shared": "checked from outside: not shared with you",
    "damaged": "could not be opened: see above",
    "erased": "not looked into: it was erased, and stays closed",
    "busy": "checked from outside: another videoreflect was busy with it; try again",
    "disk-full": "checked from outside: no room for a temporary copy of its records",
}


def verify(context: Context) -> int:
    """Check the vault; exit code 0 only if nothing is wrong."""
    identity = context.keys() if context.given.name else None
    with context.output.progress("Checking") as progress:
        report = checking.verify(context.vault, identity, quick=context.given.quick, progress=progress)
    context.output.show(told(report), *lines(report))
    return 0 if report.clean else IntegrityError.exit_code


def backup(context: Context) -> int:
    """Copy the vault to another disk, or remove from the copy what was erased."""
    destination, label = Path(context.given.destination), context.values.text(context.given.label, "Label", default="")
    if context.given.prune:
        return _prune(context, destination, label)
    with context.output.progress("Copying") as progress:
        report = back_up(context.session(), destination, label, progress)
    checked = report.checked
    document = {
        "backup": report.backup, "folder": str(report.folder), "generation": report.generation,
        "blobs_copied": report.blobs_copied, "blobs_kept": report.blobs_kept, "bytes_copied": report.bytes_copied,
        "warnings": report.warnings, "checked": told(checked), "clean": report.clean,
    }  # fmt: skip
    context.output.show(
        document,
        *report.warnings,
        *(f"problem: {one}" for one in checked.problems),
        f"{report.blobs_copied} recordings copied, {report.blobs_kept} were there already. Read back: "
        f"{checked.opened} of {checked.capsules} capsules with your keys, the others from outside.",
        "The backup is complete, and nothing is wrong with it."
        if report.clean
        else "The backup is complete, but something is wrong in it; the last good state is kept beside it. "
        "Run “videoreflect verify” to see whether the vault has it too.",
    )
    return 0 if report.clean else IntegrityError.exit_code


def _prune(context: Context, destination: Path, label: str) -> int:
    report = prune(context.session(), destination, label)
    document = {
        "backup": report.backup, "folder": str(report.folder), "lessons": report.lessons, "blobs": report.blobs,
        "generations": report.generations, "problems": [asdict(one) for one in report.problems],
        "clean": report.clean,
    }  # fmt: skip
    context.output.show(
        document,
        *(f"problem: {one}" for one in report.problems),
        f"Removed from the backup: erased lessons: {len(report.lessons)}, recordings: {report.blobs}, "
        f"unfinished copies: {report.generations}.",
        "What is left was read back, and nothing is wrong with it."
        if report.clean
        else "Something is wrong with what is left.",
    )
    return 0 if report.clean else IntegrityError.exit_code


def restore(context: Context) -> int:
    """Make a vault of a backup."""
    source, target = Path(context.given.source), Path(context.given.target)
    found, generation = find_generation(source, context.given.generation)
    identity = context.keys(found.folder(generation.number)) if context.given.name else None
    with context.output.progress("Copying") as progress:
        report = restored(source, target, identity, generation.number, progress)
    document = {
        "folder": str(report.folder), "generation": generation.number, "made_ms": generation.made_ms,
        "left_erased": report.left_erased, "unreadable": report.unreadable, "warnings": report.warnings,
        "checked": told(report.checked), "clean": report.clean,
    }  # fmt: skip
    context.output.show(
        document,
        *report.warnings,
        *(f"cannot be read in the backup: {name}" for name in report.unreadable),
        *(f"problem: {one}" for one in report.checked.problems),
        *([f"Erased lessons that were left out: {len(report.left_erased)}."] if report.left_erased else []),
        f"This is the vault as it was on {day(generation.begun_ms)}. What was written, agreed, withdrawn or ended "
        "since then is not in it, and sharing that ended since then is open again: look at each lesson first.",
        "It is a copy of its own: what is written here does not appear in another copy of the vault, or the other way.",
        f"Open it with “videoreflect --vault {target} serve”." if report.clean else "Not everything came back.",
    )
    return 0 if report.clean else IntegrityError.exit_code


def accept_older(context: Context) -> None:
    """Go on with an older copy of the vault."""
    passphrase = context.values.passphrase(context.given.passphrase_file)
    session = accounts.go_on_with_older(context.vault, context.name(), passphrase)
    context.output.show(
        {"person": session.person},
        "This older copy is the vault from now on. What was written, agreed, withdrawn or ended since it was made is "
        "not in it: look at each lesson first.",
    )


def told(report: Report) -> dict[str, object]:
    """A report as a document."""
    return asdict(report) | {"clean": report.clean}


def lines(report: Report) -> list[str]:
    """A report for a person: problems first, then what is only worth knowing, then the sum."""
    summary = (
        f"{report.people} people, {report.capsules} capsules: {report.opened} opened and checked, "
        f"{report.outside_only} only checked from outside; {report.rows} statements, {report.blobs} recordings, "
        f"{report.bytes_read} bytes read."
    )
    verdict = "Nothing is wrong." if report.clean else "Something is wrong. Restore what is named above from a backup."
    return [
        *(f"problem: {one}" for one in report.problems),
        *(f"remark: {one}" for one in report.remarks),
        *(f"left over by an interrupted task: {name}" for name in report.leftovers),
        *(f"capsules/{one.capsule}: {_WHY.get(one.why, one.why)}" for one in report.outside),
        summary,
        verdict,
    ]

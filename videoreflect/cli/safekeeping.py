"""Commands about the vault as a whole: verify, backup, restore."""

from __future__ import annotations

from dataclasses import asdict

from videoreflect.cli.context import Context
from videoreflect.errors import IntegrityError
from videoreflect.services import checking
from videoreflect.services.checking import Report

_WHY = {
    "not-signed-in": "checked from outside: sign in with --as to check what you can open",
    "sign-in-failed": "checked from outside: your own sign-in met what is named above",
    "not-shared": "checked from outside: not shared with you",
    "damaged": "could not be opened: see above",
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

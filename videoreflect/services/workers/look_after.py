"""Child: check the vault, back it up, or tidy a backup, with the keys of the person who asked.

A process of its own, because ``vault.still`` copies database files by hand: in the server this would drop
the locks of whoever has them open. The keys come over the pipe and are written nowhere.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from videoreflect.crypto import self_test
from videoreflect.jobs.worker import Outbox, serve
from videoreflect.services import checking
from videoreflect.services.anchor import ProfileAnchor
from videoreflect.services.backing_up import back_up
from videoreflect.services.pruning import prune
from videoreflect.vault.folder import open_vault_folder
from videoreflect.vault.identity import ROOT_BYTES, Identity
from videoreflect.vault.signin import signed_in
from videoreflect.vault.strict_json import to_bytes

Progress = Callable[[int, int], None]


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Do what the task names; returns what was found, with ids and numbers only."""
    tempfile.tempdir = task["temporary"]  # whoever started this removes it, however this ends
    self_test.ensure()

    def progress(done: int, total: int) -> None:
        outbox.progress(done_ms=done, total_ms=total)

    return _TASKS[task["kind"]](task, progress)


def _identity(task: dict[str, Any]) -> Identity:
    folder = open_vault_folder(Path(task["vault"]))
    return Identity(to_bytes(task["root"], ROOT_BYTES), folder.id, task["person"])


def _check(task: dict[str, Any], progress: Progress) -> dict[str, Any]:
    report = checking.verify(Path(task["vault"]), _identity(task), quick=task["quick"], progress=progress)
    return asdict(report)


def _back_up(task: dict[str, Any], progress: Progress) -> dict[str, Any]:
    session = signed_in(open_vault_folder(Path(task["vault"])), _identity(task), ProfileAnchor)
    report = back_up(session, Path(task["destination"]), task["label"], progress)
    return {
        "warnings": report.warnings,
        "blobs_copied": report.blobs_copied,
        "blobs_kept": report.blobs_kept,
        "bytes_copied": report.bytes_copied,
        "checked": asdict(report.checked),
    }


def _prune(task: dict[str, Any], progress: Progress) -> dict[str, Any]:
    session = signed_in(open_vault_folder(Path(task["vault"])), _identity(task), ProfileAnchor)
    report = prune(session, Path(task["destination"]), task["label"])
    problems = [asdict(one) for one in report.problems]
    return {"lessons": len(report.lessons), "blobs": report.blobs, "problems": problems}


_TASKS = {"checking": _check, "backing-up": _back_up, "pruning": _prune}

if __name__ == "__main__":
    serve(work)

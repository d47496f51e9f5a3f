"""Looking after the vault while the app runs: checking it, backing it up, tidying a backup.

Each is a job whose work is a child process (``workers.look_after``), so that nobody waits for it;
what it found becomes sentences of the job.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from videoreflect.domain.ids import new_id
from videoreflect.errors import InvalidInput, VideoReflectError
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.services import background
from videoreflect.services.background import Job
from videoreflect.services.backing_up import MAX_LABEL
from videoreflect.services.backup_place import check_destination
from videoreflect.services.care_words import Names, words_of_backup, words_of_check, words_of_pruning
from videoreflect.services.lessons import open_lesson
from videoreflect.vault.backup import backup_in
from videoreflect.vault.signin import SignIn
from videoreflect.vault.strict_json import to_text

MODULE = "videoreflect.services.workers.look_after"
CHECKING, BACKING_UP, PRUNING = "checking", "backing-up", "pruning"


def start_check(session: SignIn, *, quick: bool) -> Job:
    """Queue a check of the vault; with ``quick`` only the ends of recordings are read."""
    return _start(session, CHECKING, "", {"quick": quick})


def start_backup(session: SignIn, destination: Path, label: str) -> Job:
    """Queue a backup to a folder on another disk. Raises UnsuitableFolder, StorageError, InvalidInput at once."""
    place = _checked(session, destination)
    if len(label) > MAX_LABEL:
        raise InvalidInput(f"This label is too long. Keep it under {MAX_LABEL} characters.")
    return _start(session, BACKING_UP, str(place), {"destination": str(place), "label": label.strip()})


def start_pruning(session: SignIn, destination: Path) -> Job:
    """Queue the removal of what was erased from a backup. Raises NoBackup, UnsuitableFolder, StorageError at once."""
    place = _checked(session, destination)
    backup_in(place, session.folder.id)
    return _start(session, PRUNING, str(place), {"destination": str(place), "label": ""})


def _checked(session: SignIn, destination: Path) -> Path:
    """A folder named in full: what a relative one means depends on where the app was started."""
    place = destination.expanduser()
    if not place.is_absolute():
        raise InvalidInput("Type the whole path of the folder, from its beginning, such as /media/stick/backups.")
    check_destination(session.folder, place)
    return place


def _start(session: SignIn, kind: str, title: str, task: dict[str, Any]) -> Job:
    job = Job(new_id(), session.person, kind, title)
    task |= {"kind": kind, "vault": str(session.folder.path), "person": session.person}
    root = session.identity.root

    def work(running: Job) -> None:
        with tempfile.TemporaryDirectory(prefix="videoreflect-") as temporary:
            handlers = Handlers(lambda told: running.progress(told["done_ms"], told["total_ms"]))
            sent = task | {"temporary": temporary, "root": to_text(root)}
            found = run_child(MODULE, sent, handlers, running.stop)
        running.clean, running.told = _WORDS[kind](found, _names(session))

    return background.start_looking_after(job, work)


def _names(session: SignIn) -> Names:
    """How to name what was found: titles that this person may see, and people."""
    people = {one.id: one.name for one in session.people().values()}

    def title(lesson: str) -> str:
        try:
            return open_lesson(session, lesson).details.title
        except VideoReflectError:
            return ""

    return Names(title, people, session.directory.id)


_WORDS = {CHECKING: words_of_check, BACKING_UP: words_of_backup, PRUNING: words_of_pruning}

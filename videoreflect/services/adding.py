"""Adding a lesson: a child takes the recording in; the lesson exists only when all of it is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from videoreflect.domain.lesson import LessonDetails
from videoreflect.domain.policy import Action
from videoreflect.domain.retention import Retention
from videoreflect.domain.wanted import MOST_WORDS
from videoreflect.errors import InvalidInput
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.services.erasing import KEPT_UNTIL
from videoreflect.services.permits import permit
from videoreflect.services.workers.streams import open_given_file, place_to_json
from videoreflect.vault.blobs import Blob, BlobPlace
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.creation import PendingCapsule
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

MODULE = "videoreflect.services.workers.import_clip"
MAX_SOURCES = 100
WORDS = "words"
"""The field of a ``lesson`` row with the words to know, see ``vocabulary``."""


@dataclass(frozen=True, slots=True)
class Source:
    """One recording of a lesson: a file on this device, or the parts of an upload."""

    path: Path | None = None
    parts: tuple[BlobPlace, ...] = ()

    def task(self) -> dict[str, Any]:
        """As it is told to the child; a path goes over its standard input, never in argv."""
        if self.path is not None:
            return {"path": str(self.path.absolute())}
        return {"parts": [place_to_json(part) for part in self.parts]}


Progress = Callable[[int, int], None]
"""Told (done, total) in ms of the clip."""


def add_lesson(
    session: SignIn,
    sources: Sequence[Source],
    details: LessonDetails,
    progress: Progress = lambda done, total: None,
    stop: threading.Event | None = None,
    retention: Retention | None = None,
) -> str:
    """Add one lesson from one or several recordings, in order. Returns its id.

    ``retention`` is what ``retention.first_retention`` gave: who adds a lesson was asked until when it is kept.

    Raises NotMedia, TruncatedMedia, ConversionFailed, DiskFull, Cancelled, …; then nothing is left behind.
    """
    if not 1 <= len(sources) <= MAX_SOURCES:
        raise InvalidInput("Name at least one recording, and at most 100.")
    for source in sources:
        if source.path is not None:
            open_given_file(source.path).close()
    pending = session.begin_lesson()
    try:
        return _imported(session, pending, sources, details, progress, stop, retention)
    except BaseException:
        pending.abandon()
        raise


def update_details(session: SignIn, lesson: str, details: LessonDetails) -> None:
    """Replace title, date, class, subject and focus. Only the owner's words count; the words to know stay."""
    capsule = session.capsule(lesson)
    words = words_in(capsule, permit(session, capsule, Action.VIEW))
    capsule.append([details_statement(details, words)])


def details_statement(details: LessonDetails, words: str = "") -> Statement:
    """The ``lesson`` row; ``class`` is the word on the disk, ``words`` what the speech model is told of."""
    fields = asdict(details) | ({WORDS: words} if words else {})
    fields["class"] = fields.pop("class_name")
    return Statement("lesson", fields)


def words_in(capsule: Capsule, held: Permit) -> str:
    """The words to know that stand in the newest ``lesson`` row."""
    entries = capsule.read(held, "lesson")
    return str(entries[-1][1].get(WORDS, ""))[:MOST_WORDS] if entries else ""


def _imported(
    session: SignIn,
    pending: PendingCapsule,
    sources: Sequence[Source],
    details: LessonDetails,
    progress: Progress,
    stop: threading.Event | None,
    retention: Retention | None,
) -> str:
    places = {role: pending.blob_place() for role in ("playable", "poster", "thumbnails", "waveform")}
    task: dict[str, Any] = {role: place_to_json(place) for role, place in places.items()}
    task["sources"] = [source.task() for source in sources]
    handlers = Handlers(on_progress=lambda told: progress(told["done_ms"], told["total_ms"]))
    written = run_child(MODULE, task, handlers, stop)
    blobs = [
        Blob(places[role].id, role, told["size"], told["sha256"], places[role].key, told["facts"])
        for role, told in written.items()
    ]
    statements = [details_statement(details), *(Statement("blob", blob.content()) for blob in blobs)]
    if retention is None:
        return session.commit_lesson(pending, statements).id
    # In the first header at once: no crash leaves a lesson whose day stands in a row and erases nothing.
    session.state.state.settings[KEPT_UNTIL + pending.id] = retention.erase_after_ms
    session.state.save()
    said = [*statements, Statement("retention", retention.content())]
    return session.commit_lesson(pending, said, retention.erase_after_ms).id

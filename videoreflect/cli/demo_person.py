"""One person's part in the demonstration, in a process of its own that ends before the next begins.

Run as ``python -m videoreflect.cli.demo_person`` by ``demo.py``; the task, with name and
passphrase, comes over standard input. Every step calls the services that the app calls.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from videoreflect.cli.demo_intruder import lesson_opens_with, notes_readable_with
from videoreflect.domain.lesson import LessonDetails
from videoreflect.domain.policy import Action
from videoreflect.errors import VideoReflectError
from videoreflect.jobs.worker import Outbox, serve
from videoreflect.services import accounts, notes, readiness, recording_consent, sharing, transcription
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.permits import permit
from videoreflect.services.playback import find_blob, open_clip
from videoreflect.services.sample_lesson import sample_agreement
from videoreflect.services.tink_check import sha256_by_tink, tink_is_installed
from videoreflect.vault.blobs import open_for_reading, reading_place
from videoreflect.vault.signin import SignIn

Step = Callable[[SignIn, dict[str, Any]], dict[str, Any]]


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Do one person's steps, each told as it is finished."""
    told: dict[str, Any] = {}
    vault = Path(task["vault"])
    if task.get("found"):
        session, _ = accounts.found(vault, task["name"], task["passphrase"])
    else:
        session = accounts.sign_in(vault, task["name"], task["passphrase"])
    for step in task["steps"]:
        told |= STEPS[step["do"]](session, step)
        outbox.item({"done": step["do"]})
    return told | {"person": session.person}


def _invite(session: SignIn, step: dict[str, Any]) -> dict[str, Any]:
    person, _ = accounts.add_person(session, step["name"], step["passphrase"])
    return {"added": person}


def _add(session: SignIn, step: dict[str, Any]) -> dict[str, Any]:
    lesson = add_lesson(session, [Source(path=Path(step["clip"]))], LessonDetails(**step["details"]))
    return {"lesson": lesson}


def _consent(session: SignIn, step: dict[str, Any]) -> dict[str, Any]:
    agreement = sample_agreement(session.now_ms(), frozenset({step["share_with"]}))
    recording_consent.record_agreement(session, _only_lesson(session), agreement)
    return {}


def _transcribe(session: SignIn, step: dict[str, Any]) -> dict[str, Any]:
    begun = time.monotonic()
    written = transcription.transcribe(session, _only_lesson(session))
    return {"transcript": written.text, "seconds_of_work": time.monotonic() - begun}


def _note(session: SignIn, step: dict[str, Any]) -> dict[str, Any]:
    for typed in step["notes"]:
        notes.save_note(session, _only_lesson(session), notes.NoteText(**typed))
    return {"notes": len(notes.list_notes(session, _only_lesson(session)))}


def _share(session: SignIn, step: dict[str, Any]) -> dict[str, Any]:
    sharing.share(session, _only_lesson(session), step["person"])
    return {}


def _ready(session: SignIn, step: dict[str, Any]) -> dict[str, Any]:
    readiness.say_ready(session, _only_lesson(session))
    return {}


def _read_notes(session: SignIn, step: dict[str, Any]) -> dict[str, Any]:
    seen = notes.list_notes(session, _only_lesson(session))
    return {"notes_by_author": {one.author: sum(n.author == one.author for n in seen) for one in seen}}


def _watch(session: SignIn, step: dict[str, Any]) -> dict[str, Any]:
    with open_clip(session, _only_lesson(session)) as clip:
        return {"bytes_played": len(clip.read(1 << 20))}


def _intrude(session: SignIn, step: dict[str, Any]) -> dict[str, Any]:
    """Try with this person's keys and the raw files, past the program's own checks."""
    lesson = step["lesson"]
    opened = lesson_opens_with(session, lesson)
    with suppress(VideoReflectError):
        session.capsule(lesson)
        opened = True
    return {"lesson_opens": opened, "notes_found": notes_readable_with(session, lesson, step["markers"])}


def _tink(session: SignIn, step: dict[str, Any]) -> dict[str, Any]:
    if not tink_is_installed():
        return {"tink": None}
    lesson = _only_lesson(session)
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.PLAY)
    place = reading_place(capsule, held, find_blob(capsule, held, "playable"))
    with open_clip(session, lesson) as clip:
        ours = hashlib.sha256(clip.readall()).hexdigest()
    with open_for_reading(place.path) as file:
        return {"tink": sha256_by_tink(file, place.key, place.aad) == ours}


def _only_lesson(session: SignIn) -> str:
    (lesson,) = session.lesson_ids()
    return lesson


STEPS: dict[str, Step] = {
    "invite": _invite,
    "add": _add,
    "consent": _consent,
    "transcribe": _transcribe,
    "note": _note,
    "share": _share,
    "ready": _ready,
    "read notes": _read_notes,
    "watch": _watch,
    "intrude": _intrude,
    "tink": _tink,
}

if __name__ == "__main__":
    serve(work)

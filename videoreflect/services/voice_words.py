"""The words of a voice note, written down on this device while its author is signed in.

They are offered to the page and kept nowhere else: what counts is the text that the author saves with the note. A
lock ends the work; whoever comes back asks again.
"""

from __future__ import annotations

import base64
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action
from videoreflect.errors import NotFound
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.jobs.queue import Job, JobQueue
from videoreflect.services.permits import permit
from videoreflect.services.sessions import Active
from videoreflect.services.speech_model import default_model, usable_models
from videoreflect.services.voice_notes import voice_of
from videoreflect.services.writing_choices import chosen_last
from videoreflect.speech.catalogue import spec_of
from videoreflect.speech.store import ModelStore

MODULE = "videoreflect.services.workers.voice_words"
KIND = "voice words"
MOST_KEPT = 20
"""Answers that a page has not fetched yet, of everybody together."""

_QUEUE = JobQueue()
"""Of its own: half a minute of work does not wait for an hour of transcript."""


@dataclass(slots=True)
class Hearing:
    """How far the words of one voice note are; ``text`` once the job is done."""

    job: Job
    active: Active = field(repr=False)
    text: str = field(default="", repr=False)


_HEARINGS: OrderedDict[tuple[str, str], Hearing] = OrderedDict()
_LOCK = threading.Lock()


def start_words(active: Active, lesson: str, voice: str) -> Hearing:
    """Begin to write down one's own voice note; one that is under way goes on.

    Raises NotFound, NotAllowed, ModelMissing, ModelAltered.
    """
    session = active.sign_in
    permit(session, session.capsule(lesson), Action.ANNOTATE)
    sound = voice_of(session, lesson, voice)
    name = _model(active, lesson)
    task = {
        "sound": base64.b64encode(sound.sound).decode(),
        "model": str(ModelStore().locate(name)),
        "language": _language(active, lesson, name),
        "words": chosen_last(session, lesson).words,
    }
    with _LOCK:
        known = _HEARINGS.get((session.person, voice))
        if known is not None and known.active is active and known.job.state in ("waiting", "running", "done"):
            return known
        hearing = Hearing(Job(new_id(), session.person, KIND, "", lesson), active)
        _HEARINGS[session.person, voice] = hearing
        while len(_HEARINGS) > MOST_KEPT:
            _HEARINGS.popitem(last=False)[1].job.stop.set()
    active.on_lock(lambda: _forget(hearing))
    _QUEUE.submit(hearing.job, lambda running: _hear(hearing, task))
    return hearing


def words_of(active: Active, lesson: str, voice: str) -> Hearing:
    """How far it is. Raises NotFound if it was not begun in this sign-in."""
    session = active.sign_in
    permit(session, session.capsule(lesson), Action.ANNOTATE)
    with _LOCK:
        known = _HEARINGS.get((session.person, voice))
    if known is None or known.active is not active or known.job.lesson != lesson:
        raise NotFound("The words of this voice note are not being written.")
    return known


def forget_words(active: Active, voice: str) -> None:
    """Stop, and forget what was heard: the sound was discarded, or its words were taken."""
    with _LOCK:
        known = _HEARINGS.pop((active.person, voice), None)
    if known is not None:
        known.job.stop.set()


def close() -> None:
    """End all; called when the server ends."""
    _QUEUE.close()


def _hear(hearing: Hearing, task: dict[str, Any]) -> None:
    def renew() -> None:
        """A lock, or access that ended, ends it within a second."""
        session, lesson = hearing.active.sign_in, str(hearing.job.lesson)
        permit(session, session.capsule(lesson), Action.ANNOTATE)

    found = run_child(MODULE, task, Handlers(renew=renew), hearing.job.stop)
    renew()
    hearing.text = str(found.get("text", ""))


def _forget(hearing: Hearing) -> None:
    hearing.job.stop.set()
    with _LOCK:
        for key in [key for key, one in _HEARINGS.items() if one is hearing]:
            del _HEARINGS[key]


def _model(active: Active, lesson: str) -> str:
    """The model of this person's transcripts."""
    chosen = chosen_last(active.sign_in, lesson).model
    return chosen if chosen in {one.spec.name for one in usable_models()} else default_model(active.sign_in)


def _language(active: Active, lesson: str, model: str) -> str:
    """The language that was chosen for the lesson; else it is detected."""
    chosen = chosen_last(active.sign_in, lesson).language
    known = spec_of(model).languages
    return chosen if not known or chosen in known else ""

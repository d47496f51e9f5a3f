"""What is done with the models: bringing one in, checking, measuring, removing. Never fetching: that is a command.

Anybody who is signed in may do all of it. A model is the published one or it is refused, so
nobody can bring in anything that changes another's transcripts; and one that was removed can
be brought in again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from videoreflect.domain.ids import new_id
from videoreflect.errors import Cancelled, InvalidInput, LeaseEnded, ModelInUse, SpeechError
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.jobs.queue import ENDED, Job, JobQueue
from videoreflect.speech.catalogue import spec_of
from videoreflect.speech.incoming import Progress, no_progress
from videoreflect.speech.speeds import Speed, keep_speed, other_programs_are_busy, this_machine
from videoreflect.speech.store import ModelStore
from videoreflect.speech.whisper import usable_threads

LONGEST_S = 180.0
"""A model that needs longer than that for half a minute of speech is not measured to its end."""

_MODULE = "videoreflect.services.workers.measure_speed"
_QUEUE = JobQueue()
_ONE_AT_A_TIME = threading.Lock()


def import_models(place: Path, name: str | None = None, progress: Progress = no_progress) -> list[str]:
    """Bring in the model of that name, or every known one that lies in a folder or archive.

    Raises InvalidInput when there is none, ModelAltered when a file is not the published one.
    """
    store = ModelStore()
    names = [spec_of(name).name] if name else store.found_in(place)
    if not names:
        raise InvalidInput(
            "No speech model that is known was found there. Name the folder that holds its files, all of them and "
            "unchanged, or an archive with them."
        )
    bring = store.import_folder if place.is_dir() else store.import_file
    for one in names:
        bring(one, place, progress)
    return names


def measure_speed(name: str, stop: threading.Event | None = None) -> Speed:
    """Measure how fast a model is on this machine, by writing down some of the sample lesson; and keep it.

    Takes a few seconds, with a large model a minute. Raises ModelInUse while a model is worked with on
    this device: the figure would be off. Raises SpeechError if the model is too slow, Cancelled.
    """
    store, spec = ModelStore(), spec_of(name, "speech")
    folder = store.locate(name)
    if store.in_use():
        raise ModelInUse("A transcript is being written now, so the figure would be off. Measure when it has ended.")
    threads, busy = usable_threads(), other_programs_are_busy()
    begun = time.monotonic()

    def still_worth_it() -> None:
        if time.monotonic() - begun > LONGEST_S:
            raise SpeechError(
                f"The model “{name}” is too slow for this device: it needed more than {LONGEST_S / 60:.0f} minutes "
                "for half a minute of speech. Choose a smaller one."
            )

    try:
        told = run_child(_MODULE, {"model": str(folder), "threads": threads}, Handlers(renew=still_worth_it), stop)
    except LeaseEnded as error:
        raise SpeechError(error.sentence) from error
    speed = Speed(
        times_real=round(float(told["times_real"]), 3),
        load_s=round(float(told["load_s"]), 2),
        measured_ms=time.time_ns() // 1_000_000,
        weights=spec.files[spec.weights],
        threads=threads,
        machine=this_machine(),
        busy=busy,
    )
    keep_speed(store.root, spec, speed)
    return speed


def start_import(person: str, place: Path, name: str | None = None) -> Job:
    """Queue ``import_models``; the job tells in sentences what came in."""
    if name:
        spec_of(name)

    def work(job: Job) -> None:
        for one in import_models(place, name, _stoppable(job)):
            job.told.append(f"The model “{one}” is here, and it is the published one.")

    return _start(person, "importing-model", name or "", work)


def start_check(person: str, name: str) -> Job:
    """Queue hashing every file of a model again."""
    spec_of(name)

    def work(job: Job) -> None:
        ModelStore().verify(name)
        job.told.append(f"Every file of “{name}” is the published one.")

    return _start(person, "checking-model", name, work)


def start_measuring(person: str, name: str) -> Job:
    """Queue ``measure_speed``."""
    spec_of(name, "speech")

    def work(job: Job) -> None:
        job.told.append(f"“{name}”: {measure_speed(name, job.stop).words}.")

    return _start(person, "measuring-model", name, work)


def current_work() -> Job | None:
    """The newest thing that was begun with the models, whoever began it; it names no lesson and no person."""
    jobs = _QUEUE.jobs()
    return jobs[-1] if jobs else None


def stop_work(person: str) -> None:
    """Stop what this person has begun with the models, or take its end off the page."""
    for job in _QUEUE.jobs(person):
        _QUEUE.stop(job.id, person)


def close() -> None:
    """End it; called when the server ends."""
    _QUEUE.close()


def _start(person: str, kind: str, name: str, work: Callable[[Job], None]) -> Job:
    with _ONE_AT_A_TIME:
        if _QUEUE.running():
            raise InvalidInput("Something is being done with the speech models already. Wait until that has ended.")
        for job in _QUEUE.jobs():
            if job.state in ENDED:
                _QUEUE.stop(job.id, job.owner)
        return _QUEUE.submit(Job(new_id(), person, kind, name), work)


def _stoppable(job: Job) -> Progress:
    def told(done: int, total: int) -> None:
        if job.stop.is_set():
            raise Cancelled
        job.progress(done, total)

    return told

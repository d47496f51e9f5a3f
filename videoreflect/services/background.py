"""The jobs of the running app: adding lessons, writing transcripts, protecting lessons again.

Three queues, each one job at a time: transcripts (``writing``) take an hour, a backup (``vault_care``) can, and
nobody should wait for either with adding a lesson. All but transcripts hold the keys of the sign-in that asked for
them until they are done, also behind the lock screen; a transcript goes on under a lease.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from videoreflect.domain.ids import new_id
from videoreflect.domain.lesson import LessonDetails
from videoreflect.domain.retention import Retention
from videoreflect.errors import InvalidInput, NotFound, NotMedia, TruncatedMedia, VideoReflectError
from videoreflect.jobs.queue import ENDED, Job, JobQueue, Work
from videoreflect.services import owed, unfinished, unfinished_guesses
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.lessons import open_lesson
from videoreflect.services.recording_consent import Agreement, record_agreement
from videoreflect.services.review_settings import remember_sample
from videoreflect.services.sample_lesson import sample, sample_agreement
from videoreflect.services.writing import (
    GUESSING,
    WRITING,
    go_on,
    guess_job,
    job_of_lesson,
    passage_job,
    queue_of_writing,
    start_guess,
    start_passage,
    start_transcription,
    start_unfinished,
    start_unfinished_guesses,
    track_of,
)
from videoreflect.vault.signin import SignIn

_QUEUE, _CARE = JobQueue(), JobQueue()

_LOOKING = "looking"
"""The kind of jobs that nobody is shown: they look what is owed, and do what takes a moment."""

_PATIENCE_S = 10.0


def start_adding(
    session: SignIn,
    sources: Sequence[Source],
    details: LessonDetails,
    agreement: Agreement | None = None,
    added: Callable[[], None] = lambda: None,
    uploads: frozenset[str] = frozenset(),
    retention: Retention | None = None,
) -> Job:
    """Queue the adding of a lesson; ``added`` is called when the ``uploads`` it came from are no longer needed."""
    job = Job(new_id(), session.person, "adding", details.title, uses=uploads)

    def work(running: Job) -> None:
        try:
            running.lesson = add_lesson(session, sources, details, running.progress, running.stop, retention)
        except (NotMedia, TruncatedMedia):
            added()  # trying again with the same bytes would end the same way
            raise
        added()
        if agreement is not None:
            record_agreement(session, running.lesson, agreement)

    return _QUEUE.submit(job, work)


def start_sample(session: SignIn) -> Job:
    """Queue the fictional sample lesson, to play with: added, agreed, and its transcript written."""
    example = sample()
    job = Job(new_id(), session.person, "adding", example.details.title)

    def work(running: Job) -> None:
        source = Source(path=example.clip)
        running.lesson = add_lesson(session, [source], example.details, running.progress, running.stop)
        remember_sample(session, running.lesson)
        record_agreement(session, running.lesson, sample_agreement(session.now_ms()))
        start_transcription(session, running.lesson)

    return _QUEUE.submit(job, work)


def start_protecting(session: SignIn, lesson: str) -> Job:
    """Queue the writing of recordings under new keys, unless it waits already; progress in bytes."""
    for job in _QUEUE.running():  # one that runs may have begun before this access ended
        if (job.kind, job.lesson, job.owner, job.state) == ("protecting", lesson, session.person, "waiting"):
            return job
    job = Job(new_id(), session.person, "protecting", open_lesson(session, lesson).details.title, lesson)
    one = owed.Owed(lesson, owed.Reason.RECORDINGS)
    return _QUEUE.submit(job, lambda running: owed.settle(session, one, running.progress, running.stop))


def start_looking_after(job: Job, work: Work) -> Job:
    """Queue work on the vault as a whole; raises InvalidInput while the same person has such work going on."""
    if any(one.owner == job.owner for one in _CARE.running()):
        raise InvalidInput("The vault is being checked or backed up already. Wait until that has ended, or stop it.")
    return _CARE.submit(job, work)


def start_settling(session: SignIn) -> None:
    """Do what this person's program owes, without anybody clicking: what takes a moment first, then each lesson.

    A transcript that was interrupted goes on where it was.

    What cannot be done now is owed still, and tried again at the next sign-in.
    """
    job = Job(new_id(), session.person, _LOOKING, "")
    _QUEUE.submit(job, lambda running: _settle(session, running))


def _settle(session: SignIn, running: Job) -> None:
    lessons: dict[str, None] = {}
    for one in owed.owed(session):
        if running.stop.is_set():
            return
        with suppress(VideoReflectError):
            if one.reason is owed.Reason.RECORDINGS:
                lessons[one.lesson] = None
            else:
                owed.settle(session, one, stop=running.stop)
    for lesson in lessons:
        with suppress(VideoReflectError):
            start_protecting(session, lesson)
    for lesson, wanted in start_unfinished(session):
        with suppress(VideoReflectError):  # it runs already, or cannot now: the page of the lesson says why
            start_transcription(session, lesson, wanted)
    start_unfinished_guesses(session)


def jobs_of(session: SignIn) -> list[Job]:
    """This person's jobs, the oldest first."""
    return [job for queue in _queues() for job in queue.jobs(session.person) if job.kind != _LOOKING]


def why_waits(job: Job) -> str:
    """What a job that has not begun waits for, in a sentence; nothing if it does not wait."""
    if job.state != "waiting":
        return ""
    if job.held:
        return job.held
    before = max(queue.before(job) for queue in _queues())
    return f"{before} {'task' if before == 1 else 'tasks'} before this one." if before else "Begins in a moment."


def uploads_in_use(session: SignIn) -> frozenset[str]:
    """Uploads that a waiting or running job takes in: they are not unfinished any more."""
    return frozenset(one for job in _QUEUE.running() if job.owner == session.person for one in job.uses)


def stop_job(session: SignIn, job: str) -> None:
    """Stop one's own job. Raises NotFound."""
    for one in queue_of_writing().jobs(session.person):
        if one.id == job and one.lesson and one.kind == GUESSING:
            unfinished_guesses.forget(session, one.lesson)
        elif one.id == job and one.lesson:
            unfinished.forget(session, one.lesson, track_of(one))
    if not any([queue.stop(job, session.person) for queue in _queues()]):
        raise NotFound("That task is over, or it is not yours.")


def stop_work_on(session: SignIn, lesson: str) -> None:
    """Stop one's own jobs about a lesson that is being erased."""
    for queue in _queues():
        for job in queue.running():
            if job.lesson == lesson:
                queue.stop(job.id, session.person)


def stop_all_of(person: str) -> None:
    """Stop all jobs of somebody whose keys change or end, and wait for it. Raises InvalidInput after 10 s."""
    mine = [(queue, job) for queue in _queues() for job in queue.running() if job.owner == person]
    for queue, job in mine:
        queue.stop(job.id, person)
    latest = time.monotonic() + _PATIENCE_S
    while any(job.state not in ENDED for _, job in mine):
        if time.monotonic() > latest:
            raise InvalidInput("Something is still being stopped. Wait a minute, then try again.")
        time.sleep(0.02)


def running_kinds() -> list[str]:
    """What goes on, for the lock screen: kinds only, no titles; “waiting” for each that has not begun."""
    going_on = [job for queue in _queues() for job in queue.running() if job.kind != _LOOKING]
    return ["waiting" if job.state == "waiting" else job.kind for job in going_on]


def close() -> None:
    """End all jobs; called when the server ends."""
    for queue in _queues():
        queue.close()


def _queues() -> tuple[JobQueue, ...]:
    return _QUEUE, queue_of_writing(), _CARE


__all__ = [
    "ENDED", "WRITING", "Job", "close", "go_on", "guess_job", "job_of_lesson", "jobs_of", "passage_job",
    "running_kinds", "start_adding", "start_guess", "start_looking_after", "start_passage", "start_protecting",
    "start_sample", "start_settling", "start_transcription", "start_unfinished_guesses", "stop_all_of", "stop_job",
    "stop_work_on", "uploads_in_use", "why_waits",
]  # fmt: skip

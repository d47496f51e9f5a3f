"""The jobs of the running app: adding lessons and writing transcripts, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from videoreflect.domain.ids import new_id
from videoreflect.domain.lesson import LessonDetails
from videoreflect.errors import InvalidInput, NotFound, NotMedia, TruncatedMedia
from videoreflect.jobs.queue import ENDED, Job, JobQueue
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.lessons import open_lesson
from videoreflect.services.recording_consent import Agreement, record_agreement
from videoreflect.services.sample_lesson import sample, sample_agreement
from videoreflect.services.transcription import DEFAULT_MODEL, begin, carry_out
from videoreflect.vault.signin import SignIn

_QUEUE = JobQueue()


def start_adding(
    session: SignIn,
    sources: Sequence[Source],
    details: LessonDetails,
    agreement: Agreement | None = None,
    added: Callable[[], None] = lambda: None,
    uploads: frozenset[str] = frozenset(),
) -> Job:
    """Queue the adding of a lesson; ``added`` is called when the ``uploads`` it came from are no longer needed."""
    job = Job(new_id(), session.person, "adding", details.title, uses=uploads)

    def work(running: Job) -> None:
        try:
            running.lesson = add_lesson(session, sources, details, running.progress, running.stop)
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
        record_agreement(session, running.lesson, sample_agreement(session.now_ms()))
        start_transcription(session, running.lesson)

    return _QUEUE.submit(job, work)


def start_transcription(session: SignIn, lesson: str, model: str = DEFAULT_MODEL) -> Job:
    """Queue a transcription. What would refuse it is told now, not later: consent, sound, model."""
    if any(job.lesson == lesson and job.kind == "transcribing" for job in _QUEUE.running()):
        raise InvalidInput("The transcript of this lesson is being written already.")
    title = open_lesson(session, lesson).details.title
    lease = begin(session, lesson, model)
    job = Job(new_id(), session.person, "transcribing", title, lesson, total_ms=lease.total_ms)
    return _QUEUE.submit(job, lambda running: carry_out(lease, running.progress, running.stop))


def jobs_of(session: SignIn) -> list[Job]:
    """This person's jobs, the oldest first."""
    return _QUEUE.jobs(session.person)


def job_of_lesson(session: SignIn, lesson: str) -> Job | None:
    """The newest transcription of a lesson that this person may see, if there is one."""
    found = [job for job in _QUEUE.jobs(session.person) if job.lesson == lesson and job.kind == "transcribing"]
    return found[-1] if found else None


def uploads_in_use(session: SignIn) -> frozenset[str]:
    """Uploads that a waiting or running job takes in: they are not unfinished any more."""
    return frozenset(one for job in _QUEUE.running() if job.owner == session.person for one in job.uses)


def stop_job(session: SignIn, job: str) -> None:
    """Stop one's own job. Raises NotFound."""
    if not _QUEUE.stop(job, session.person):
        raise NotFound("That task is over, or it is not yours.")


def running_kinds() -> list[str]:
    """What is running, for the lock screen: kinds only, no titles."""
    return [job.kind for job in _QUEUE.running()]


def close() -> None:
    """End all jobs; called when the server ends."""
    _QUEUE.close()


__all__ = [
    "ENDED", "Job", "close", "job_of_lesson", "jobs_of", "running_kinds", "start_adding", "start_transcription",
    "stop_job",
    "uploads_in_use",
]  # fmt: skip

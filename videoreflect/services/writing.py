"""The queue of transcripts: begun, paused, held until the time that their owner set, gone on with.

A job holds a lease and nothing else of the person, also while it waits. One that is paused, or waits longer than
its lease lasts, holds nothing any more: its pieces are in the vault, and its owner's next sign-in or click begins
it anew where it was.
"""

from __future__ import annotations

import datetime
from contextlib import suppress

from videoreflect.domain.ids import new_id
from videoreflect.domain.wanted import SAID, TRANSLATED, Wanted, When
from videoreflect.errors import Cancelled, InvalidInput, NotFound, VideoReflectError
from videoreflect.jobs.power import on_mains
from videoreflect.jobs.queue import ENDED, Job, JobQueue, PutBack
from videoreflect.services import unfinished, unfinished_guesses
from videoreflect.services.at_once import NO_MEMORY, at_once, has_room, set_at_once, threads_for
from videoreflect.services.guessing import GuessingLease, begin_guess, begin_if_wanted, carry_out_guess
from videoreflect.services.lessons import open_lesson
from videoreflect.services.passages import Asked, begin_passage, write_passage
from videoreflect.services.transcription import DEFAULT_MODEL, TranscriptionLease, begin, carry_out
from videoreflect.services.transcripts import PASSAGE
from videoreflect.services.writing_choices import chosen_last
from videoreflect.services.writing_times import set_writing_times, writing_times
from videoreflect.vault.signin import SignIn

TRANSCRIBING, TRANSLATING, GUESSING = "transcribing", "translating", "guessing"
WRITING = frozenset({TRANSCRIBING, TRANSLATING, PASSAGE})
"""The kinds of jobs that write words of a transcript."""

_KINDS = {SAID: TRANSCRIBING, TRANSLATED: TRANSLATING}
_BUSY = "The transcript of this lesson is being written already."

_AT_ONCE: dict[str, int] = {}
"""How many of each person's are written at once, as they said at their last sign-in."""

_WRITING = JobQueue(lambda owner: _AT_ONCE.get(owner, 1))
_TIMES: dict[str, When] = {}
"""When each person's transcripts may be written, as they said at their last sign-in: a job cannot read it."""


def start_transcription(
    session: SignIn, lesson: str, wanted: Wanted | str = DEFAULT_MODEL, *, at_once: bool = False
) -> Job:
    """Queue a transcription. What would refuse it is told now, not later: consent, sound, model, language.

    ``at_once`` begins it also outside the times that its owner set.
    """
    wanted = Wanted(model=wanted) if isinstance(wanted, str) else wanted
    kind = _KINDS[wanted.track]
    if any(job.lesson == lesson and job.kind == kind for job in _WRITING.running()):
        raise InvalidInput(_BUSY)
    title = open_lesson(session, lesson).details.title
    lease = begin(session, lesson, wanted)
    unfinished.remember(session, lesson, wanted)
    then = begin_if_wanted(session, lesson) if wanted.track == SAID else None
    if then is not None:
        unfinished_guesses.remember(session, lesson)
    _know(session)
    for job in _WRITING.jobs(session.person):
        if job.lesson == lesson and job.kind == kind:
            _WRITING.stop(job.id, session.person)  # it has ended, and this one takes its place
    job = Job(
        new_id(), session.person, kind, title, lesson,
        done_ms=lease.start_ms, total_ms=lease.total_ms, at_once=at_once,
    )  # fmt: skip

    def work(running: Job) -> None:
        _write(lease, running)
        if then is not None:
            _submit_guess(then, title, lesson)

    return _WRITING.submit(job, work, lambda waiting: _hold(lease, waiting))


def start_guess(session: SignIn, lesson: str) -> Job:
    """Queue a guess who speaks. What would refuse it is told now: consent, sound, model."""
    if any(job.lesson == lesson and job.kind == GUESSING for job in _WRITING.running()):
        raise InvalidInput("Who speaks in this lesson is being guessed already.")
    title = open_lesson(session, lesson).details.title
    lease = begin_guess(session, lesson)
    unfinished_guesses.remember(session, lesson)
    return _submit_guess(lease, title, lesson)


def start_unfinished_guesses(session: SignIn) -> None:
    """Guess what was to be guessed and is not, unless it follows a transcript that goes on anyway."""
    going_on = {job.lesson for job in _WRITING.running()}
    for lesson in unfinished_guesses.unfinished_guesses(session):
        with suppress(VideoReflectError):  # it cannot or may not now: the page of the lesson says why
            if lesson not in going_on:
                start_guess(session, lesson)


def guess_job(session: SignIn, lesson: str) -> Job | None:
    """The newest guess who speaks in a lesson."""
    return _newest_of(session, lesson, GUESSING)


def start_passage(session: SignIn, lesson: str, asked: Asked) -> Job:
    """Write a passage once more, beside what stands there. What would refuse it is told now.

    It does not wait for a transcript that is being written, unless there is no memory for a second model.
    """
    if any(job.lesson == lesson and job.kind == PASSAGE for job in _WRITING.running()):
        raise InvalidInput("A passage of this lesson is being written already. Wait until it is done, or stop it.")
    title = open_lesson(session, lesson).details.title
    lease = begin_passage(session, lesson, asked)
    job = Job(new_id(), session.person, PASSAGE, title, lesson, total_ms=asked.end_ms - asked.start_ms, beside=True)

    def work(running: Job) -> None:
        write_passage(lease, running.progress, running.stop, threads_for(_WRITING.busy()))

    return _WRITING.submit(job, work, lambda _: "" if not _WRITING.busy() or has_room(asked.model) else NO_MEMORY)


def passage_job(session: SignIn, lesson: str) -> Job | None:
    """The newest writing of a passage of a lesson."""
    return _newest_of(session, lesson, PASSAGE)


def go_on(session: SignIn, lesson: str, *, at_once: bool = False) -> Job:
    """Go on with what was paused, stopped or ended early, or begin with the usual choices."""
    tracks = [track for track in _KINDS if unfinished.is_paused(session, lesson, track)]
    wanted = chosen_last(session, lesson, tracks[0] if tracks else SAID)
    return start_transcription(session, lesson, wanted, at_once=at_once)


def start_unfinished(session: SignIn) -> list[tuple[str, Wanted]]:
    """Transcripts that go on at a sign-in, with the times of now."""
    _know(session)
    return unfinished.unfinished(session)


def pause(session: SignIn, lesson: str) -> None:
    """End the work on one's own lesson for now: what is written is kept, and nothing goes on by itself."""
    job = _going_on(session, lesson)
    track = track_of(job)
    unfinished.remember(session, lesson, chosen_last(session, lesson, track), paused=True)
    _WRITING.pause(job.id, session.person)


def begin_now(session: SignIn, lesson: str) -> None:
    """Begin what waits for the evening or for mains power. Raises NotFound."""
    _WRITING.begin_now(_going_on(session, lesson).id, session.person)


def stop(session: SignIn, lesson: str) -> None:
    """Stop for good; the pieces stay until somebody erases them. Raises NotFound if there is nothing to stop."""
    job, paused = job_of_lesson(session, lesson), False
    for track in _KINDS:
        paused = paused or unfinished.is_paused(session, lesson, track)
        unfinished.forget(session, lesson, track)
    if not (job is not None and _WRITING.stop(job.id, session.person)) and not paused:
        raise NotFound("No transcript of this lesson is being written.")


def change_times(session: SignIn, when: When) -> None:
    """Keep when this person's transcripts may be written; it counts at once, also for what waits or runs."""
    set_writing_times(session, when)
    _TIMES[session.person] = when


def change_at_once(session: SignIn, number: int) -> None:
    """Keep how many of this person's transcripts are written at once; it counts for what waits now, too."""
    set_at_once(session, number)
    _AT_ONCE[session.person] = number
    _WRITING.look_again()


def job_of_lesson(session: SignIn, lesson: str) -> Job | None:
    """The transcription of a lesson that goes on, else the newest that this person may see, if there is one."""
    mine = _WRITING.jobs(session.person)
    found = [job for job in mine if job.lesson == lesson and job.kind in _KINDS.values()]
    active = [job for job in found if job.state not in ENDED]
    running = [job for job in active if job.state == "running"]
    return next(iter(running or active or found[-1:]), None)


def track_of(job: Job) -> str:
    """Which track of the transcript a job writes."""
    return TRANSLATED if job.kind == TRANSLATING else SAID


def queue_of_writing() -> JobQueue:
    """The queue, for what looks at all jobs."""
    return _WRITING


def _newest_of(session: SignIn, lesson: str, kind: str) -> Job | None:
    found = [job for job in _WRITING.jobs(session.person) if job.lesson == lesson and job.kind == kind]
    return found[-1] if found else None


def _know(session: SignIn) -> None:
    """What jobs of this person cannot read themselves."""
    _TIMES[session.person], _AT_ONCE[session.person] = writing_times(session), at_once(session)


def _submit_guess(lease: GuessingLease, title: str, lesson: str) -> Job:
    job = Job(new_id(), lease.person, GUESSING, title, lesson, total_ms=lease.total_ms)
    return _WRITING.submit(job, lambda running: carry_out_guess(lease, running.progress, running.stop))


def _going_on(session: SignIn, lesson: str) -> Job:
    job = job_of_lesson(session, lesson)
    if job is None or job.state in ENDED:
        raise NotFound("No transcript of this lesson is being written.")
    return job


def _write(lease: TranscriptionLease, running: Job) -> None:
    def go_on() -> None:
        if _hold(lease, running):
            raise Cancelled

    try:
        threads = threads_for(_AT_ONCE.get(running.owner, 1))
        carry_out(lease, running.progress, running.stop, go_on, threads)
    except Cancelled:
        if running.stop.is_set():
            raise
        raise PutBack from None


def _hold(lease: TranscriptionLease, job: Job) -> str:
    """Why a transcription may not go on now. One whose lease is over begins, and says that it is over."""
    when = _TIMES.get(job.owner, When())
    if job.at_once or lease.is_over():
        return ""
    now = datetime.datetime.now().astimezone().time()
    return when.waits(now, on_mains=not when.mains_only or on_mains())
